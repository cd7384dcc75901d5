"""Machines and their load: what must be stopped, and each trap that must not be."""

import datetime as dt
from dataclasses import dataclass, field

from world import PUBLIC_IMAGE, World, tag_set

CHEAP, DEAR, NOTICE = "idle-instance", "idle-costly-instance", "idle-costly-notice"


@dataclass
class Load:
    """An hour as CloudWatch keeps it: twelve five-minute samples. Bytes are sums of the hour."""

    cpu: float = 1.1
    peak: float = 3.0
    bytes_in: float = 190_000
    bytes_out: float = 120_000


IDLE, BUSY = Load(), Load(cpu=63, peak=100, bytes_in=4e8, bytes_out=9e7)
# apt and cron push one sample up; the hour's average stays low.
UPDATES = Load(cpu=3.4, peak=88, bytes_in=420_000, bytes_out=60_000)


@dataclass
class Machine:
    """One instance. Its points are the hours from `first` to `last`, counted from the hour that runs now.

    The hours 0 and 1 are not over yet: they are there for a test that crosses a full hour, and no settled
    window asks for them sooner.
    """

    name: str
    type: str
    rule: str | None
    verdict: str
    note: str = ""
    region: str = "us-east-1"
    launched: float = 30.5
    load: Load = field(default_factory=Load)
    first: int = -27
    last: int = 1
    odd_hours: dict[int, Load] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    protected: bool = False


LOST, BLIND = "attended: instance-store-data", "attended: gpu-load-unknown"
FLEET = [
    Machine("idle-notebook", "t3.large", CHEAP, "pending", "apt at one hour", odd_hours={-7: UPDATES}),
    Machine("idle-oregon", "t3.micro", CHEAP, "pending", "a region nobody looks at", "us-west-2", 340),
    Machine("idle-dublin", "t3.medium", CHEAP, "pending", region="eu-west-1", launched=90),
    Machine("idle-keep-ended", "t3.small", CHEAP, "pending", "keep tag ended", tags={"costguard:keep": "2024-01-31"}),
    Machine("idle-job-done", "t3.small", CHEAP, "pending", "job at 100 %", tags={"percent_complete": "100"}),
    Machine("idle-scratch", "i3.large", CHEAP, "pending", LOST),
    Machine("costly-idle", "m5.2xlarge", DEAR, "pending", launched=6.5, first=-6),
    Machine("costly-gpu-notebook", "g4dn.xlarge", DEAR, "pending", BLIND, "us-east-1", 6.5, first=-6),
    Machine("costly-gpu-dublin", "g5.xlarge", DEAR, "pending", BLIND, "eu-west-1", 9.5, first=-9),
    Machine("unpriced-idle", "r7iz.large", DEAR, "pending", "no price is known", launched=6.5, first=-6),
    Machine("busy-gpu", "p2.xlarge", None, "clear", "training", load=BUSY),
    Machine("busy-gpu-idle-cpu", "g5.xlarge", None, "clear", "the agent reports 97 % GPU", launched=9.5, first=-9),
    Machine("busy-web", "t3.medium", None, "clear", "", "eu-west-1", load=BUSY),
    Machine("nightly-job", "t3.medium", None, "clear", "one busy hour", odd_hours={-10: Load(cpu=41, peak=99)}),
    Machine("sends-only", "t3.small", None, "clear", "5e7 bytes out an hour", load=Load(cpu=0.8, bytes_out=5e7)),
    Machine("receives-only", "t3.small", None, "clear", "5e7 bytes in an hour", load=Load(cpu=0.8, bytes_in=5e7)),
    Machine("one-busy-thread", "c5.9xlarge", None, "clear", "2.8 % of 36 vCPU", load=Load(cpu=2.8, peak=2.9)),
    Machine("kept", "t3.medium", CHEAP, "spared", "keep-tag", tags={"costguard:keep": "true"}),
    Machine("kept-oddly", "t3.medium", CHEAP, "spared", "keep-tag", tags={" CostGuard: Keep": ""}),
    Machine("kept-gpu", "g4dn.xlarge", DEAR, "spared", "keep-tag", tags={"costguard:keep": "2099-12-31"}),
    Machine("job-moving", "t3.small", CHEAP, "spared", "at 41 %, seen just now", tags={"percent_complete": "41"}),
    Machine("job-still", "t3.small", CHEAP, "spared", "till 63 % is 3 h old", tags={"percent_complete": "63 %"}),
    Machine("no-points", "t3.small", CHEAP, "unknown", "no datapoint", first=0, last=-1),
    Machine("two-hours-of-points", "t3.small", CHEAP, "unknown", "too few points", first=-2),
    Machine("newest-missing", "t3.small", CHEAP, "unknown", "agent or machine hangs", last=-3),
    Machine("restarted", "t3.small", CHEAP, "unknown", "points before the last start do not count", launched=5.5),
    Machine("just-started", "g4dn.xlarge", DEAR, "unknown", "runs for 40 minutes", launched=0.66, first=0),
    Machine("protected", "t3.medium", CHEAP, "refused", "stop-protection", protected=True),
    Machine("eks-node", "t3.medium", CHEAP, "refused", "managed", tags={"eks:cluster-name": "lab"}),
]


def seed(world: World) -> None:
    points: dict[str, list[dict]] = {}
    for machine in FLEET:
        ec2 = world.client("ec2", machine.region)
        extra = {"DisableApiStop": True} if machine.protected else {}
        answer = ec2.run_instances(
            ImageId=PUBLIC_IMAGE, InstanceType=machine.type, MinCount=1, MaxCount=1,
            TagSpecifications=tag_set("instance", machine.name, machine.tags), **extra,
        )
        place(world, machine, answer["Instances"][0]["InstanceId"], points)
    seed_spot(world, points)
    seed_group_member(world, points)
    seed_stopped(world)
    for region, data in points.items():
        for start in range(0, len(data), 500):
            batch = data[start : start + 500]
            world.client("cloudwatch", region).put_metric_data(Namespace="AWS/EC2", MetricData=batch)
    seed_agent(world)


def place(world: World, machine: Machine, id: str, points: dict[str, list[dict]]) -> None:
    """Puts a running instance into the past, with its points and what is true of it."""
    born = 240 if machine.name == "restarted" else machine.launched
    backdate(world, machine.region, id, launched=world.ago(hours=machine.launched), born=world.ago(hours=born))
    for hour in range(machine.first, machine.last + 1):
        load = machine.odd_hours.get(hour, machine.load)
        start = world.hour + dt.timedelta(hours=hour)
        # The last hours by minutes, as EC2 sends them: the first word on idle machines looks there, and so does the
        # last look before a stop.
        fine = hour >= -2 and machine.last >= 0
        points.setdefault(machine.region, []).extend(datapoints(id, start, load, traffic=not fine))
        if fine:
            points[machine.region].extend(minutes(id, start, load))
    world.claim("instance", machine.region, id, machine.name, machine.rule, machine.verdict, machine.note)
    if machine.rule == DEAR:
        notice = "flagged" if machine.verdict == "pending" else machine.verdict
        world.claim("instance", machine.region, id, machine.name, NOTICE, notice, machine.note)


def backdate(world: World, region: str, id: str, launched: dt.datetime, born: dt.datetime) -> None:
    """Moves a machine's last start, and its birth: the attachment of its interface and of its disks."""
    inside = world.inside("ec2", region)
    instance = inside.get_instance(id)
    instance.launch_time = launched
    for interface in instance.nics.values():
        interface.attach_time = born
    for device in instance.block_device_mapping.values():
        volume = inside.volumes[device.volume_id]
        device.attach_time = volume.attachment.attach_time = volume.create_time = born


def datapoints(id: str, start: dt.datetime, load: Load, traffic: bool) -> list[dict]:
    metrics = {
        "CPUUtilization": (load.cpu * 12, load.peak, "Percent"),
        "NetworkIn": (load.bytes_in, load.bytes_in / 6, "Bytes"),
        "NetworkOut": (load.bytes_out, load.bytes_out / 6, "Bytes"),
        "EBSReadBytes": (load.bytes_in / 20, load.bytes_in / 60, "Bytes"),
        "EBSWriteBytes": (load.bytes_in / 5, load.bytes_in / 30, "Bytes"),
    }
    return [
        {
            "MetricName": name, "Timestamp": start, "Unit": unit,
            "Dimensions": [{"Name": "InstanceId", "Value": id}],
            "StatisticValues": {"SampleCount": 12, "Sum": total, "Minimum": 0, "Maximum": peak},
        }
        for name, (total, peak, unit) in metrics.items()
        if traffic or name == "CPUUtilization"
    ]


def minutes(id: str, start: dt.datetime, load: Load) -> list[dict]:
    """The hour in buckets of five minutes: its CPU again, whose average stays what it is, its network and disks."""
    metrics = {
        "CPUUtilization": (load.cpu, "Percent"),
        "NetworkIn": (load.bytes_in / 12, "Bytes"),
        "NetworkOut": (load.bytes_out / 12, "Bytes"),
        "EBSReadBytes": (load.bytes_in / 240, "Bytes"),
        "EBSWriteBytes": (load.bytes_in / 60, "Bytes"),
    }
    return [
        {
            "MetricName": name, "Timestamp": start + dt.timedelta(minutes=minute), "Unit": unit,
            "Dimensions": [{"Name": "InstanceId", "Value": id}],
            "StatisticValues": {"SampleCount": 1, "Sum": value, "Minimum": 0, "Maximum": value},
        }
        for name, (value, unit) in metrics.items()
        for minute in range(0, 60, 5)
    ]


def seed_agent(world: World) -> None:
    """The CloudWatch agent's GPU load, which most machines do not send; its dimensions are the agent's."""
    id = next(fact.id for fact in world.truth if fact.name == "busy-gpu-idle-cpu")
    dimensions = {"InstanceId": id, "name": "NVIDIA A10G", "index": "0", "arch": "Ampere"}
    data = [
        {
            "MetricName": "nvidia_smi_utilization_gpu",
            "Timestamp": world.hour + dt.timedelta(hours=hour, minutes=minute),
            "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
            "StatisticValues": {"SampleCount": 5, "Sum": 97 * 5, "Minimum": 80, "Maximum": 100},
        }
        for hour in range(-9, 2)
        for minute in range(0, 60, 5)
    ]
    world.client("cloudwatch").put_metric_data(Namespace="CWAgent", MetricData=data)


def seed_spot(world: World, points: dict[str, list[dict]]) -> None:
    ec2 = world.client("ec2")
    specification = {"ImageId": PUBLIC_IMAGE, "InstanceType": "t3.medium"}
    answer = ec2.request_spot_instances(
        SpotPrice="0.02", InstanceCount=1, Type="one-time", LaunchSpecification=specification
    )
    id = answer["SpotInstanceRequests"][0]["InstanceId"]
    ec2.create_tags(Resources=[id], Tags=[{"Key": "Name", "Value": "spot-once"}])
    place(world, Machine("spot-once", "t3.medium", CHEAP, "refused", "one-time-spot"), id, points)


def seed_group_member(world: World, points: dict[str, list[dict]]) -> None:
    scaling = world.client("autoscaling")
    scaling.create_launch_configuration(
        LaunchConfigurationName="workers-1", ImageId=PUBLIC_IMAGE, InstanceType="t3.medium"
    )
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="workers", LaunchConfigurationName="workers-1", MinSize=1, MaxSize=2,
        DesiredCapacity=1, AvailabilityZones=["us-east-1a"],
        Tags=[{"Key": "Name", "Value": "group-member", "PropagateAtLaunch": True}],
    )
    group = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["workers"])["AutoScalingGroups"][0]
    id = group["Instances"][0]["InstanceId"]
    place(world, Machine("group-member", "t3.medium", CHEAP, "refused", "auto-scaling"), id, points)


def seed_stopped(world: World) -> None:
    """A box stopped eleven days ago, with a large disk and an address that go on costing."""
    ec2, region = world.client("ec2"), "us-east-1"
    answer = ec2.run_instances(
        ImageId=PUBLIC_IMAGE, InstanceType="t3.large", MinCount=1, MaxCount=1,
        TagSpecifications=tag_set("instance", "stopped-box", {}),
    )
    id, zone = answer["Instances"][0]["InstanceId"], answer["Instances"][0]["Placement"]["AvailabilityZone"]
    volume = ec2.create_volume(AvailabilityZone=zone, Size=500, VolumeType="gp3")["VolumeId"]
    ec2.attach_volume(InstanceId=id, VolumeId=volume, Device="/dev/sdf")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(InstanceId=id, AllocationId=address)
    ec2.stop_instances(InstanceIds=[id])
    backdate(world, region, id, launched=world.ago(days=30), born=world.ago(days=30))
    stopped = world.ago(days=11).strftime("User initiated (%Y-%m-%d %H:%M:%S GMT)")
    world.inside("ec2").get_instance(id)._reason = stopped
    world.claim("instance", region, id, "stopped-box", None, "clear", "it does not run")
    world.claim("volume", region, volume, "", None, "clear", "attached to a stopped box")
    world.claim("address", region, address, "", None, "clear", "associated with a stopped box")
