"""A database and a notebook, for tests of what is stopped besides machines. They stand in moto's own model."""

import datetime as dt

DATABASE, NOTEBOOK = "course-db", "thesis"


def put(world, region: str) -> None:
    """One of each, as they were on the first day."""
    drop(world, region)
    world.inside("rds", region).create_db_instance({
        "db_instance_identifier": DATABASE, "db_instance_class": "db.t3.micro", "engine": "postgres",
        "allocated_storage": 20, "master_username": "ada", "master_user_password": "correct-horse",
        "account_id": "123456789012", "region": region, "tags": [],
    })
    world.inside("rds", region).databases[DATABASE].instance_create_time = world.ago(days=5)
    world.inside("sagemaker", region).create_notebook_instance(
        notebook_instance_name=NOTEBOOK, instance_type="ml.t3.medium",
        role_arn="arn:aws:iam::123456789012:role/notebooks",
    ).creation_time = world.ago(days=5)


def drop(world, region: str) -> None:
    databases = world.inside("rds", region)
    databases.databases.pop(DATABASE, None)
    # The copies that moto makes of each, by the minute.
    databases.database_snapshots.clear()
    world.inside("sagemaker", region).notebook_instances.pop(NOTEBOOK, None)


def state(world, name: str, region: str) -> str:
    if name == DATABASE:
        database = world.inside("rds", region).databases[name]
        return getattr(database, "status", None) or database.db_instance_status
    return world.inside("sagemaker", region).notebook_instances[name].status


def keep(world, name: str, region: str) -> None:
    world.inside("rds", region).databases[name].tags = [{"Key": "costguard:keep", "Value": "exam"}]


def leave_idle(world, region: str) -> None:
    """Nobody was connected to the database for 30 hours, up to this minute."""
    # As moto keeps times: UTC without a zone.
    now = dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)
    data = [
        {
            "MetricName": "DatabaseConnections", "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": DATABASE}],
            "Timestamp": now - dt.timedelta(minutes=5 * step), "Value": 0.0, "Unit": "Count",
        }
        for step in range(30 * 12)
    ]
    world.inside("cloudwatch", region).put_metric_data("AWS/RDS", data)
