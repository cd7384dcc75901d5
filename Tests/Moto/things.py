"""A database and a notebook, for tests of what is stopped besides machines. They stand in moto's own model."""

DATABASE, NOTEBOOK = "course-db", "thesis"


def put(world, region: str) -> None:
    """One of each, as they were on the first day."""
    drop(world, region)
    world.inside("rds", region).create_db_instance({
        "db_instance_identifier": DATABASE, "db_instance_class": "db.t3.micro", "engine": "postgres",
        "allocated_storage": 20, "master_username": "ada", "master_user_password": "correct-horse",
        "account_id": "123456789012", "region": region, "tags": [],
    })
    world.inside("sagemaker", region).create_notebook_instance(
        notebook_instance_name=NOTEBOOK, instance_type="ml.t3.medium",
        role_arn="arn:aws:iam::123456789012:role/notebooks",
    )


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
