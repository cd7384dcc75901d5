// Judging at size: `JudgeBench fill FILE` makes an account of 100,000 resources with 7 million metric points,
// `JudgeBench judge FILE` judges it by the shipped rules. Two processes, so that filling does not count as memory.

import CAssets
import CostModel
import Foundation
import RuleEngine
import Storage

@main
enum JudgeBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        switch (arguments.dropFirst().first, arguments.dropFirst(2).first) {
        case ("fill", let path?): try await fill(path)
        case ("judge", let path?): try judge(path)
        default:
            FileHandle.standardError.write(Data("usage: JudgeBench fill|judge FILE\n".utf8))
            exit(64)
        }
    }

    private static func fill(_ path: String) async throws {
        let database = try CostDatabase.open(at: path, prices: try Shipped.prices())
        let (_, listed) = try await Meter.seconds { try await Inventory.record(in: database) }
        print("recorded \(Inventory.resources) resources in \(listed.shown) s")
        let (points, stored) = try await Meter.seconds { try await Inventory.recordMetrics(in: database) }
        print("recorded \(points) points in \(stored.shown) s")
        try Reference.fill(path + ".reference", points: points)
    }

    private static func judge(_ path: String) throws {
        let rules = try RuleSet.load(Shipped.rules)
        let judge = SQLiteJudge(rules: rules, databasePath: path)
        let reference = try Reference.seconds(path + ".reference")
        print(
            "reference: sum and count of \(Inventory.points) points in a plain table: \(reference.shown) s of processor"
        )
        print("resident before judging: \(Meter.megabytes("VmRSS")) MB")
        for turn in 1...3 {
            let (began, processor) = (ContinuousClock.now, Meter.processorSeconds)
            let set = try judge.judge(
                account: Inventory.account, now: Inventory.now, only: nil, detail: .open)
            let (seconds, used) = (Meter.seconds(since: began), Meter.processorSeconds - processor)
            let holding = set.judgements.count { $0.outcome == .holds }
            print(
                "judged \(Inventory.resources) resources by \(rules.headers.count) rules, turn \(turn): "
                    + "\(seconds.shown) s, \(used.shown) s of processor, "
                    + "\((used / reference).shown) x the reference; "
                    + "\(holding) hold, \(set.judgements.count - holding) are open otherwise, \(set.faults.count) faults"
            )
        }
        print("peak resident: \(Meter.megabytes("VmHWM")) MB")
    }
}
