// The views, one constant each.

extension ViewSchema {
    private static let unattached =
        "hours since it was first seen in no use; NULL: in use, or in no use since the account's first scan"

    static let instances = ViewSchema(
        name: "instances", kind: .instance, doc: "EC2 instances that are not terminated",
        columns: common + [
            text("state", "pending, running, stopping, stopped or shutting-down"),
            text("instance_type", "such as t3.micro"),
            integer("vcpus", "virtual processors"),
            integer("gpus", "accelerators of any make"),
            text("lifecycle", "on-demand, spot, capacity-block, scheduled or interruptible-capacity-reservation"),
            integer("launch_time", "last start, seconds since 1970"),
            real("uptime_hours", "hours since the last start; NULL: not running"),
            real("stopped_hours", "hours since it stopped; NULL: not stopped, or AWS does not say when"),
            text("image_id", "the image it started from"),
            text("autoscaling_group", "NULL: in none"),
            text("managed_by", "what runs it, such as eks or ec2-fleet; NULL: nobody but its owner"),
            text("root_device", "ebs or instance-store"),
            flag("has_instance_store", "its type has scratch disks, lost at a stop"),
            integer("instance_store_gb", "size of the scratch disks; NULL: none"),
            column("stop_protected", .boolean, "disableApiStop is on", late: true),
            column(
                "spot_request", .text,
                "one-time, persistent, launch-group or zone-group; AWS stops a persistent one alone; NULL: not spot",
                late: true),
            text("public_ip", "NULL: none"),
            flag("public_ip_is_elastic", "the public address stays at a stop"),
            text("tenancy", "default, dedicated or host"),
            text(
                "platform",
                "what AWS bills on top: a licence such as Windows, a Marketplace product: hourly_usd is then not known; NULL: nothing"
            ),
            text("operator", "the service of AWS that alone may change it, such as eks.amazonaws.com; NULL: its owner"),
            text(
                "prepaid_by",
                "what is paid for whether it runs or not, such as capacity-reservation cr-0f1e2d; NULL: nothing, or a host"
            ),
            flag("detailed_monitoring", "CloudWatch has a sample a minute of it; else one in five minutes"),
            flag("can_hibernate", "it was launched so that it can be hibernated: a stop may keep its memory"),
            column(
                "disk_keys", .text, "usable, or 'unusable KEY: WHY', or 'unchecked: WHY': the keys of its disks",
                late: true),
            column(
                "shutdown_behavior", .text,
                "stop or terminate: what a shutdown from within does; NULL: AWS does not say", late: true),
        ])

    static let starts = ViewSchema(
        name: "starts", kind: .instance,
        doc: "EC2 instances that started within the last 24 hours and run, with what the account used before",
        columns: common + [
            text("state", "pending or running"),
            text("instance_type", "such as p4d.24xlarge"),
            text("lifecycle", "on-demand or spot: hourly_usd is the list price of both"),
            integer("launch_time", "last start, seconds since 1970"),
            real("started_hours", "hours since the last start"),
            real("watched_hours", "for how long costguard has seen the region's machines; 0: not listed before"),
            flag("region_used_before", "an instance of the account was in this region a day ago or earlier"),
            flag("family_used_before", "an instance of this family (p4d) was in the account a day ago or earlier"),
            flag(
                "group_used_before",
                "its Auto Scaling group, or what else runs it, had instances a day ago or earlier, or its region has been "
                    + "watched for less than 3 days; 0: it has no such"),
            integer(
                "started_together",
                "instances of the account that started within an hour of it, in all regions, those of groups used before "
                    + "apart; counted to 200"),
            real("together_usd", "list price of those, USD per hour; without those whose price is not known"),
            integer("together_unpriced", "of those, how many have no known price"),
            integer(
                "together_before",
                "the most that ever started within one hour before the last day; 0 where fewer than 5 started together"),
        ])

    static let sessions = ViewSchema(
        name: "sessions", kind: .instance,
        doc: "EC2 instances that run or are stopped, with the starts that costguard saw of them within 14 days",
        columns: common + [
            text("state", "running, stopping or stopped"),
            text("instance_type", "such as t3.medium"),
            integer("vcpus", "virtual processors"),
            integer("launch_time", "last start, seconds since 1970"),
            real("uptime_hours", "hours since the last start; NULL: not running"),
            integer("starts", "different starts that were seen within 14 days; NULL: none"),
            real("first_start_hours", "hours since the first of those; NULL: none"),
        ])

    static let volumes = ViewSchema(
        name: "volumes", kind: .volume, doc: "EBS volumes",
        columns: common + [
            text("state", "available, in-use, creating, deleting or error"),
            integer("size_gib", "size"),
            text("volume_type", "gp3, gp2, io1, io2, st1, sc1 or standard"),
            integer("iops", "provisioned; NULL: the type has none"),
            integer("throughput", "provisioned MiB/s; NULL: the type has none"),
            text("attached_instance", "NULL: attached to none"),
            text(
                "managed_by",
                "what made it and deletes it by itself, such as rds-custom, kubernetes or velero; NULL: nobody but its owner"
            ),
            text("operator", "the service of AWS that alone may change it; NULL: its owner"),
            real("unattached_hours", unattached),
        ])

    static let snapshots = ViewSchema(
        name: "snapshots", kind: .snapshot, doc: "EBS snapshots that the account owns",
        columns: common + [
            text("state", "pending, completed or error"),
            integer("size_gib", "size of the volume: an upper bound of what is billed"),
            text("description", "NULL: none"),
            text("volume_id", "source volume; of a copy it is made up"),
            flag("copied", "a copy or an import: its volume_id says nothing"),
            column("volume_exists", .boolean, "the source volume is still there; NULL: a copy", needs: [.volume]),
            column("backs_image", .boolean, "an image of the account maps it", needs: [.image]),
            column(
                "launch_template_count", .integer, "launch templates with a version that maps it",
                needs: [.launchTemplate]),
            column(
                "launch_configuration_count", .integer, "launch configurations that map it",
                needs: [.launchConfiguration]),
            text("described_image_id", "the image that its description says it was made for; NULL: none"),
            column(
                "described_image_exists", .boolean,
                "that image is still there, in whatever region; NULL: the description names none",
                needs: [.image]),
            text("managed_by", "what keeps it, such as aws-backup, dlm or image-builder; NULL: nobody but its owner"),
            column("shared", .boolean, "another account, or everybody, may use it", late: true),
            text("tier", "standard, or archive, which AWS bills for 90 days at least"),
        ])

    static let images = ViewSchema(
        name: "images", kind: .image, doc: "AMIs that the account owns, deprecated and disabled ones too",
        columns: common + [
            text("state", "available, pending, failed, disabled, deregistered or another word of AWS's"),
            integer("size_gib", "sum of its snapshots' sizes: an upper bound"),
            column(
                "instance_count", .integer, "instances in any state but terminated that started from it",
                needs: [.instance]),
            column(
                "launch_template_count", .integer,
                "launch templates with a version that starts it; where one leaves its image to a parameter, parameters that "
                    + "hold it", needs: [.launchTemplate], late: true),
            column(
                "launch_configuration_count", .integer, "launch configurations that start it",
                needs: [.launchConfiguration]),
            column(
                "launch_request_count", .integer,
                "Spot requests, fleets and Auto Scaling groups that start it without a template", late: true),
            column("shared", .boolean, "another account, or everybody, may launch it", late: true),
            real("last_launched_hours", "hours since it was last launched, a day late; NULL: never since 2017"),
            text("managed_by", "what keeps it, such as aws-backup, dlm or image-builder; NULL: nobody but its owner"),
            flag("deregistration_protected", "AWS refuses to deregister it"),
        ])

    static let addresses = ViewSchema(
        name: "addresses", kind: .address, doc: "Elastic IP addresses",
        columns: common + [
            text("public_ip", "the address"),
            flag("associated", "it belongs to an instance or a network interface"),
            text("attached_instance", "NULL: to none"),
            text(
                "pool",
                "amazon, carrier (no price is known), or whose it is: customer-owned, a pool's id (cost nothing)"),
            real("unattached_hours", unattached),
        ])

    static let credits = ViewSchema(
        name: "credits", kind: .credit, doc: "credits of the configuration, one row per credit and alert level",
        columns: common + [
            text("source", "billing-credits, free-tier-plan, gross-since-grant, entered or none"),
            real("granted_usd", "at the start"),
            real("remaining_usd", "left now; unknown where no source tells"),
            real("burned_usd", "used so far; unknown where no source tells"),
            real("burned_percent", "of the grant"),
            real("burn_usd_per_hour", "list price of what runs now"),
            real("runway_hours", "until nothing is left at that burn; NULL: nothing burns"),
            real("burn_percent_per_day", "that burn as a share of the grant; 0: another credit pays"),
            text("expires_at", "UTC, as 2027-07-01T00:00:00Z; NULL: never"),
            real("expires_hours", "until then, below 0 afterwards; NULL: never"),
            text("forecast_ends_at", "used up at the burn of the last 7 days; NULL: never"),
            text("level", "the mark, as 80 %, 20 USD left, 24 h left or expires in 30 d"),
            text("level_kind", "percent, usd-left, hours-left, burn, expiry or forecast"),
            real("level_value", "the number in the mark"),
            text("level_at", "the day in a mark of the kind forecast, its begin in UTC; else NULL"),
        ])
}
