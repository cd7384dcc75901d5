"""Reads the account back with the printed keys: a stand-in that lies would make every other test lie."""

import datetime as dt

import boto3
import botocore.exceptions


def run(opening: dict) -> None:
    def client(service: str, region: str = "us-east-1", secret: str = opening["secretAccessKey"]):
        return boto3.client(
            service, region, endpoint_url=opening["endpoint"], aws_access_key_id=opening["accessKeyID"],
            aws_secret_access_key=secret,
        )

    truth = {fact["name"]: fact for fact in opening["truth"] if fact["name"]}
    expect("account", client("sts").get_caller_identity()["Account"], opening["account"])
    check_signature(client)
    check_instances(client, truth)
    check_metrics(client, truth, dt.datetime.fromisoformat(opening["now"]))
    check_leftovers(client, truth)
    check_money(client, opening)


def expect(what: str, got: object, wanted: object) -> None:
    if got != wanted:
        raise SystemExit(f"{what}: got {got!r}, expected {wanted!r}")


def check_signature(client) -> None:
    try:
        client("ec2", secret="wrong").describe_regions()
    except botocore.exceptions.ClientError as error:
        expect("a wrong secret", error.response["Error"]["Code"], "AuthFailure")
    else:
        raise SystemExit("a wrong secret was accepted")
    try:
        client("ec2").terminate_instances(InstanceIds=["i-0123456789abcdef0"])
    except botocore.exceptions.ClientError as error:
        expect("a forbidden call", error.response["Error"]["Code"], "AccessDenied")
    else:
        raise SystemExit("a forbidden call was allowed")


def check_instances(client, truth: dict) -> None:
    ec2 = client("ec2")
    spot = truth["spot-once"]["id"]
    found = ec2.describe_instances(InstanceIds=[spot])["Reservations"][0]["Instances"][0]
    expect("spot lifecycle", found.get("InstanceLifecycle"), "spot")
    filters = [{"Name": "instance-id", "Values": [spot]}]
    requests = ec2.describe_spot_instance_requests(Filters=filters)["SpotInstanceRequests"]
    expect("spot requests", [(request["Type"], request["InstanceId"]) for request in requests], [("one-time", spot)])
    member = ec2.describe_instances(InstanceIds=[truth["group-member"]["id"]])["Reservations"][0]["Instances"][0]
    group = [tag["Value"] for tag in member["Tags"] if tag["Key"] == "aws:autoscaling:groupName"]
    expect("group tag", group, ["workers"])
    protected = ec2.describe_instance_attribute(InstanceId=truth["protected"]["id"], Attribute="disableApiStop")
    expect("stop protection", protected["DisableApiStop"]["Value"], True)
    try:
        ec2.stop_instances(InstanceIds=[truth["protected"]["id"]])
    except botocore.exceptions.ClientError as error:
        expect("stopping a protected machine", error.response["Error"]["Code"], "OperationNotPermitted")
    else:
        raise SystemExit("a protected machine was stopped")
    kept = ec2.describe_instances(InstanceIds=[truth["kept"]["id"]])["Reservations"][0]["Instances"][0]
    interface = kept["NetworkInterfaces"][0]
    expect("owner of a lent address", interface["Association"]["IpOwnerId"], "amazon")
    expect("born when first started", interface["Attachment"]["AttachTime"], kept["LaunchTime"])
    stopped = ec2.describe_instances(InstanceIds=[truth["stopped-box"]["id"]])["Reservations"][0]["Instances"][0]
    expect("stopped", (stopped["State"]["Name"], stopped["StateTransitionReason"][:15]), ("stopped", "User initiated "))


def check_metrics(client, truth: dict, now: dt.datetime) -> None:
    end = now.replace(minute=0, second=0)
    for name, wanted in (("idle-notebook", 24), ("two-hours-of-points", 2), ("no-points", 0), ("newest-missing", 22)):
        points = client("cloudwatch").get_metric_statistics(
            Namespace="AWS/EC2", MetricName="CPUUtilization", Period=3600, Statistics=["Average", "Maximum"],
            Dimensions=[{"Name": "InstanceId", "Value": truth[name]["id"]}],
            StartTime=end - dt.timedelta(hours=24), EndTime=end,
        )["Datapoints"]
        expect(f"points of {name}", len(points), wanted)
        if name == "idle-notebook":
            expect("busiest average", round(max(point["Average"] for point in points), 3), 3.4)
            expect("highest maximum", max(point["Maximum"] for point in points), 88)
    listed = client("cloudwatch").list_metrics(Namespace="CWAgent", MetricName="nvidia_smi_utilization_gpu")
    check_buckets(client, truth["nightly-job"]["id"], end)
    # moto lists a series with several dimensions once for each point.
    series = {str(sorted(metric["Dimensions"], key=str)) for metric in listed["Metrics"]}
    expect("series of the agent", len(series), 1)


def check_buckets(client, id: str, end: dt.datetime) -> None:
    """moto's buckets begin where a question begins: full hours must meet full hours."""
    stat = {
        "Metric": {
            "Namespace": "AWS/EC2", "MetricName": "CPUUtilization",
            "Dimensions": [{"Name": "InstanceId", "Value": id}],
        },
        "Period": 3600, "Stat": "Average",
    }
    result = client("cloudwatch").get_metric_data(
        MetricDataQueries=[{"Id": "m0", "MetricStat": stat}], StartTime=end - dt.timedelta(hours=24), EndTime=end
    )["MetricDataResults"][0]
    expect("nightly buckets", len(result["Values"]), 24)
    expect("busiest bucket", round(max(result["Values"]), 3), 41)
    expect("bucket starts", {stamp.minute for stamp in result["Timestamps"]}, {0})


def check_leftovers(client, truth: dict) -> None:
    ec2 = client("ec2")
    images = {image["Name"]: image for image in ec2.describe_images(Owners=["self"])["Images"]}
    expect("image date", images["unused-image"]["CreationDate"] < images["young-image"]["CreationDate"], True)
    shared = ec2.describe_snapshot_attribute(
        SnapshotId=truth["orphan-shared"]["id"], Attribute="createVolumePermission")
    expect("shared with", [entry["UserId"] for entry in shared["CreateVolumePermissions"]], ["999988887777"])
    launch = ec2.describe_image_attribute(ImageId=truth["shared-image"]["id"], Attribute="launchPermission")
    expect("image shared with", [entry["UserId"] for entry in launch["LaunchPermissions"]], ["999988887777"])
    versions = ec2.describe_launch_template_versions(Versions=["$Latest", "$Default"])["LaunchTemplateVersions"]
    hidden = truth["template-image"]["id"] in [version["LaunchTemplateData"].get("ImageId") for version in versions]
    expect("image in the default or the latest version", hidden, False)


def check_money(client, opening: dict) -> None:
    today = dt.date.fromisoformat(opening["now"][:10])
    answer = client("ce").get_cost_and_usage(
        TimePeriod={"Start": today.replace(day=1).isoformat(), "End": (today + dt.timedelta(days=1)).isoformat()},
        Granularity="MONTHLY", Metrics=["UnblendedCost"], GroupBy=[{"Type": "DIMENSION", "Key": "RECORD_TYPE"}],
    )
    found = answer["ResultsByTime"][0]["Groups"]
    groups = {group["Keys"][0]: group["Metrics"]["UnblendedCost"]["Amount"] for group in found}
    expect("record types", groups, opening["billing"]["byRecordType"])
    topic = client("sns").list_subscriptions_by_topic(TopicArn=opening["topicARN"])["Subscriptions"]
    expect("subscriptions", [subscription["Protocol"] for subscription in topic], ["email"])
