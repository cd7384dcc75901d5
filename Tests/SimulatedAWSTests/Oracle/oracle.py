"""Speaks to the simulated AWS with boto3, which AWS wrote, and prints what boto3 understood as one JSON object.

usage: oracle.py ENDPOINT KEY SECRET NOW(epoch seconds)
The times are the simulated world's: requests are signed at NOW, not at the machine's time.
"""

import datetime
import json
import sys

import boto3
import botocore.auth
import botocore.exceptions
from botocore.config import Config

endpoint, key, secret, epoch = sys.argv[1:5]
now = datetime.datetime.fromtimestamp(float(epoch), datetime.timezone.utc).replace(tzinfo=None)

for module in ("get_current_datetime",):
    if hasattr(botocore.auth, module):
        setattr(botocore.auth, module, lambda *a, **k: now)


def client(service, region):
    return boto3.client(
        service, region_name=region, endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}))


def pages(c, operation, result, **arguments):
    return [x for page in c.get_paginator(operation).paginate(**arguments) for x in page[result]]


def code(action):
    try:
        action()
        return "none"
    except botocore.exceptions.ClientError as error:
        return f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Error']['Code']}"


east, oregon, ireland = client("ec2", "us-east-1"), client("ec2", "us-west-2"), client("ec2", "eu-west-1")
watch = client("cloudwatch", "us-west-2")
out = {}

out["regions"] = len(east.describe_regions()["Regions"])
reservations = pages(east, "describe_instances", "Reservations", PaginationConfig={"PageSize": 5})
machines = {t["Value"]: i for r in reservations for i in r["Instances"] for t in i["Tags"] if t["Key"] == "Name"}
out["virginia"] = sorted(machines)
out["progress"] = [t["Value"] for t in machines["train-resnet"]["Tags"] if t["Key"] == "percent_complete"]
gpu = oregon.describe_instances()["Reservations"][0]["Instances"][0]
out["gpu"] = [
    gpu["InstanceType"], gpu["State"]["Name"], gpu["PublicIpAddress"], gpu["NetworkInterfaces"][0]["Association"]["IpOwnerId"],
    gpu["BlockDeviceMappings"][0]["Ebs"]["VolumeId"][:4], round((now - gpu["LaunchTime"].replace(tzinfo=None)).total_seconds() / 3600, 1)]
face = gpu["NetworkInterfaces"][0]
out["network"] = [
    gpu["VpcId"][:4], gpu["SecurityGroups"] == face["Groups"], face["PrivateIpAddresses"][0]["Primary"],
    face["PrivateIpAddresses"][0]["Association"]["PublicIp"] == gpu["PublicIpAddress"], gpu["MetadataOptions"]["HttpTokens"],
    gpu["MaintenanceOptions"]["AutoRecovery"], gpu["PrivateDnsNameOptions"]["EnableResourceNameDnsARecord"], gpu["ProductCodes"]]
out["types"] = oregon.describe_instance_types(InstanceTypes=["g4dn.xlarge"])["InstanceTypes"][0]["GpuInfo"]["Gpus"][0]["Count"]
out["volumes"] = sum(v["Size"] for v in pages(east, "describe_volumes", "Volumes") if v["State"] == "available")
out["snapshots"] = sorted(s["Description"][:28] for s in pages(ireland, "describe_snapshots", "Snapshots", OwnerIds=["self"]))
out["images"] = sorted(i["Name"] for i in pages(ireland, "describe_images", "Images", Owners=["self"]))
out["launch_permissions"] = len(ireland.describe_image_attribute(ImageId="ami-0a11c0ffee0dd0001", Attribute="launchPermission")["LaunchPermissions"])
out["volume_permissions"] = len(ireland.describe_snapshot_attribute(SnapshotId="snap-0a11c0ffee0dd0001", Attribute="createVolumePermission")["CreateVolumePermissions"])
out["address"] = [a["PublicIp"] for a in east.describe_addresses()["Addresses"] if "AssociationId" not in a]
template = pages(ireland, "describe_launch_templates", "LaunchTemplates")[0]
out["template"] = [template["DefaultVersionNumber"], template["LatestVersionNumber"]]
out["versions_cheap"] = len(ireland.describe_launch_template_versions(Versions=["$Latest", "$Default"])["LaunchTemplateVersions"])
out["versions_all"] = [v["LaunchTemplateData"]["ImageId"][:7] for v in pages(ireland, "describe_launch_template_versions", "LaunchTemplateVersions", LaunchTemplateId=template["LaunchTemplateId"], PaginationConfig={"PageSize": 1})]
out["spot"] = east.describe_spot_instance_requests()["SpotInstanceRequests"]
auto = client("autoscaling", "us-east-1")
out["auto"] = auto.describe_launch_configurations()["LaunchConfigurations"]

out["protected"] = east.describe_instance_attribute(InstanceId=machines["license-server"]["InstanceId"], Attribute="disableApiStop")["DisableApiStop"]["Value"]
out["stop_protected"] = code(lambda: east.stop_instances(InstanceIds=[machines["license-server"]["InstanceId"]]))
out["dry_run"] = code(lambda: east.stop_instances(InstanceIds=[machines["old-webserver"]["InstanceId"]], DryRun=True))
out["not_found"] = code(lambda: east.stop_instances(InstanceIds=["i-00000000000000000"]))
out["malformed"] = code(lambda: east.stop_instances(InstanceIds=["i-xyz"]))
out["ids_and_size"] = code(lambda: east.describe_instances(InstanceIds=[machines["old-webserver"]["InstanceId"]], MaxResults=5))
east.create_tags(Resources=[machines["old-webserver"]["InstanceId"]], Tags=[{"Key": "note", "Value": "a&b <c> ü"}])
east.delete_tags(Resources=[machines["old-webserver"]["InstanceId"]], Tags=[{"Key": "Name"}])
changed = east.stop_instances(InstanceIds=[machines["old-webserver"]["InstanceId"]])["StoppingInstances"][0]
out["stop"] = [changed["PreviousState"]["Name"], changed["CurrentState"]["Name"]]
again = east.describe_instances(InstanceIds=[machines["old-webserver"]["InstanceId"]])["Reservations"][0]["Instances"][0]
out["tags"] = [f"{t['Key']}={t['Value']}" for t in again["Tags"]]
out["reason"] = again["StateTransitionReason"][:16]

hour = datetime.timedelta(hours=1)
end = now.replace(minute=0, second=0, microsecond=0)
dimensions = [{"Name": "InstanceId", "Value": gpu["InstanceId"]}]
statistics = watch.get_metric_statistics(
    Namespace="AWS/EC2", MetricName="CPUUtilization", Dimensions=dimensions, StartTime=end - 3 * hour, EndTime=end, Period=3600,
    Statistics=["Average", "Maximum"])["Datapoints"]
out["statistics"] = [len(statistics), all(p["Average"] < 1.4 for p in statistics), {p["Unit"] for p in statistics}.pop()]
query = {"Id": "q", "MetricStat": {"Metric": {"Namespace": "AWS/EC2", "MetricName": "NetworkIn", "Dimensions": dimensions}, "Period": 3600, "Stat": "Sum"}}
data = watch.get_metric_data(MetricDataQueries=[query], StartTime=end - 24 * hour, EndTime=end)["MetricDataResults"][0]
out["data"] = [data["StatusCode"], len(data["Values"]), len(data["Timestamps"]), max(data["Values"]) < 1048576]
out["paged"] = [len(p["MetricDataResults"][0]["Values"]) for p in watch.get_paginator("get_metric_data").paginate(
    MetricDataQueries=[query], StartTime=end - 24 * hour, EndTime=end, PaginationConfig={"PageSize": 5})]
out["too_many"] = code(lambda: watch.get_metric_data(MetricDataQueries=[{**query, "Id": f"q{n}"} for n in range(501)], StartTime=end - hour, EndTime=end))
out["too_long"] = code(lambda: watch.get_metric_statistics(
    Namespace="AWS/EC2", MetricName="CPUUtilization", Dimensions=dimensions, StartTime=end - 200 * hour, EndTime=end, Period=60, Statistics=["Sum"]))
out["metrics"] = len(pages(watch, "list_metrics", "Metrics", Namespace="AWS/EC2"))
charges = client("cloudwatch", "us-east-1").get_metric_statistics(
    Namespace="AWS/Billing", MetricName="EstimatedCharges", Dimensions=[{"Name": "Currency", "Value": "USD"}],
    StartTime=end - 48 * hour, EndTime=end, Period=21600, Statistics=["Maximum"])["Datapoints"]
out["charges"] = 7 <= len(charges) <= 8 and all(p["Maximum"] >= 0 for p in charges)

cost = client("ce", "us-east-1")
tomorrow = str((now + 24 * hour).date())
arguments = dict(TimePeriod={"Start": "2026-09-01", "End": tomorrow}, Granularity="MONTHLY", Metrics=["UnblendedCost"])
grouped = cost.get_cost_and_usage(**arguments, GroupBy=[{"Type": "DIMENSION", "Key": "RECORD_TYPE"}])["ResultsByTime"]
sums = {}
for group in (g for r in grouped for g in r["Groups"]):
    sums[group["Keys"][0]] = sums.get(group["Keys"][0], 0) + float(group["Metrics"]["UnblendedCost"]["Amount"])
out["cost"] = {name: round(value) for name, value in sums.items()}
out["net"] = [r["Total"]["UnblendedCost"]["Amount"] for r in cost.get_cost_and_usage(**arguments)["ResultsByTime"]]
gross = cost.get_cost_and_usage(**arguments, Filter={"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}})
out["gross"] = round(sum(float(r["Total"]["UnblendedCost"]["Amount"]) for r in gross["ResultsByTime"]))
out["estimated"] = [r["Estimated"] for r in grouped]

sns = client("sns", "us-east-1")
topic = sns.create_topic(Name="alarms")["TopicArn"]
out["subscribe"] = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.edu")["SubscriptionArn"]
out["subscriptions"] = [s["SubscriptionArn"] for s in pages(sns, "list_subscriptions_by_topic", "Subscriptions", TopicArn=topic)]
out["publish"] = len(sns.publish(TopicArn=topic, Subject="16.60 USD left", Message="für dich + & =")["MessageId"])
out["bad_subject"] = code(lambda: sns.publish(TopicArn=topic, Subject="two\nlines", Message="m"))
out["no_topic"] = code(lambda: sns.publish(TopicArn=topic + "x", Message="m"))

sts = client("sts", "us-east-1")
out["identity"] = sts.get_caller_identity()["Arn"]
role = "arn:aws:iam::123456789012:role/costguard"
out["no_external_id"] = code(lambda: sts.assume_role(RoleArn=role, RoleSessionName="s1"))
keys = sts.assume_role(RoleArn=role, RoleSessionName="s1", ExternalId="class-2026")["Credentials"]
temporary = dict(region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"])
out["assumed"] = boto3.client("sts", aws_session_token=keys["SessionToken"], **temporary).get_caller_identity()["Arn"]
out["wrong_token"] = code(lambda: boto3.client("sts", aws_session_token="x", **temporary).get_caller_identity())
out["unknown_action"] = code(lambda: east.describe_vpcs())

print(json.dumps(out, default=str, sort_keys=True))
