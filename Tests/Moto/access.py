"""Who may do what: a user with keys, a role that wants an external id, a topic that mails, and a bucket."""

import json

from world import World

USER, ROLE, EXTERNAL_ID = "costguard", "costguard-scan", "class-of-2026"
# Every action of the shipped policies; moto enforces them by the name under which a request is signed.
ACTIONS = [
    "ec2:Describe*", "ec2:StopInstances", "ec2:StartInstances", "ec2:CreateTags", "ec2:DeleteTags",
    "autoscaling:Describe*", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics",
    "ce:GetCostAndUsage", "sns:Publish", "sns:CreateTopic", "sns:Subscribe", "sns:ListSubscriptionsByTopic",
    "sns:GetSubscriptionAttributes",
    "sts:GetCallerIdentity", "sts:AssumeRole",
    "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket",
]
BUCKET = "costguard-memory"
BUDGETS = {"budgets:ViewBudget": "budgets:DescribeBudgets", "budgets:ModifyBudget": "budgets:CreateBudget"}
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ACTIONS, "Resource": "*"}]}


def seed(world: World) -> dict:
    iam, sns = world.client("iam"), world.client("sns")
    iam.create_user(UserName=USER)
    set_policy(world, EVERYTHING)
    key = iam.create_access_key(UserName=USER)["AccessKey"]
    trust = {
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"},
            "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
        }],
    }
    role = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName=ROLE, PolicyName="scan", PolicyDocument=json.dumps(as_moto_reads(EVERYTHING)))
    world.client("s3").create_bucket(Bucket=BUCKET)
    topic = sns.create_topic(Name="costguard")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="student@example.org")
    return {
        "accessKeyID": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"], "roleARN": role,
        "externalID": EXTERNAL_ID, "topicARN": topic, "session": session(world, role),
    }


def session(world: World, role: str) -> dict:
    """Keys that hold for an hour, with their token."""
    keys = world.client("sts").assume_role(RoleArn=role, RoleSessionName="student", ExternalId=EXTERNAL_ID)["Credentials"]
    return {
        "accessKeyID": keys["AccessKeyId"], "secretAccessKey": keys["SecretAccessKey"],
        "sessionToken": keys["SessionToken"],
    }


def set_policy(world: World, policy: dict) -> None:
    """Replaces what the user may do."""
    put(world, "costguard", as_moto_reads(policy))


def deny(world: World, action: str) -> None:
    """Takes one action from the user, whatever else allows it, as an organization's policy does."""
    statement = {"Effect": "Deny", "Action": [action], "Resource": "*"}
    put(world, name_of(action), as_moto_reads({"Version": "2012-10-17", "Statement": [statement]}))


def allow(world: World, action: str) -> None:
    """Takes a denial back."""
    world.inside("iam", "aws").delete_user_policy(USER, name_of(action))


def reset(world: World) -> None:
    """The user may do what it could at the beginning."""
    iam = world.inside("iam", "aws")
    for name in list(iam.get_user(USER).policies):
        iam.delete_user_policy(USER, name)
    set_policy(world, EVERYTHING)


def name_of(action: str) -> str:
    return "deny-" + action.replace(":", "-").replace("*", "all")


def put(world: World, name: str, policy: dict) -> None:
    world.inside("iam", "aws").put_user_policy(USER, name, json.dumps(policy))


def as_moto_reads(policy: dict) -> dict:
    """An AWS policy for moto, which knows CloudWatch by its signing name and asks for the resource '*' only."""
    statements = []
    for statement in policy["Statement"]:
        actions = statement["Action"]
        actions = [actions] if isinstance(actions, str) else list(actions)
        actions += ["monitoring" + action[10:] for action in actions if action.startswith("cloudwatch:")]
        # AWS asks for its own words here, moto for the operation's name.
        actions += [BUDGETS[action] for action in actions if action in BUDGETS]
        statements.append({"Effect": statement["Effect"], "Action": actions, "Resource": "*"})
    return {"Version": policy["Version"], "Statement": statements}
