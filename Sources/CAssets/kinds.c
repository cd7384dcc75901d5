// Embeds kinds/: the files of kinds, and the list of what they may call.
// A new file needs a line here and in the table: `make lint` says so when one is missing.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "table.h"

static const char accelerators[] = {
#embed "../../kinds/accelerators.yaml"
};
static const char airflow_environments[] = {
#embed "../../kinds/airflow_environments.yaml"
};
static const char apprunner_services[] = {
#embed "../../kinds/apprunner_services.yaml"
};
static const char appstream_fleets[] = {
#embed "../../kinds/appstream_fleets.yaml"
};
static const char autoscaling_groups[] = {
#embed "../../kinds/autoscaling_groups.yaml"
};
static const char brokers[] = {
#embed "../../kinds/brokers.yaml"
};
static const char cache_clusters[] = {
#embed "../../kinds/cache_clusters.yaml"
};
static const char capacity_reservations[] = {
#embed "../../kinds/capacity_reservations.yaml"
};
static const char classic_load_balancers[] = {
#embed "../../kinds/classic_load_balancers.yaml"
};
static const char client_vpns[] = {
#embed "../../kinds/client_vpns.yaml"
};
static const char cloud9_environments[] = {
#embed "../../kinds/cloud9_environments.yaml"
};
static const char database_clusters[] = {
#embed "../../kinds/database_clusters.yaml"
};
static const char database_snapshots[] = {
#embed "../../kinds/database_snapshots.yaml"
};
static const char databases[] = {
#embed "../../kinds/databases.yaml"
};
static const char dedicated_hosts[] = {
#embed "../../kinds/dedicated_hosts.yaml"
};
static const char directories[] = {
#embed "../../kinds/directories.yaml"
};
static const char ecs_services[] = {
#embed "../../kinds/ecs_services.yaml"
};
static const char ecs_tasks[] = {
#embed "../../kinds/ecs_tasks.yaml"
};
static const char efs_file_systems[] = {
#embed "../../kinds/efs_file_systems.yaml"
};
static const char eks_clusters[] = {
#embed "../../kinds/eks_clusters.yaml"
};
static const char eks_nodegroups[] = {
#embed "../../kinds/eks_nodegroups.yaml"
};
static const char emr_clusters[] = {
#embed "../../kinds/emr_clusters.yaml"
};
static const char endpoints[] = {
#embed "../../kinds/endpoints.yaml"
};
static const char fast_snapshot_restores[] = {
#embed "../../kinds/fast_snapshot_restores.yaml"
};
static const char firewalls[] = {
#embed "../../kinds/firewalls.yaml"
};
static const char fsx_file_systems[] = {
#embed "../../kinds/fsx_file_systems.yaml"
};
static const char glue_dev_endpoints[] = {
#embed "../../kinds/glue_dev_endpoints.yaml"
};
static const char glue_sessions[] = {
#embed "../../kinds/glue_sessions.yaml"
};
static const char grafana_workspaces[] = {
#embed "../../kinds/grafana_workspaces.yaml"
};
static const char hosted_zones[] = {
#embed "../../kinds/hosted_zones.yaml"
};
static const char influx_databases[] = {
#embed "../../kinds/influx_databases.yaml"
};
static const char kafka_clusters[] = {
#embed "../../kinds/kafka_clusters.yaml"
};
static const char keys[] = {
#embed "../../kinds/keys.yaml"
};
static const char lightsail_databases[] = {
#embed "../../kinds/lightsail_databases.yaml"
};
static const char lightsail_instances[] = {
#embed "../../kinds/lightsail_instances.yaml"
};
static const char load_balancers[] = {
#embed "../../kinds/load_balancers.yaml"
};
static const char log_groups[] = {
#embed "../../kinds/log_groups.yaml"
};
static const char memory_databases[] = {
#embed "../../kinds/memory_databases.yaml"
};
static const char model_throughputs[] = {
#embed "../../kinds/model_throughputs.yaml"
};
static const char nat_gateways[] = {
#embed "../../kinds/nat_gateways.yaml"
};
static const char network_interfaces[] = {
#embed "../../kinds/network_interfaces.yaml"
};
static const char notebooks[] = {
#embed "../../kinds/notebooks.yaml"
};
static const char private_authorities[] = {
#embed "../../kinds/private_authorities.yaml"
};
static const char replication_instances[] = {
#embed "../../kinds/replication_instances.yaml"
};
static const char repositories[] = {
#embed "../../kinds/repositories.yaml"
};
static const char resolver_endpoints[] = {
#embed "../../kinds/resolver_endpoints.yaml"
};
static const char search_collections[] = {
#embed "../../kinds/search_collections.yaml"
};
static const char search_domains[] = {
#embed "../../kinds/search_domains.yaml"
};
static const char search_indexes[] = {
#embed "../../kinds/search_indexes.yaml"
};
static const char secrets[] = {
#embed "../../kinds/secrets.yaml"
};
static const char serverless_caches[] = {
#embed "../../kinds/serverless_caches.yaml"
};
static const char serverless_warehouses[] = {
#embed "../../kinds/serverless_warehouses.yaml"
};
static const char streams[] = {
#embed "../../kinds/streams.yaml"
};
static const char studio_apps[] = {
#embed "../../kinds/studio_apps.yaml"
};
static const char tables[] = {
#embed "../../kinds/tables.yaml"
};
static const char training_jobs[] = {
#embed "../../kinds/training_jobs.yaml"
};
static const char transfer_servers[] = {
#embed "../../kinds/transfer_servers.yaml"
};
static const char transit_attachments[] = {
#embed "../../kinds/transit_attachments.yaml"
};
static const char vpc_endpoints[] = {
#embed "../../kinds/vpc_endpoints.yaml"
};
static const char vpn_connections[] = {
#embed "../../kinds/vpn_connections.yaml"
};
static const char warehouses[] = {
#embed "../../kinds/warehouses.yaml"
};
static const char workspaces[] = {
#embed "../../kinds/workspaces.yaml"
};
static const char usual[] = {
#embed "../../kinds/usual.txt"
};
static const char operations[] = {
#embed "../../kinds/operations.txt"
};

const struct asset costguard_kind_assets[] = {
    {"kinds/accelerators.yaml", accelerators, sizeof accelerators},
    {"kinds/airflow_environments.yaml", airflow_environments, sizeof airflow_environments},
    {"kinds/apprunner_services.yaml", apprunner_services, sizeof apprunner_services},
    {"kinds/appstream_fleets.yaml", appstream_fleets, sizeof appstream_fleets},
    {"kinds/autoscaling_groups.yaml", autoscaling_groups, sizeof autoscaling_groups},
    {"kinds/brokers.yaml", brokers, sizeof brokers},
    {"kinds/cache_clusters.yaml", cache_clusters, sizeof cache_clusters},
    {"kinds/capacity_reservations.yaml", capacity_reservations, sizeof capacity_reservations},
    {"kinds/classic_load_balancers.yaml", classic_load_balancers, sizeof classic_load_balancers},
    {"kinds/client_vpns.yaml", client_vpns, sizeof client_vpns},
    {"kinds/cloud9_environments.yaml", cloud9_environments, sizeof cloud9_environments},
    {"kinds/database_clusters.yaml", database_clusters, sizeof database_clusters},
    {"kinds/database_snapshots.yaml", database_snapshots, sizeof database_snapshots},
    {"kinds/databases.yaml", databases, sizeof databases},
    {"kinds/dedicated_hosts.yaml", dedicated_hosts, sizeof dedicated_hosts},
    {"kinds/directories.yaml", directories, sizeof directories},
    {"kinds/ecs_services.yaml", ecs_services, sizeof ecs_services},
    {"kinds/ecs_tasks.yaml", ecs_tasks, sizeof ecs_tasks},
    {"kinds/efs_file_systems.yaml", efs_file_systems, sizeof efs_file_systems},
    {"kinds/eks_clusters.yaml", eks_clusters, sizeof eks_clusters},
    {"kinds/eks_nodegroups.yaml", eks_nodegroups, sizeof eks_nodegroups},
    {"kinds/emr_clusters.yaml", emr_clusters, sizeof emr_clusters},
    {"kinds/endpoints.yaml", endpoints, sizeof endpoints},
    {"kinds/fast_snapshot_restores.yaml", fast_snapshot_restores, sizeof fast_snapshot_restores},
    {"kinds/firewalls.yaml", firewalls, sizeof firewalls},
    {"kinds/fsx_file_systems.yaml", fsx_file_systems, sizeof fsx_file_systems},
    {"kinds/glue_dev_endpoints.yaml", glue_dev_endpoints, sizeof glue_dev_endpoints},
    {"kinds/glue_sessions.yaml", glue_sessions, sizeof glue_sessions},
    {"kinds/grafana_workspaces.yaml", grafana_workspaces, sizeof grafana_workspaces},
    {"kinds/hosted_zones.yaml", hosted_zones, sizeof hosted_zones},
    {"kinds/influx_databases.yaml", influx_databases, sizeof influx_databases},
    {"kinds/kafka_clusters.yaml", kafka_clusters, sizeof kafka_clusters},
    {"kinds/keys.yaml", keys, sizeof keys},
    {"kinds/lightsail_databases.yaml", lightsail_databases, sizeof lightsail_databases},
    {"kinds/lightsail_instances.yaml", lightsail_instances, sizeof lightsail_instances},
    {"kinds/load_balancers.yaml", load_balancers, sizeof load_balancers},
    {"kinds/log_groups.yaml", log_groups, sizeof log_groups},
    {"kinds/memory_databases.yaml", memory_databases, sizeof memory_databases},
    {"kinds/model_throughputs.yaml", model_throughputs, sizeof model_throughputs},
    {"kinds/nat_gateways.yaml", nat_gateways, sizeof nat_gateways},
    {"kinds/network_interfaces.yaml", network_interfaces, sizeof network_interfaces},
    {"kinds/notebooks.yaml", notebooks, sizeof notebooks},
    {"kinds/private_authorities.yaml", private_authorities, sizeof private_authorities},
    {"kinds/replication_instances.yaml", replication_instances, sizeof replication_instances},
    {"kinds/repositories.yaml", repositories, sizeof repositories},
    {"kinds/resolver_endpoints.yaml", resolver_endpoints, sizeof resolver_endpoints},
    {"kinds/search_collections.yaml", search_collections, sizeof search_collections},
    {"kinds/search_domains.yaml", search_domains, sizeof search_domains},
    {"kinds/search_indexes.yaml", search_indexes, sizeof search_indexes},
    {"kinds/secrets.yaml", secrets, sizeof secrets},
    {"kinds/serverless_caches.yaml", serverless_caches, sizeof serverless_caches},
    {"kinds/serverless_warehouses.yaml", serverless_warehouses, sizeof serverless_warehouses},
    {"kinds/streams.yaml", streams, sizeof streams},
    {"kinds/studio_apps.yaml", studio_apps, sizeof studio_apps},
    {"kinds/tables.yaml", tables, sizeof tables},
    {"kinds/training_jobs.yaml", training_jobs, sizeof training_jobs},
    {"kinds/transfer_servers.yaml", transfer_servers, sizeof transfer_servers},
    {"kinds/transit_attachments.yaml", transit_attachments, sizeof transit_attachments},
    {"kinds/vpc_endpoints.yaml", vpc_endpoints, sizeof vpc_endpoints},
    {"kinds/vpn_connections.yaml", vpn_connections, sizeof vpn_connections},
    {"kinds/warehouses.yaml", warehouses, sizeof warehouses},
    {"kinds/workspaces.yaml", workspaces, sizeof workspaces},
    {"kinds/usual.txt", usual, sizeof usual},
    {"kinds/operations.txt", operations, sizeof operations},
};
const size_t costguard_kind_asset_count = sizeof costguard_kind_assets / sizeof costguard_kind_assets[0];
