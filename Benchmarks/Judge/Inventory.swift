// A large account, the same every time: four regions, most of it instances, a tenth of those idle.

import CostModel
import Foundation
import Storage

enum Inventory {
    static let account = AccountID("123456789012")!
    static let now = Date(timeIntervalSince1970: 1_790_003_600)
    private static let regions = ["us-east-1", "us-west-2", "eu-central-1", "eu-west-1"].compactMap { Region($0) }

    /// In each region.
    private static let running = 15_000
    private static let others: [(kind: ResourceKind, count: Int)] = [
        (.instance, 1000), (.volume, 3000), (.snapshot, 3000), (.image, 1500), (.address, 1500),
    ]
    static var resources: Int { regions.count * (running + others.reduce(0) { $0 + $1.count }) }
    /// For each running instance six series of a day, and five of an hour, by five minutes.
    static var points: Int { regions.count * running * 204 }

    static func record(in database: CostDatabase) async throws {
        try await database.beginScan(of: account, at: now, regions: regions)
        for region in regions {
            let kinds = [ResourceKind.instance, .volume, .snapshot, .image, .address]
            for kind in kinds + [.launchTemplate, .launchConfiguration] {
                let listing = Listing(
                    account: account, region: region, kind: kind, service: "ec2", operation: "Describe", at: now,
                    outcome: .complete)
                try await database.record(.page(listing.place, listed(kind, in: region)))
                try await database.record(.end(listing))
            }
            let idle = (0..<running).filter(isIdle).map { key(.instance, region, $0) }
            try await database.record(
                idle.map { LateFact(FactRequest($0, "stop_protected"), at: now, value: .flag(false)) })
        }
        try await database.finishScan(
            ScanSummary(
                account: account, at: now, duration: 1, regions: regions, closedRegions: [], gaps: [], apiCalls: 0,
                selfCost: Money(nanoUSD: 0)))
    }

    /// Returns how many points were stored.
    static func recordMetrics(in database: CostDatabase) async throws -> Int {
        var count = 0
        for region in regions {
            for first in stride(from: 0, to: running, by: 1000) {
                let answers = (first..<first + 1000).flatMap { Self.answers(of: $0, in: region) }
                count += answers.reduce(0) { $0 + $1.points.count }
                try await database.record(answers, at: now)
            }
        }
        return count
    }

    private static func isIdle(_ number: Int) -> Bool { number % 10 == 0 }

    private static func key(_ kind: ResourceKind, _ region: Region, _ number: Int) -> ResourceKey {
        let id = String(format: "%@-0%@%012d", String(kind.rawValue.prefix(4)), String(region.code.suffix(1)), number)
        return ResourceKey(kind: kind, account: account, region: region, id: id)
    }

    private static func listed(_ kind: ResourceKind, in region: Region) -> [Resource] {
        let stopped = others.first { $0.kind == kind }?.count ?? 0
        let count = kind == .instance ? running + stopped : stopped
        return (0..<count).map { number in
            Resource(
                key(kind, region, number), name: "\(kind.rawValue)-\(number)",
                tags: ["Name": "\(kind.rawValue)-\(number)", "team": "lab-\(number % 40)", "project": "thesis"],
                createdAt: now.addingTimeInterval(-30 * 86_400), facts: facts(kind, number))
        }
    }

    private static func facts(_ kind: ResourceKind, _ number: Int) -> [String: FactValue] {
        switch kind {
        case .instance: instance(number)
        case .volume:
            [
                "state": .text(number % 20 == 0 ? "available" : "in-use"), "size_gib": .integer(100),
                "volume_type": .text("gp3"), "iops": .integer(3000), "throughput": .integer(125),
                "attached_instance": number % 20 == 0 ? .null : .text("i-\(number)"),
            ]
        case .snapshot:
            [
                "state": .text("completed"), "size_gib": .integer(100), "volume_id": .text("vol-\(number)"),
                "tier": .text("standard"),
            ]
        case .image:
            ["state": .text("available"), "size_gib": .integer(20), "deregistration_protected": .integer(0)]
        case .address:
            ["public_ip": .text("203.0.113.\(number % 250)"), "associated": .flag(number % 20 != 0)]
        default: [:]
        }
    }

    private static func instance(_ number: Int) -> [String: FactValue] {
        let types: [(name: String, vcpus: Int64)] = [
            ("t3.medium", 2), ("m5.large", 2), ("c5.xlarge", 4), ("m5.2xlarge", 8), ("r5.xlarge", 4),
        ]
        let type = types[number % types.count]
        return [
            "state": .text(number < running ? "running" : "stopped"), "instance_type": .text(type.name),
            "vcpus": .integer(type.vcpus), "gpus": .integer(0), "has_instance_store": .integer(0),
            "lifecycle": .text("on-demand"), "launch_time": .time(now.addingTimeInterval(-10 * 86_400)),
            "image_id": .text("ami-\(number % 100)"), "root_device": .text("ebs"), "tenancy": .text("default"),
            "stopped_at": number < running ? .null : .time(now.addingTimeInterval(-86_400)),
        ]
    }

    private static func answers(of number: Int, in region: Region) -> [MetricAnswer] {
        let resource = key(.instance, region, number)
        let factor = isIdle(number) ? 0.01 : 1.0
        func query(_ namespace: String, _ metric: String, _ statistic: MetricSpec.Statistic, hours: Int) -> MetricQuery
        {
            let buckets = MetricSpec(namespace: namespace, metric: metric, statistic: statistic, window: hours * 3600)
                .buckets(at: now)
            return MetricQuery(
                resource: resource, namespace: namespace, metric: metric, statistic: statistic, period: buckets.period,
                start: buckets.start, end: buckets.end)
        }
        func answer(_ metric: String, _ statistic: MetricSpec.Statistic, hours: Int, _ height: Double) -> MetricAnswer {
            let query = query("AWS/EC2", metric, statistic, hours: hours)
            let starts = stride(from: query.start, to: query.end, by: query.period)
            let points = starts.enumerated().map { place, start in
                MetricPoint(start: start, value: height * factor * Double(50 + (number + place) % 50) / 100)
            }
            return MetricAnswer(query, points: points)
        }
        let gpu = [4, 1].map { query("CWAgent", "nvidia_smi_utilization_gpu", .average, hours: $0) }
        let whole = query("AWS/EC2", "CPUUtilization", .sampleCount, hours: 24)
        let samples = stride(from: whole.start, to: whole.end, by: whole.period).map {
            MetricPoint(start: $0, value: 12)
        }
        let silent =
            ["CPUCreditBalance", "CPUSurplusCreditBalance"].map { query("AWS/EC2", $0, .average, hours: 24) }
            + ["EBSReadOps", "EBSWriteOps", "DiskReadBytes", "DiskWriteBytes"].flatMap { name in
                [24, 1].map { query("AWS/EC2", name, .sum, hours: $0) }
            } + [4, 1].map { query("AWS/EC2", "GPUPowerUtilization", .average, hours: $0) }
        return [
            MetricAnswer(whole, points: samples),
            answer("CPUUtilization", .average, hours: 24, 80), answer("NetworkIn", .sum, hours: 24, 4e7),
            answer("NetworkOut", .sum, hours: 24, 4e7), answer("EBSReadBytes", .sum, hours: 24, 1e9),
            answer("EBSWriteBytes", .sum, hours: 24, 1e9), answer("EBSReadBytes", .sum, hours: 1, 1e8),
            answer("EBSWriteBytes", .sum, hours: 1, 1e8), answer("CPUUtilization", .average, hours: 1, 80),
            answer("NetworkIn", .sum, hours: 1, 4e6), answer("NetworkOut", .sum, hours: 1, 4e6),
        ] + (gpu + silent).map { MetricAnswer($0, points: []) }
    }
}
