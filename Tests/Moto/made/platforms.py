"""Clusters, notebooks, brokers and sessions."""

from world import World

from made import NAMES, pairs, small, tagged, thing

ROLE = "arn:aws:iam::123456789012:role/r"


def make(world: World) -> dict[str, dict]:
    ec2 = world.client("ec2")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    return (
        learning(world) | kubernetes(world, subnets) | containers(world, subnets, group) | streams(world, subnets)
        | search(world) | desks(world) | glue(world)
    )


def learning(world: World) -> dict[str, dict]:
    sagemaker = world.client("sagemaker")
    made: dict[str, dict] = {"notebooks": {}, "endpoints": {}}
    sagemaker.create_model(ModelName="m", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "i"})
    for name in NAMES:
        sagemaker.create_notebook_instance(
            NotebookInstanceName=f"nb-{name}", InstanceType="ml.t3.medium", RoleArn=ROLE, VolumeSizeInGB=7,
            Tags=pairs(tagged(name)))
        made["notebooks"][f"nb-{name}"] = thing(
            tagged(name), state="InService", instance_type="ml.t3.medium", volume_gb=7)
        sagemaker.create_endpoint_config(
            EndpointConfigName=f"config-{name}",
            ProductionVariants=[{
                "VariantName": variant, "ModelName": "m", "InitialInstanceCount": 1, "InstanceType": "ml.t2.medium",
                "InitialVariantWeight": 1} for variant in ("v", "w")])
        sagemaker.create_endpoint(
            EndpointName=f"end-{name}", EndpointConfigName=f"config-{name}", Tags=pairs(tagged(name)))
        made["endpoints"][f"end-{name}"] = thing(
            tagged(name), state="InService", config=f"config-{name}", variants=2, variant_names='["v","w"]',
            instance_types='["ml.t2.medium","ml.t2.medium"]')
    return made


def kubernetes(world: World, subnets: list[str]) -> dict[str, dict]:
    eks = world.client("eks")
    made: dict[str, dict] = {"eks_clusters": {}, "eks_nodegroups": {}}
    for name in NAMES:
        eks.create_cluster(name=f"k8s-{name}", roleArn=ROLE, resourcesVpcConfig={"subnetIds": subnets}, tags=tagged(name))
        made["eks_clusters"][f"k8s-{name}"] = thing(tagged(name), state="ACTIVE")
        eks.create_nodegroup(
            clusterName=f"k8s-{name}", nodegroupName=f"nodes-{name}", subnets=subnets, nodeRole=ROLE,
            scalingConfig={"minSize": 1, "maxSize": 3, "desiredSize": 2}, tags=tagged(name))
        made["eks_nodegroups"][f"nodes-{name}"] = thing(
            tagged(name), cluster=f"k8s-{name}", min_size=1, max_size=3, desired_size=2)
    return made


def containers(world: World, subnets: list[str], group: str) -> dict[str, dict]:
    """A service and a task in each of two clusters: what is in one cluster cannot be described in the other."""
    ecs = world.client("ecs")
    made: dict[str, dict] = {"ecs_services": {}, "ecs_tasks": {}}
    network = {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": [group]}}
    ecs.register_task_definition(
        family="f", containerDefinitions=[{"name": "c", "image": "i", "memory": 128}], networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"], cpu="256", memory="512")
    for name in NAMES:
        cluster = ecs.create_cluster(clusterName=f"ecs-{name}")["cluster"]["clusterArn"]
        service = ecs.create_service(
            cluster=f"ecs-{name}", serviceName=f"service-{name}", taskDefinition="f", desiredCount=2,
            launchType="FARGATE", networkConfiguration=network, tags=small(tagged(name)))["service"]["serviceArn"]
        made["ecs_services"][service] = thing(
            tagged(name), state="ACTIVE", cluster=cluster, cluster_name=f"ecs-{name}", desired_count=2, cpu=256,
            memory=512)
        task = ecs.run_task(
            cluster=f"ecs-{name}", taskDefinition="f", launchType="FARGATE", networkConfiguration=network,
            tags=small(tagged(name)))["tasks"][0]["taskArn"]
        made["ecs_tasks"][task] = thing(tagged(name), cluster=cluster, launch_type="FARGATE")
    return made


def streams(world: World, subnets: list[str]) -> dict[str, dict]:
    made: dict[str, dict] = {"kafka_clusters": {}, "brokers": {}, "emr_clusters": {}}
    for name in NAMES:
        kafka = world.client("kafka").create_cluster_v2(
            ClusterName=f"kafka-{name}", Tags=tagged(name),
            Provisioned={
                "BrokerNodeGroupInfo": {"ClientSubnets": subnets, "InstanceType": "kafka.t3.small"},
                "KafkaVersion": "3.5.1", "NumberOfBrokerNodes": 2})
        made["kafka_clusters"][kafka["ClusterArn"]] = thing(
            tagged(name), type="PROVISIONED", broker_type="kafka.t3.small", brokers=2)
        broker = world.client("mq").create_broker(
            BrokerName=f"mq-{name}", AutoMinorVersionUpgrade=True, DeploymentMode="SINGLE_INSTANCE",
            EngineType="RABBITMQ", EngineVersion="3.13", HostInstanceType="mq.t3.micro", PubliclyAccessible=False,
            Users=[], Tags=tagged(name))
        made["brokers"][broker["BrokerId"]] = thing(
            tagged(name), state="RUNNING", instance_type="mq.t3.micro", engine="RABBITMQ")
        cluster = world.client("emr").run_job_flow(
            Name=f"emr-{name}", JobFlowRole="x", ServiceRole="y", Tags=pairs(tagged(name)),
            Instances={
                "KeepJobFlowAliveWhenNoSteps": True, "TerminationProtected": True,
                "InstanceGroups": [
                    {"InstanceRole": role, "InstanceType": "m5.xlarge", "InstanceCount": count, "Market": "ON_DEMAND"}
                    for role, count in (("MASTER", 1), ("CORE", 2))]})
        made["emr_clusters"][cluster["JobFlowId"]] = thing(
            tagged(name), state="WAITING", terminate_protected=1, auto_terminate=0, running=3,
            instance_types='["m5.xlarge","m5.xlarge"]')
    return made


def search(world: World) -> dict[str, dict]:
    made: dict[str, dict] = {"search_domains": {}}
    for name in NAMES:
        world.client("opensearch").create_domain(
            DomainName=f"search-{name}", TagList=pairs(tagged(name)),
            ClusterConfig={"InstanceType": "t3.small.search", "InstanceCount": 2})
        made["search_domains"][f"search-{name}"] = thing(tagged(name), instance_type="t3.small.search", instances=2)
    return made


def desks(world: World) -> dict[str, dict]:
    """moto knows no connections of a workspace: asked about, it fails, and the rest must stand all the same."""
    workspaces = world.client("workspaces")
    made: dict[str, dict] = {"workspaces": {}}
    directory = world.client("ds").describe_directories()["DirectoryDescriptions"][0]["DirectoryId"]
    workspaces.register_workspace_directory(DirectoryId=directory)
    for name in NAMES:
        desk = workspaces.create_workspaces(Workspaces=[{
            "DirectoryId": directory, "UserName": name, "BundleId": "wsb-1", "Tags": pairs(tagged(name))}])
        made["workspaces"][desk["PendingRequests"][0]["WorkspaceId"]] = thing(
            tagged(name), user=name, directory=directory, bundle="wsb-1")
    return made


def glue(world: World) -> dict[str, dict]:
    client = world.client("glue")
    made: dict[str, dict] = {"glue_dev_endpoints": {}, "glue_sessions": {}}
    for name in NAMES:
        client.create_dev_endpoint(EndpointName=f"dev-{name}", RoleArn=ROLE, NumberOfNodes=2)
        made["glue_dev_endpoints"][f"dev-{name}"] = thing(dpus=2)
        client.create_session(Id=f"session-{name}", Role=ROLE, Command={"Name": "glueetl", "PythonVersion": "3"})
        made["glue_sessions"][f"session-{name}"] = thing(state="READY")
    return made
