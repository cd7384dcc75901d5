// A database as cron's runs leave it: ten machines, looked at every 15 minutes for so many days, through the program's
// own storage. What AWS would tell is made up here; what is kept, for how long and in which form is not.

import CostModel
import Foundation
import Storage

struct Year: Sendable {
    private static let machines = 10
    private static let interval = 900
    private static let regions = [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1", "eu-west-2",
        "eu-west-3", "eu-central-1", "eu-north-1", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
        "ap-southeast-1", "ap-southeast-2",
    ].compactMap { Region($0) }
    private static let home = Region.northVirginia
    private static let kinds: [ResourceKind] = [
        .instance, .volume, .snapshot, .image, .address, .launchTemplate, .launchConfiguration,
    ]
    private static let types = ["t3.medium", "m5.xlarge", "g4dn.xlarge", "t3.micro", "c5.2xlarge"]
    /// What rules ask hourly of every machine, and by five minutes of the dear ones.
    private static let metrics: [(name: String, statistic: MetricSpec.Statistic)] = [
        ("CPUUtilization", .average), ("NetworkIn", .sum), ("NetworkOut", .sum), ("EBSReadBytes", .sum),
        ("EBSWriteBytes", .sum),
    ]

    let database: CostDatabase
    private let account = Inventory.account

    /// Scans from so many days before `end` on, the last one an interval before it.
    func fill(days: Int, until end: Int) async throws {
        let first = end - days * 86_400
        for time in stride(from: first, to: end, by: Self.interval) {
            try await scan(at: time, sinceFirst: time - first)
        }
    }

    private func scan(at time: Int, sinceFirst: Int) async throws {
        let now = Date(timeIntervalSince1970: Double(time))
        try await database.beginScan(of: account, at: now, regions: Self.regions)
        for kind in Self.kinds {
            let listing = Listing(
                account: account, region: Self.home, kind: kind, service: "ec2", operation: "Describe", at: now,
                outcome: .complete)
            try await database.record(.page(listing.place, resources(kind, at: time)))
            try await database.record(.end(listing))
        }
        try await database.record(answers(at: time), at: now)
        try await decide(at: time)
        try await database.replace([credit(at: time, sinceFirst)], account: account, at: now)
        try await database.finishScan(
            ScanSummary(
                account: account, at: now, duration: 3, regions: Self.regions, closedRegions: [], gaps: [gap],
                apiCalls: 150, selfCost: .zero))
        if time % 86_400 < Self.interval { try await tellDay(at: now) }
        try database.forget(now: now)
    }

    /// A list that the account's policy has always denied.
    private var gap: Gap {
        Gap(
            account: account, region: Self.home, service: "autoscaling", operation: "DescribeLaunchConfigurations",
            kind: .denied, error: "User: arn:aws:sts::\(account.digits):assumed-role/guard is not authorized")
    }

    private func key(_ kind: ResourceKind, _ number: Int) -> ResourceKey {
        let id = String(format: "%@-0%016d", String(kind.rawValue.prefix(4)), number)
        return ResourceKey(kind: kind, account: account, region: Self.home, id: id)
    }

    /// Every other machine works from 8 to 18 o'clock; the others always run.
    private func isRunning(_ number: Int, at time: Int) -> Bool {
        number % 2 == 0 || (8 * 3600..<18 * 3600).contains((time + number * 600) % 86_400)
    }

    private func started(_ number: Int, at time: Int) -> Int {
        number % 2 == 0 ? time / 2_592_000 * 2_592_000 : time / 86_400 * 86_400 + 8 * 3600 - number * 600
    }

    private func resources(_ kind: ResourceKind, at time: Int) -> [Resource] {
        guard [.instance, .volume].contains(kind) else { return [] }
        return (0..<Self.machines).map { number in
            // Two of them tell how far they are, a little more at each scan.
            let progress = kind == .instance && number < 2 ? ["percent_complete": "\(time / Self.interval % 101)"] : [:]
            let tags = ["Name": "machine-\(number)", "team": "lab", "owner": "somebody"]
            return Resource(
                key(kind, number), name: "machine-\(number)", tags: tags.merging(progress) { $1 },
                createdAt: Date(timeIntervalSince1970: 1_700_000_000),
                facts: kind == .instance ? machine(number, at: time) : disk(number))
        }
    }

    private func machine(_ number: Int, at time: Int) -> [String: FactValue] {
        let isRunning = isRunning(number, at: time)
        return [
            "state": .text(isRunning ? "running" : "stopped"), "instance_type": .text(Self.types[number % 5]),
            "vcpus": .integer(4), "gpus": .integer(number % 5 == 2 ? 1 : 0), "has_instance_store": .integer(0),
            "lifecycle": .text("on-demand"), "launch_time": .integer(Int64(started(number, at: time))),
            "image_id": .text("ami-\(number)"), "root_device": .text("ebs"), "tenancy": .text("default"),
            "stopped_at": isRunning ? .null : .integer(Int64(started(number, at: time) + 10 * 3600)),
        ]
    }

    private func disk(_ number: Int) -> [String: FactValue] {
        [
            "state": .text("in-use"), "size_gib": .integer(100), "volume_type": .text("gp3"), "iops": .integer(3000),
            "throughput": .integer(125), "attached_instance": .text(key(.instance, number).id),
        ]
    }

    private func answers(at time: Int) -> [MetricAnswer] {
        (0..<Self.machines).filter { isRunning($0, at: time) }.flatMap { number in
            let periods = number % 5 == 2 || number % 5 == 4 ? [3600, 300] : [3600]
            return periods.flatMap { period in
                let end = (time - 900) / period * period
                let start = end - max(period, Self.interval)
                return Self.metrics.map { metric in
                    let query = MetricQuery(
                        resource: key(.instance, number), namespace: "AWS/EC2", metric: metric.name,
                        statistic: metric.statistic, period: period, start: start, end: end)
                    let points = stride(from: start, to: end, by: period).map {
                        MetricPoint(start: $0, value: Double(($0 / period * 7919 + number) % 10_007) / 3)
                    }
                    return MetricAnswer(query, points: points)
                }
            }
        }
    }

    private func decide(at time: Int) async throws {
        let now = Date(timeIntervalSince1970: Double(time))
        let idle = (0..<Self.machines / 2).map { key(.instance, $0) }
        let holds = idle.map { resource in
            (
                HoldKey(rule: "idle-instance", resource: resource),
                HoldState(heldSeconds: time % 86_400, judgedAt: now, held: true, ruleDigest: "d", launchTime: now)
            )
        }
        try await database.replaceHolds(Dictionary(uniqueKeysWithValues: holds), account: account)
        let steps = idle.map { resource in
            PlanStep(
                action: .stop, resource: resource, name: "machine", rules: ["idle-instance"],
                unattended: time % 43_200 < Self.interval, launchTime: nil, savingPerMonth: Money("30.368"))
        }
        try await database.save(
            StoredPlan(id: String(format: "%012x", time), account: account, createdAt: now, steps: steps))
    }

    private func credit(at time: Int, _ sinceFirst: Int) -> CreditBalance {
        let burned = Money(nanoUSD: Int64(sinceFirst) * 3_000)
        return CreditBalance(
            name: "class", source: .billingCredits, granted: Money(nanoUSD: 200_000_000_000), burned: burned,
            burnPerHour: nil, expiresAt: nil, asOf: Date(timeIntervalSince1970: Double(time)), basis: "AWS's list",
            levels: [.percentBurned(50), .percentBurned(80)])
    }

    /// The digest of a day, and one stop.
    private func tellDay(at now: Date) async throws {
        let mail = Mail(
            id: "digest-\(now.timeIntervalSince1970)", subject: "Daily digest",
            body: String(repeating: "what ran, what it cost\n", count: 130), createdAt: now)
        try await database.change(opening: [], closing: [], mail: mail)
        try await database.recordSent(mail.id, messageID: "m", at: now)
        let line = try await database.open(
            JournalIntent(
                planID: "000000000000", action: .stop, resource: key(.instance, 1), launchTime: nil, name: "machine-1",
                rule: "idle-instance", at: now, unattended: true))
        try await database.settle(line, .done, at: now)
    }
}
