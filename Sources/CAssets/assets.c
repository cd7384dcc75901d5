// Embeds rules/ and prices/ and lists them, with those of kinds/ behind them. Which asset means what is the callers' business.
// A new file needs a line here and in the table: `make lint` says so when one is missing.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "assets.h"
#include "table.h"

// Paths are relative to this file. The compiler notes embedded files as dependencies, so an edited rule rebuilds.
static const char rule_idle_instance[] = {
#embed "../../rules/idle-instance.yaml"
};
static const char rule_idle_costly_instance[] = {
#embed "../../rules/idle-costly-instance.yaml"
};
static const char rule_orphaned_snapshot[] = {
#embed "../../rules/orphaned-snapshot.yaml"
};
static const char rule_unreferenced_snapshot[] = {
#embed "../../rules/unreferenced-snapshot.yaml"
};
static const char rule_unused_image[] = {
#embed "../../rules/unused-image.yaml"
};
static const char rule_unattached_volume[] = {
#embed "../../rules/unattached-volume.yaml"
};
static const char rule_idle_address[] = {
#embed "../../rules/idle-address.yaml"
};
static const char rule_credit_threshold[] = {
#embed "../../rules/credit-threshold.yaml"
};
static const char rule_idle_costly_notice[] = {
#embed "../../rules/idle-costly-notice.yaml"
};
static const char rule_credit_burn[] = {
#embed "../../rules/credit-burn.yaml"
};
static const char rule_credit_expiry[] = {
#embed "../../rules/credit-expiry.yaml"
};
static const char rule_credit_forecast[] = {
#embed "../../rules/credit-forecast.yaml"
};
static const char rule_instance_surge[] = {
#embed "../../rules/instance-surge.yaml"
};
static const char rule_unused_over_sessions[] = {
#embed "../../rules/unused-over-sessions.yaml"
};
static const char rule_idle_database[] = {
#embed "../../rules/idle-database.yaml"
};
static const char rule_idle_nat_gateway[] = {
#embed "../../rules/idle-nat-gateway.yaml"
};
static const char rule_idle_warehouse[] = {
#embed "../../rules/idle-warehouse.yaml"
};
static const char rule_running_notebook[] = {
#embed "../../rules/running-notebook.yaml"
};
static const char rule_idle_load_balancer[] = {
#embed "../../rules/idle-load-balancer.yaml"
};
static const char rule_idle_search_domain[] = {
#embed "../../rules/idle-search-domain.yaml"
};
static const char rule_stopped_database[] = {
#embed "../../rules/stopped-database.yaml"
};
static const char rule_idle_database_cluster[] = {
#embed "../../rules/idle-database-cluster.yaml"
};
static const char rule_idle_endpoint[] = {
#embed "../../rules/idle-endpoint.yaml"
};
static const char rule_idle_studio_app[] = {
#embed "../../rules/idle-studio-app.yaml"
};
static const char rule_idle_airflow[] = {
#embed "../../rules/idle-airflow.yaml"
};
static const char rule_idle_search_index[] = {
#embed "../../rules/idle-search-index.yaml"
};
static const char rule_idle_cache[] = {
#embed "../../rules/idle-cache.yaml"
};
static const char rule_idle_classic_load_balancer[] = {
#embed "../../rules/idle-classic-load-balancer.yaml"
};
static const char rule_idle_vpc_endpoint[] = {
#embed "../../rules/idle-vpc-endpoint.yaml"
};
static const char rule_forgotten_log_group[] = {
#embed "../../rules/forgotten-log-group.yaml"
};
static const char rule_idle_network_load_balancer[] = {
#embed "../../rules/idle-network-load-balancer.yaml"
};
static const char rule_idle_search_collection[] = {
#embed "../../rules/idle-search-collection.yaml"
};
static const char rule_busy_serverless_warehouse[] = {
#embed "../../rules/busy-serverless-warehouse.yaml"
};
static const char rule_idle_kafka[] = {
#embed "../../rules/idle-kafka.yaml"
};
static const char rule_idle_file_system[] = {
#embed "../../rules/idle-file-system.yaml"
};
static const char rule_unmounted_file_system[] = {
#embed "../../rules/unmounted-file-system.yaml"
};
static const char rule_idle_fsx[] = {
#embed "../../rules/idle-fsx.yaml"
};
static const char rule_idle_eks[] = {
#embed "../../rules/idle-eks.yaml"
};
static const char rule_eks_extended_support[] = {
#embed "../../rules/eks-extended-support.yaml"
};
static const char rule_idle_emr[] = {
#embed "../../rules/idle-emr.yaml"
};
static const char rule_idle_model_throughput[] = {
#embed "../../rules/idle-model-throughput.yaml"
};
static const char rule_running_glue_endpoint[] = {
#embed "../../rules/running-glue-endpoint.yaml"
};
static const char rule_running_glue_session[] = {
#embed "../../rules/running-glue-session.yaml"
};
static const char rule_long_training_job[] = {
#embed "../../rules/long-training-job.yaml"
};
static const char rule_idle_ecs_service[] = {
#embed "../../rules/idle-ecs-service.yaml"
};
static const char rule_long_running_task[] = {
#embed "../../rules/long-running-task.yaml"
};
static const char rule_idle_app_runner[] = {
#embed "../../rules/idle-app-runner.yaml"
};
static const char rule_stopped_lightsail_instance[] = {
#embed "../../rules/stopped-lightsail-instance.yaml"
};
static const char rule_unused_workspace[] = {
#embed "../../rules/unused-workspace.yaml"
};
static const char rule_idle_broker[] = {
#embed "../../rules/idle-broker.yaml"
};
static const char rule_idle_memory_database[] = {
#embed "../../rules/idle-memory-database.yaml"
};
static const char rule_idle_serverless_cache[] = {
#embed "../../rules/idle-serverless-cache.yaml"
};
static const char rule_idle_stream[] = {
#embed "../../rules/idle-stream.yaml"
};
static const char rule_idle_table[] = {
#embed "../../rules/idle-table.yaml"
};
static const char rule_idle_vpn[] = {
#embed "../../rules/idle-vpn.yaml"
};
static const char rule_idle_client_vpn[] = {
#embed "../../rules/idle-client-vpn.yaml"
};
static const char rule_unused_capacity_reservation[] = {
#embed "../../rules/unused-capacity-reservation.yaml"
};
static const char rule_empty_dedicated_host[] = {
#embed "../../rules/empty-dedicated-host.yaml"
};
static const char rule_fast_snapshot_restore[] = {
#embed "../../rules/fast-snapshot-restore.yaml"
};
static const char rule_private_authority[] = {
#embed "../../rules/private-authority.yaml"
};
static const char rule_offline_transfer_server[] = {
#embed "../../rules/offline-transfer-server.yaml"
};
static const char rule_disabled_accelerator[] = {
#embed "../../rules/disabled-accelerator.yaml"
};
static const char rule_old_database_snapshot[] = {
#embed "../../rules/old-database-snapshot.yaml"
};
static const char prices_ec2_types[] = {
#embed "../../prices/ec2-types.csv"
};
static const char prices_ec2_region_factors[] = {
#embed "../../prices/ec2-region-factors.csv"
};
static const char prices_storage[] = {
#embed "../../prices/storage.csv"
};
static const char prices_usage[] = {
#embed "../../prices/usage.csv"
};
static const char lambda_template[] = {
#embed "../../dist/lambda.template.yaml"
};
static const char lambda_fetch[] = {
#embed "../../dist/lambda_fetch.py"
};

static const struct asset assets[] = {
    {"rules/idle-instance.yaml", rule_idle_instance, sizeof rule_idle_instance},
    {"rules/idle-costly-instance.yaml", rule_idle_costly_instance, sizeof rule_idle_costly_instance},
    {"rules/orphaned-snapshot.yaml", rule_orphaned_snapshot, sizeof rule_orphaned_snapshot},
    {"rules/unreferenced-snapshot.yaml", rule_unreferenced_snapshot, sizeof rule_unreferenced_snapshot},
    {"rules/unused-image.yaml", rule_unused_image, sizeof rule_unused_image},
    {"rules/unattached-volume.yaml", rule_unattached_volume, sizeof rule_unattached_volume},
    {"rules/idle-address.yaml", rule_idle_address, sizeof rule_idle_address},
    {"rules/credit-threshold.yaml", rule_credit_threshold, sizeof rule_credit_threshold},
    {"rules/idle-costly-notice.yaml", rule_idle_costly_notice, sizeof rule_idle_costly_notice},
    {"rules/credit-burn.yaml", rule_credit_burn, sizeof rule_credit_burn},
    {"rules/credit-expiry.yaml", rule_credit_expiry, sizeof rule_credit_expiry},
    {"rules/credit-forecast.yaml", rule_credit_forecast, sizeof rule_credit_forecast},
    {"rules/instance-surge.yaml", rule_instance_surge, sizeof rule_instance_surge},
    {"rules/unused-over-sessions.yaml", rule_unused_over_sessions, sizeof rule_unused_over_sessions},
    {"rules/idle-database.yaml", rule_idle_database, sizeof rule_idle_database},
    {"rules/idle-nat-gateway.yaml", rule_idle_nat_gateway, sizeof rule_idle_nat_gateway},
    {"rules/idle-warehouse.yaml", rule_idle_warehouse, sizeof rule_idle_warehouse},
    {"rules/running-notebook.yaml", rule_running_notebook, sizeof rule_running_notebook},
    {"rules/idle-load-balancer.yaml", rule_idle_load_balancer, sizeof rule_idle_load_balancer},
    {"rules/idle-search-domain.yaml", rule_idle_search_domain, sizeof rule_idle_search_domain},
    {"rules/stopped-database.yaml", rule_stopped_database, sizeof rule_stopped_database},
    {"rules/idle-database-cluster.yaml", rule_idle_database_cluster, sizeof rule_idle_database_cluster},
    {"rules/idle-endpoint.yaml", rule_idle_endpoint, sizeof rule_idle_endpoint},
    {"rules/idle-studio-app.yaml", rule_idle_studio_app, sizeof rule_idle_studio_app},
    {"rules/idle-airflow.yaml", rule_idle_airflow, sizeof rule_idle_airflow},
    {"rules/idle-search-index.yaml", rule_idle_search_index, sizeof rule_idle_search_index},
    {"rules/idle-cache.yaml", rule_idle_cache, sizeof rule_idle_cache},
    {"rules/idle-classic-load-balancer.yaml", rule_idle_classic_load_balancer, sizeof rule_idle_classic_load_balancer},
    {"rules/idle-vpc-endpoint.yaml", rule_idle_vpc_endpoint, sizeof rule_idle_vpc_endpoint},
    {"rules/forgotten-log-group.yaml", rule_forgotten_log_group, sizeof rule_forgotten_log_group},
    {"rules/idle-network-load-balancer.yaml", rule_idle_network_load_balancer, sizeof rule_idle_network_load_balancer},
    {"rules/idle-search-collection.yaml", rule_idle_search_collection, sizeof rule_idle_search_collection},
    {"rules/busy-serverless-warehouse.yaml", rule_busy_serverless_warehouse, sizeof rule_busy_serverless_warehouse},
    {"rules/idle-kafka.yaml", rule_idle_kafka, sizeof rule_idle_kafka},
    {"rules/idle-file-system.yaml", rule_idle_file_system, sizeof rule_idle_file_system},
    {"rules/unmounted-file-system.yaml", rule_unmounted_file_system, sizeof rule_unmounted_file_system},
    {"rules/idle-fsx.yaml", rule_idle_fsx, sizeof rule_idle_fsx},
    {"rules/idle-eks.yaml", rule_idle_eks, sizeof rule_idle_eks},
    {"rules/eks-extended-support.yaml", rule_eks_extended_support, sizeof rule_eks_extended_support},
    {"rules/idle-emr.yaml", rule_idle_emr, sizeof rule_idle_emr},
    {"rules/idle-model-throughput.yaml", rule_idle_model_throughput, sizeof rule_idle_model_throughput},
    {"rules/running-glue-endpoint.yaml", rule_running_glue_endpoint, sizeof rule_running_glue_endpoint},
    {"rules/running-glue-session.yaml", rule_running_glue_session, sizeof rule_running_glue_session},
    {"rules/long-training-job.yaml", rule_long_training_job, sizeof rule_long_training_job},
    {"rules/idle-ecs-service.yaml", rule_idle_ecs_service, sizeof rule_idle_ecs_service},
    {"rules/long-running-task.yaml", rule_long_running_task, sizeof rule_long_running_task},
    {"rules/idle-app-runner.yaml", rule_idle_app_runner, sizeof rule_idle_app_runner},
    {"rules/stopped-lightsail-instance.yaml", rule_stopped_lightsail_instance, sizeof rule_stopped_lightsail_instance},
    {"rules/unused-workspace.yaml", rule_unused_workspace, sizeof rule_unused_workspace},
    {"rules/idle-broker.yaml", rule_idle_broker, sizeof rule_idle_broker},
    {"rules/idle-memory-database.yaml", rule_idle_memory_database, sizeof rule_idle_memory_database},
    {"rules/idle-serverless-cache.yaml", rule_idle_serverless_cache, sizeof rule_idle_serverless_cache},
    {"rules/idle-stream.yaml", rule_idle_stream, sizeof rule_idle_stream},
    {"rules/idle-table.yaml", rule_idle_table, sizeof rule_idle_table},
    {"rules/idle-vpn.yaml", rule_idle_vpn, sizeof rule_idle_vpn},
    {"rules/idle-client-vpn.yaml", rule_idle_client_vpn, sizeof rule_idle_client_vpn},
    {"rules/unused-capacity-reservation.yaml", rule_unused_capacity_reservation, sizeof rule_unused_capacity_reservation},
    {"rules/empty-dedicated-host.yaml", rule_empty_dedicated_host, sizeof rule_empty_dedicated_host},
    {"rules/fast-snapshot-restore.yaml", rule_fast_snapshot_restore, sizeof rule_fast_snapshot_restore},
    {"rules/private-authority.yaml", rule_private_authority, sizeof rule_private_authority},
    {"rules/offline-transfer-server.yaml", rule_offline_transfer_server, sizeof rule_offline_transfer_server},
    {"rules/disabled-accelerator.yaml", rule_disabled_accelerator, sizeof rule_disabled_accelerator},
    {"rules/old-database-snapshot.yaml", rule_old_database_snapshot, sizeof rule_old_database_snapshot},
    {"prices/ec2-types.csv", prices_ec2_types, sizeof prices_ec2_types},
    {"prices/ec2-region-factors.csv", prices_ec2_region_factors, sizeof prices_ec2_region_factors},
    {"prices/storage.csv", prices_storage, sizeof prices_storage},
    {"prices/usage.csv", prices_usage, sizeof prices_usage},
    {"dist/lambda.template.yaml", lambda_template, sizeof lambda_template},
    {"dist/lambda_fetch.py", lambda_fetch, sizeof lambda_fetch},
};

const char *costguard_asset(size_t index, const char **name, size_t *length) {
    const size_t own = sizeof assets / sizeof assets[0];
    if (index >= own + costguard_kind_asset_count) return NULL;
    const struct asset *asset = index < own ? &assets[index] : &costguard_kind_assets[index - own];
    *name = asset->name;
    *length = asset->length;
    return asset->bytes;
}
