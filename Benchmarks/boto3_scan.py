"""The reference of the scan benchmark: what a strong engineer would write with boto3.

Lists instances, volumes, snapshots, images, addresses, launch templates with their versions, and launch configurations
of every enabled region, then the hourly CPU and network figures of every running instance over 24 hours, into SQLite.
One client per region and service, every list of every region in a thread of its own, pages of 1,000, GetMetricData with
500 queries a call, rows by executemany. The endpoint and the keys come from the environment, as for any boto3 program.

    boto3_scan.py DATABASE [--one-point]

With --one-point it asks one figure for the day of each metric, the least that tells an idle machine from a busy one.
"""

import json
import sqlite3
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta

import boto3
from botocore.config import Config

THREADS = 32
# The parameters are right: checking 500 queries a call would only cost time.
CONFIG = Config(
    max_pool_connections=THREADS, retries={"mode": "adaptive", "max_attempts": 10}, parameter_validation=False)
METRICS = [("CPUUtilization", "Average"), ("NetworkIn", "Sum"), ("NetworkOut", "Sum")]

SCHEMA = """
CREATE TABLE instance (region, id, name, tags, state, type, cores, threads, lifecycle, launched, reason, image, asg, root,
    ip, tenancy, spot, PRIMARY KEY (region, id)) WITHOUT ROWID;
CREATE TABLE volume (region, id, name, tags, created, state, size, type, iops, throughput, instance,
    PRIMARY KEY (region, id)) WITHOUT ROWID;
CREATE TABLE snapshot (region, id, name, tags, created, state, size, description, volume, tier,
    PRIMARY KEY (region, id)) WITHOUT ROWID;
CREATE TABLE image (region, id, name, tags, created, state, launched, snapshots, PRIMARY KEY (region, id)) WITHOUT ROWID;
CREATE TABLE address (region, id, name, tags, ip, instance, PRIMARY KEY (region, id)) WITHOUT ROWID;
CREATE TABLE template (region, id, version, image, snapshots, PRIMARY KEY (region, id, version)) WITHOUT ROWID;
CREATE TABLE configuration (region, id, image, PRIMARY KEY (region, id)) WITHOUT ROWID;
CREATE TABLE point (region, instance, metric, at, value, PRIMARY KEY (region, instance, metric, at)) WITHOUT ROWID;
"""


def tags_of(item):
    tags = {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}
    return tags.get("Name"), json.dumps(tags, sort_keys=True)


def seconds(time):
    return int(time.timestamp()) if time else None


def snapshots_of(mappings):
    return json.dumps([m["Ebs"]["SnapshotId"] for m in mappings if m.get("Ebs", {}).get("SnapshotId")])


class Scan:
    """One scan into one database. Threads fetch and flatten; whoever has a page writes it, one at a time."""

    def __init__(self, path, period=3600):
        self.period = period
        self.database = sqlite3.connect(path, check_same_thread=False)
        self.database.executescript("PRAGMA journal_mode = WAL;" + SCHEMA)
        self.lock = threading.Lock()
        self.calls = Counter()
        self.running = Counter()
        self.clients = {}
        self.session = boto3.Session()

    def client(self, service, region):
        with self.lock:
            client = self.clients.get((service, region))
            if client is None:
                client = self.session.client(service, region_name=region, config=CONFIG)
                client.meta.events.register("before-send", self.count)
                self.clients[service, region] = client
            return client

    def count(self, event_name, **_):
        self.calls[event_name.rsplit(".", 1)[-1]] += 1

    def keep(self, table, rows):
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            with self.lock, self.database:
                self.database.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)

    def pages(self, region, service, operation, size=1000, **arguments):
        paginator = self.client(service, region).get_paginator(operation)
        return paginator.paginate(PaginationConfig={"PageSize": size}, **arguments)

    def instances(self, region):
        running = []
        for page in self.pages(region, "ec2", "describe_instances"):
            items = [item for reservation in page["Reservations"] for item in reservation["Instances"]]
            items = [item for item in items if item["State"]["Name"] != "terminated"]
            running += [item["InstanceId"] for item in items if item["State"]["Name"] == "running"]
            self.keep("instance", [self.instance(region, item) for item in items])
        return running

    def instance(self, region, item):
        name, tags = tags_of(item)
        options = item.get("CpuOptions", {})
        group = next((t["Value"] for t in item.get("Tags", []) if t["Key"] == "aws:autoscaling:groupName"), None)
        return (
            region, item["InstanceId"], name, tags, item["State"]["Name"], item["InstanceType"],
            options.get("CoreCount"), options.get("ThreadsPerCore"), item.get("InstanceLifecycle", "on-demand"),
            seconds(item.get("LaunchTime")), item.get("StateTransitionReason"), item.get("ImageId"), group,
            item.get("RootDeviceType"), item.get("PublicIpAddress"), item.get("Placement", {}).get("Tenancy"),
            item.get("SpotInstanceRequestId"),
        )

    def volumes(self, region):
        for page in self.pages(region, "ec2", "describe_volumes"):
            self.keep("volume", [
                (region, v["VolumeId"], *tags_of(v), seconds(v["CreateTime"]), v["State"], v["Size"], v["VolumeType"],
                 v.get("Iops"), v.get("Throughput"), next((a["InstanceId"] for a in v.get("Attachments", [])), None))
                for v in page["Volumes"]
            ])

    def snapshots(self, region):
        for page in self.pages(region, "ec2", "describe_snapshots", OwnerIds=["self"]):
            self.keep("snapshot", [
                (region, s["SnapshotId"], *tags_of(s), seconds(s["StartTime"]), s["State"], s["VolumeSize"],
                 s.get("Description"), s.get("VolumeId"), s.get("StorageTier"))
                for s in page["Snapshots"]
            ])

    def images(self, region):
        wanted = {"Owners": ["self"], "IncludeDeprecated": True, "IncludeDisabled": True}
        for page in self.pages(region, "ec2", "describe_images", **wanted):
            self.keep("image", [
                (region, i["ImageId"], *tags_of(i), i.get("CreationDate"), i["State"], i.get("LastLaunchedTime"),
                 snapshots_of(i.get("BlockDeviceMappings", [])))
                for i in page["Images"]
            ])

    def addresses(self, region):
        answer = self.client("ec2", region).describe_addresses()
        self.keep("address", [
            (region, a.get("AllocationId", a["PublicIp"]), *tags_of(a), a["PublicIp"], a.get("InstanceId"))
            for a in answer["Addresses"]
        ])

    def versions(self, region, **wanted):
        found = Counter()
        for page in self.pages(region, "ec2", "describe_launch_template_versions", 200, **wanted):
            for version in page["LaunchTemplateVersions"]:
                found[version["LaunchTemplateId"]] += 1
            self.keep("template", [
                (region, v["LaunchTemplateId"], v["VersionNumber"], v["LaunchTemplateData"].get("ImageId"),
                 snapshots_of(v["LaunchTemplateData"].get("BlockDeviceMappings", [])))
                for v in page["LaunchTemplateVersions"]
            ])
        return found

    def templates(self, region):
        pages = self.pages(region, "ec2", "describe_launch_templates", 200)
        templates = [template for page in pages for template in page["LaunchTemplates"]]
        if not templates:
            return
        newest = self.versions(region, Versions=["$Latest", "$Default"])
        for template in templates:
            if newest[template["LaunchTemplateId"]] < template["LatestVersionNumber"]:
                self.versions(region, LaunchTemplateId=template["LaunchTemplateId"])

    def configurations(self, region):
        for page in self.pages(region, "autoscaling", "describe_launch_configurations", 100):
            self.keep("configuration", [
                (region, c["LaunchConfigurationName"], c["ImageId"]) for c in page["LaunchConfigurations"]
            ])

    def metrics(self, region, queries, end):
        arguments = {
            "MetricDataQueries": [
                {"Id": f"m{number}", "MetricStat": {"Period": self.period, "Stat": statistic, "Metric": {
                    "Namespace": "AWS/EC2", "MetricName": metric,
                    "Dimensions": [{"Name": "InstanceId", "Value": instance}]}}}
                for number, (instance, metric, statistic) in enumerate(queries)
            ],
            "StartTime": end - timedelta(hours=24), "EndTime": end, "ScanBy": "TimestampAscending",
        }
        for page in self.client("cloudwatch", region).get_paginator("get_metric_data").paginate(**arguments):
            rows = []
            for result in page["MetricDataResults"]:
                instance, metric, _ = queries[int(result["Id"][1:])]
                for time, value in zip(result["Timestamps"], result["Values"], strict=True):
                    rows.append((region, instance, metric, int(time.timestamp()), value))
            self.keep("point", rows)

    def run(self):
        answer = self.client("ec2", "us-east-1").describe_regions()
        regions = [region["RegionName"] for region in answer["Regions"]]
        lists = [self.snapshots, self.volumes, self.images, self.addresses, self.templates, self.configurations]
        settled = datetime.now(UTC) - timedelta(minutes=15)
        end = settled.replace(minute=0, second=0, microsecond=0)
        with ThreadPoolExecutor(THREADS) as pool:
            instances = {pool.submit(self.instances, region): region for region in regions}
            others = [pool.submit(method, region) for method in lists for region in regions]
            for done in as_completed(instances):
                region = instances[done]
                queries = [(instance, *metric) for instance in done.result() for metric in METRICS]
                for start in range(0, len(queries), 500):
                    others.append(pool.submit(self.metrics, region, queries[start:start + 500], end))
            for other in others:
                other.result()
        self.database.close()


if __name__ == "__main__":
    scan = Scan(sys.argv[1], 86_400 if "--one-point" in sys.argv[2:] else 3600)
    scan.run()
    print(json.dumps({"calls": sum(scan.calls.values()), "byOperation": scan.calls}))
