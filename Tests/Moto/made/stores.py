"""Databases, caches, file systems, tables, queues and logs."""

from world import World

from made import NAMES, pairs, tagged, thing


def make(world: World) -> dict[str, dict]:
    return databases(world) | caches(world) | files(world) | small_things(world)


def databases(world: World) -> dict[str, dict]:
    rds, redshift = world.client("rds"), world.client("redshift")
    made: dict[str, dict] = {
        "databases": {}, "database_clusters": {}, "database_snapshots": {}, "warehouses": {}, "influx_databases": {},
        "replication_instances": {},
    }
    for name in NAMES:
        rds.create_db_instance(
            DBInstanceIdentifier=f"db-{name}", DBInstanceClass="db.t3.micro", Engine="mysql", MasterUsername="u",
            MasterUserPassword="password1", AllocatedStorage=20, Tags=pairs(tagged(name)),
        )
        made["databases"][f"db-{name}"] = thing(
            tagged(name), **{"class": "db.t3.micro"}, engine="mysql", storage_gb=20, multi_az=0, replica_count=0,
            cluster=None, state="available",
        )
        rds.create_db_snapshot(
            DBSnapshotIdentifier=f"snap-{name}", DBInstanceIdentifier=f"db-{name}", Tags=pairs(tagged(name)))
        made["database_snapshots"][f"snap-{name}"] = thing(tagged(name), source=f"db-{name}", storage_gb=20)
        rds.create_db_cluster(
            DBClusterIdentifier=f"cluster-{name}", Engine="aurora-mysql", MasterUsername="u",
            MasterUserPassword="password1", Tags=pairs(tagged(name)),
        )
        made["database_clusters"][f"cluster-{name}"] = thing(tagged(name), engine="aurora-mysql", state="available")
        redshift.create_cluster(
            ClusterIdentifier=f"wh-{name}", NodeType="ra3.xlplus", MasterUsername="u", MasterUserPassword="Password1",
            NumberOfNodes=2, Tags=pairs(tagged(name)),
        )
        made["warehouses"][f"wh-{name}"] = thing(tagged(name), node_type="ra3.xlplus", nodes=2, state="available")
        influx = world.client("timestream-influxdb").create_db_instance(
            name=f"influx-{name}", password="password1", dbInstanceType="db.influx.medium", vpcSubnetIds=["subnet-0123456789"],
            vpcSecurityGroupIds=["sg-1"], allocatedStorage=20, tags=tagged(name),
        )
        made["influx_databases"][influx["id"]] = thing(tagged(name), **{"class": "db.influx.medium"}, storage_gb=20)
        world.client("dms").create_replication_instance(
            ReplicationInstanceIdentifier=f"dms-{name}", ReplicationInstanceClass="dms.t3.micro", AllocatedStorage=50,
            Tags=pairs(tagged(name)),
        )
        made["replication_instances"][f"dms-{name}"] = thing(
            tagged(name), **{"class": "dms.t3.micro"}, storage_gb=50)
    return made


def caches(world: World) -> dict[str, dict]:
    made: dict[str, dict] = {"cache_clusters": {}, "memory_databases": {}}
    for name in NAMES:
        world.client("elasticache").create_cache_cluster(
            CacheClusterId=f"cache-{name}", Engine="redis", CacheNodeType="cache.t3.micro", NumCacheNodes=1,
            Tags=pairs(tagged(name)),
        )
        made["cache_clusters"][f"cache-{name}"] = thing(tagged(name), node_type="cache.t3.micro", nodes=1, engine="redis")
        world.client("memorydb").create_cluster(
            ClusterName=f"memory-{name}", NodeType="db.t4g.small", ACLName="open-access", NumShards=2,
            NumReplicasPerShard=1, Tags=pairs(tagged(name)),
        )
        made["memory_databases"][f"memory-{name}"] = thing(tagged(name), node_type="db.t4g.small", shards=2)
    return made


def files(world: World) -> dict[str, dict]:
    made: dict[str, dict] = {"efs_file_systems": {}, "fsx_file_systems": {}}
    for name in NAMES:
        efs = world.client("efs").create_file_system(CreationToken=name, Tags=pairs({"Name": f"efs {name}"} | tagged(name)))
        made["efs_file_systems"][efs["FileSystemId"]] = thing(
            {"Name": f"efs {name}"} | tagged(name), state="available", mount_targets=0)
        fsx = world.client("fsx").create_file_system(
            FileSystemType="LUSTRE", StorageCapacity=1200, SubnetIds=["subnet-0123456789"], Tags=pairs(tagged(name)))
        made["fsx_file_systems"][fsx["FileSystem"]["FileSystemId"]] = thing(tagged(name), type="LUSTRE", storage_gb=1200)
    return made


def small_things(world: World) -> dict[str, dict]:
    made: dict[str, dict] = {
        "streams": {}, "tables": {}, "secrets": {}, "keys": {}, "log_groups": {}, "repositories": {}}
    kinesis, dynamodb, logs = world.client("kinesis"), world.client("dynamodb"), world.client("logs")
    for name in NAMES:
        kinesis.create_stream(StreamName=f"stream-{name}", ShardCount=3)
        kinesis.add_tags_to_stream(StreamName=f"stream-{name}", Tags=tagged(name))
        made["streams"][f"stream-{name}"] = thing(tagged(name), mode="PROVISIONED", shards=3)
        dynamodb.create_table(
            TableName=f"table-{name}", AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}],
            ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
            GlobalSecondaryIndexes=[{
                "IndexName": index, "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 8},
            } for index in ("idx", "jdx")],
            Tags=pairs(tagged(name)),
        )
        made["tables"][f"table-{name}"] = thing(
            tagged(name), state="ACTIVE", read_units=5, write_units=6, index_read_units=14, index_write_units=16)
        secret = world.client("secretsmanager").create_secret(
            Name=f"secret-{name}", SecretString="x", Tags=pairs(tagged(name)))
        made["secrets"][secret["ARN"]] = thing(tagged(name), used=None)
        key = world.client("kms").create_key(
            Description=name, Tags=[{"TagKey": key, "TagValue": value} for key, value in tagged(name).items()])
        made["keys"][key["KeyMetadata"]["KeyId"]] = thing(
            tagged(name), state="Enabled", manager="CUSTOMER", description=name)
        logs.create_log_group(logGroupName=f"/logs/{name}", tags=tagged(name))
        logs.put_retention_policy(logGroupName=f"/logs/{name}", retentionInDays=30)
        made["log_groups"][f"/logs/{name}"] = thing(tagged(name), retention_days=30, bytes=0)
        world.client("ecr").create_repository(repositoryName=f"team/{name}", tags=pairs(tagged(name)))
        made["repositories"][f"team/{name}"] = thing(tagged(name), bytes=0, images=0, pushed=None)
    return made
