"""Volumes, snapshots, images and addresses: what nobody uses, and what only looks so."""

from world import PUBLIC_IMAGE, World, tag_set, token

GONE_IMAGE = "ami-0dead00000000beef"
OTHER_ACCOUNT = "999988887777"
ORPHANED, UNREFERENCED = "orphaned-snapshot", "unreferenced-snapshot"


def created_for(image: str) -> str:
    return f"Created by CreateImage(i-0123456789abcdef0) for {image} from vol-0123456789abcdef0"


def copied_for(image: str) -> str:
    return (
        f"Copied for DestinationAmi {image} from SourceAmi ami-0aaaaaaaaaaaaaaaa for SourceSnapshot "
        "snap-0aaaaaaaaaaaaaaaa. Task created on 1,566,308,778,174."
    )


def seed(world: World) -> None:
    seed_images(world)
    seed_snapshots(world)
    seed_volumes(world)
    seed_addresses(world)


def make_image(world: World, name: str, days: float, verdict: str, note: str = "") -> str:
    """An image made from a machine, as students do it, with its snapshot; both `days` old."""
    ec2, inside = world.client("ec2"), world.inside("ec2")
    source = next(fact.id for fact in world.truth if fact.name == "idle-notebook")
    image = ec2.create_image(InstanceId=source, Name=name, NoReboot=True)["ImageId"]
    inside.amis[image].creation_date = world.ago(days=days)
    mapped = ec2.describe_images(ImageIds=[image])["Images"][0]["BlockDeviceMappings"]
    for device in mapped:
        snapshot = device["Ebs"]["SnapshotId"]
        inside.snapshots[snapshot].start_time = world.ago(days=days)
        world.claim("snapshot", "us-east-1", snapshot, "", None, "clear", f"backs image {name}")
    rule = None if verdict == "clear" else "unused-image"
    world.claim("image", "us-east-1", image, name, rule, verdict, note)
    return image


def seed_images(world: World) -> None:
    ec2 = world.client("ec2")
    make_image(world, "unused-image", 45, "flagged", "in nobody's use for 45 days")
    make_image(world, "young-image", 1, "clear", "a day old")
    used = make_image(world, "running-image", 45, "clear", "a stopped machine came from it")
    machine = next(fact.id for fact in world.truth if fact.name == "stopped-box")
    world.inside("ec2").get_instance(machine).image_id = used
    # Neither the default version nor the latest: only a look at every version finds it.
    old = make_image(world, "template-image", 45, "clear", "in a template version that is not the default")
    template = ec2.create_launch_template(
        LaunchTemplateName="lab", LaunchTemplateData={"ImageId": PUBLIC_IMAGE, "InstanceType": "t3.micro"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    for image in (old, PUBLIC_IMAGE):
        ec2.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData={"ImageId": image})
    configured = make_image(world, "configured-image", 45, "clear", "in a launch configuration")
    world.client("autoscaling").create_launch_configuration(
        LaunchConfigurationName="spare-1", ImageId=configured, InstanceType="t3.micro"
    )
    shared = make_image(world, "shared-image", 45, "clear", "another account may launch it")
    ec2.modify_image_attribute(
        ImageId=shared, LaunchPermission={"Add": [{"UserId": OTHER_ACCOUNT}]}, Attribute="launchPermission"
    )


def make_snapshot(
    world: World, name: str, rule: str | None, verdict: str, note: str, *, description: str, region: str = "us-east-1",
    days: float = 40, tags: dict[str, str] | None = None, keep_volume: bool = False,
) -> str:
    ec2, inside = world.client("ec2", region), world.inside("ec2", region)
    volume = ec2.create_volume(AvailabilityZone=region + "a", Size=30, VolumeType="gp3")["VolumeId"]
    snapshot = ec2.create_snapshot(
        VolumeId=volume, Description=description, TagSpecifications=tag_set("snapshot", name, tags or {})
    )["SnapshotId"]
    inside.snapshots[snapshot].start_time = world.ago(days=days)
    if keep_volume:
        inside.volumes[volume].create_time = world.ago(hours=1)
        world.claim("volume", region, volume, "", None, "clear", "an hour old")
    else:
        ec2.delete_volume(VolumeId=volume)
    world.claim("snapshot", region, snapshot, name, rule, verdict, note)
    return snapshot


def seed_snapshots(world: World) -> None:
    made, copied = created_for(GONE_IMAGE), copied_for(GONE_IMAGE)
    image = next(fact.id for fact in world.truth if fact.name == "young-image")
    make_snapshot(world, "packer-left", ORPHANED, "flagged", "its image is gone", description=made)
    make_snapshot(world, "copy-left", ORPHANED, "flagged", "its image is gone", description=copied, region="us-west-2")
    make_snapshot(
        world, "orphan-kept", ORPHANED, "spared", "keep-tag", description=made, tags={"costguard:keep": "thesis"}
    )
    make_snapshot(world, "orphan-young", None, "clear", "two hours old", description=made, days=2 / 24)
    shared = make_snapshot(world, "orphan-shared", None, "clear", "another account may use it", description=made)
    world.client("ec2").modify_snapshot_attribute(
        SnapshotId=shared, Attribute="createVolumePermission", OperationType="add", UserIds=[OTHER_ACCOUNT]
    )
    make_snapshot(world, "image-is-there", None, "clear", "the image it names exists", description=copied_for(image))
    make_snapshot(world, "manual", None, "clear", "its volume exists", description="before the exam", keep_volume=True)
    make_snapshot(
        world, "volume-gone", UNREFERENCED, "flagged", "names no image: maybe the only copy", description="thesis data"
    )
    make_snapshot(
        world, "lifecycle", None, "clear", "Data Lifecycle Manager owns it", description=made,
        tags={"dlm:managed": "true", "aws:dlm:lifecycle-policy-id": "policy-0123456789abcdef0"},
    )
    make_snapshot(
        world, "backup", None, "clear", "AWS Backup owns it",
        description="This snapshot is created by the AWS Backup service.",
        tags={"aws:backup:source-resource": f"arn:aws:ec2:us-east-1::volume/vol-{token()}"},
    )


def make_volume(
    world: World, name: str, rule: str | None, verdict: str, note: str, *, size: int, **past: float
) -> None:
    tags = {"costguard:keep": "yes"} if verdict == "spared" else {}
    volume = world.client("ec2").create_volume(
        AvailabilityZone="us-east-1a", Size=size, VolumeType="gp3", TagSpecifications=tag_set("volume", name, tags)
    )["VolumeId"]
    world.inside("ec2").volumes[volume].create_time = world.ago(**past)
    world.claim("volume", "us-east-1", volume, name, rule, verdict, note)


def seed_volumes(world: World) -> None:
    rule = "unattached-volume"
    make_volume(world, "forgotten-disk", rule, "flagged", "40 USD a month at gp3's list price", size=500, days=10)
    make_volume(world, "kept-disk", rule, "spared", "keep-tag", size=20, days=10)
    make_volume(world, "new-disk", None, "clear", "an hour old", size=20, hours=1)


def seed_addresses(world: World) -> None:
    ec2 = world.client("ec2")
    idle = ec2.allocate_address(Domain="vpc")["AllocationId"]
    world.claim("address", "us-east-1", idle, "", "idle-address", "flagged", "associated with nothing")
    gateway = ec2.allocate_address(Domain="vpc")["AllocationId"]
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    ec2.create_nat_gateway(SubnetId=subnet, AllocationId=gateway)
    world.claim("address", "us-east-1", gateway, "", None, "clear", "a NAT gateway's")
