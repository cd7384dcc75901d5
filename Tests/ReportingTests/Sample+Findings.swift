// The findings of the sample, as the shipped rules make them.

import CostModel
import Foundation

extension Sample {
    static let gpuKey = key("i-0a1b2c3d4e5f60718")
    static let idle = Evidence("idle_percent", .real(5))
    static let moving = """
        tag_number(tags, 'percent_complete') < 100 and tag_age_hours(tags, 'percent_complete') < :still_after
        """

    static let gpu = finding(
        judgement(
            gpuKey, dear, .holds, name: "hw3-gpu",
            reason: "no hour above 1.25 % CPU or 0.1 MB sent in 3 h",
            conditions: [
                condition("state = 'running'", .holds, [Evidence("state", .text("running"))]),
                condition(
                    "gpus > 0 or hourly_usd is null or hourly_usd >= :costly_usd", .holds,
                    [
                        Evidence("gpus", .integer(1)), Evidence("hourly_usd", .real(0.526)),
                        Evidence("costly_usd", .real(0.25)),
                    ]),
                condition("cpu_percent < :idle_percent", .holds, [Evidence("cpu_percent", .real(1.2457)), idle]),
                condition(
                    "bytes_in_quiet + bytes_out < :idle_bytes_per_hour", .holds,
                    [
                        Evidence("bytes_in_quiet", .real(148_499)), Evidence("bytes_out", .real(140_049)),
                        Evidence("idle_bytes_per_hour", .real(1_048_576)),
                    ]),
                condition("costguard:keep", .fails, part: .unless),
                condition(
                    moving, .fails, [Evidence("tags", .text("{}")), Evidence("still_after", .text("3h"))],
                    part: .unless),
            ],
            evidence: [
                Evidence("cpu_percent", .real(1.2457)), Evidence("gpu_percent", .real(0)),
                Evidence("bytes_out", .real(140_049)), Evidence("state", .text("running")),
                Evidence("gpu_percent_coverage", .real(0)),
            ],
            row: [
                "instance_type": .text("g4dn.xlarge"), "hourly_usd": .real(0.526), "uptime_hours": .real(11),
                "tags": .text(#"{"Name":"hw3-gpu"}"#), "gpus": .integer(1), "gpu_percent_coverage": .real(0),
            ]),
        .due, because: "instance-store-data", saving: Money("383.98"),
        loses: ["125 GB scratch disk", "RAM", "public address"], held: 1800)

    static let train = finding(
        judgement(
            key("i-0b2c3d4e5f6071829", virginia), dear, .spared(by: moving), name: "train-resnet",
            reason: "no hour above ? % CPU sent in 3 h",
            conditions: [
                condition("state = 'running'", .holds, [Evidence("state", .text("running"))]),
                condition("cpu_percent < :idle_percent", .unknown, [Evidence("cpu_percent", .null), idle]),
                condition("costguard:keep", .fails, part: .unless),
                condition(
                    moving, .holds,
                    [
                        Evidence("tags", .text(#"{"Name":"train-resnet","percent_complete":"63"}"#)),
                        Evidence("still_after", .text("3h")),
                    ], part: .unless),
            ],
            row: [
                "tags": .text(#"{"Name":"train-resnet","percent_complete":"63"}"#), "gpus": .integer(1),
                "cpu_percent": .null,
            ], unknown: ["cpu_percent"]),
        .spared, saving: Money("383.98"))

    static let thesis = finding(
        judgement(
            key("i-0d4e5f60718293a4b", virginia), cheap, .spared(by: "keep-tag"), name: "thesis-db",
            conditions: [
                condition("costguard:keep", .holds, [Evidence("costguard:keep", .text("2026-12-15"))], part: .unless)
            ],
            row: ["tags": .text(#"{"costguard:keep":"2026-12-15"}"#)]),
        .spared, saving: Money("30.368"))

    /// Busy at night: the rule for its kind says so; by the other one's measures it would be idle, but is too cheap.
    static let nightlyKey = key("i-0c3d4e5f60718293a", virginia)
    static let nightly = judgement(
        nightlyKey, cheap, .clear, name: "nightly-etl",
        conditions: [
            condition("state = 'running'", .holds, [Evidence("state", .text("running"))]),
            condition("cpu_percent < :idle_percent", .fails, [Evidence("cpu_percent", .real(30.513)), idle]),
            condition(
                "busy_cores < :idle_cores", .fails,
                [Evidence("busy_cores", .real(0.61)), Evidence("idle_cores", .real(0.15))]),
        ])
    static let nightlyByTheOther = judgement(
        nightlyKey, dear, .clear, name: "nightly-etl",
        conditions: [
            condition("state = 'running'", .holds, [Evidence("state", .text("running"))]),
            condition(
                "hourly_usd >= :costly_usd", .fails,
                [Evidence("hourly_usd", .real(0.096)), Evidence("costly_usd", .real(0.25))]),
            condition("cpu_percent < :idle_percent", .holds, [Evidence("cpu_percent", .real(1.1)), idle]),
            condition("busy_cores < :idle_cores", .unknown, [Evidence("busy_cores", .null)]),
        ], unknown: ["busy_cores"])

    static let worker = finding(
        judgement(key("i-0eeeeeeeeeeeeeeee", virginia), cheap, .holds, name: "worker-7", reason: "idle"),
        .refused,
        refusal: Refusal(
            "auto-scaling",
            "it belongs to the Auto Scaling group 'workers', which would replace it; set the group's desired capacity "
                + "instead"),
        saving: Money("70.08"))

    static let license = finding(
        judgement(
            key("i-0f60718293a4b5c6d", virginia), cheap, .holds, name: "license-server",
            reason: "no hour above 0.41 % CPU or 32.8 KB sent in 24 h"),
        .refused,
        refusal: Refusal(
            "stop-protection", "whoever set it wants it to run; to allow a stop, switch the protection off"),
        saving: Money("7.592"))

    static let quiet = finding(
        judgement(
            key("i-0ffffffffffffffff", ireland), cheap, .unknown, name: nil,
            missing: ["cpu_percent", "bytes_out", "bytes_in", "bytes_in_mean"].map {
                MissingFact($0, "12 of 24 hourly points")
            }),
        .unknown, saving: nil)

    static let image = finding(
        judgement(
            key("ami-0a11c0ffee0dd0001", ireland, .image), flag("unused-image", "Unused image", view: "images"),
            .unknown, name: "course-base-2026-09",
            missing: [
                MissingFact("launch_template_count", "AWS did not say"), MissingFact("shared", "not asked yet"),
            ]),
        .unknown, saving: Money("1"), upperBound: true)

    static let snapshots = (1...2).map { number in
        finding(
            judgement(
                key("snap-0c3d9e8f7a6b5c4d\(number)", ireland, .snapshot),
                flag("orphaned-snapshot", "Snapshot of an image that is gone", view: "snapshots"), .holds,
                name: "Packer, \"old\"", reason: "made for ami-0fee1dead00000a00, which is gone"),
            .flagged, saving: Money("0.4"), upperBound: true)
    }

    static let orphans =
        [
            finding(
                judgement(
                    key("vol-0f1e2d3c4b5a69788", virginia, .volume),
                    flag("unattached-volume", "Disk attached to nothing", view: "volumes"), .holds,
                    name: "old-datasets", reason: "100 GiB gp3 attached to no instance"),
                .flagged, saving: Money("8")),
            finding(
                judgement(
                    key("eipalloc-0b1c2d3e4f5a60718", virginia, .address),
                    flag("idle-address", "Elastic IP address in no use", view: "addresses"), .holds, name: nil,
                    reason: "203.0.113.9 belongs to nothing and is billed by the hour"),
                .flagged, saving: Money("3.65")),
        ] + snapshots + [crossed]

    static let crossed = finding(
        judgement(
            ResourceKey(kind: .credit, account: account, region: .global, id: "class/80 %"),
            rule("credit-threshold", "Credit crossed a mark", view: "credits", action: .notify), .holds, name: "class",
            reason: "mark 80 % is crossed, 83.4 of 100 USD used, 16.6 left"),
        .flagged)
}
