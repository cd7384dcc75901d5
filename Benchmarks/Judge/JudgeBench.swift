// Judging at size: `JudgeBench fill FILE` makes an account of 100,000 resources with 7 million metric points,
// `JudgeBench judge FILE` judges it by the shipped rules. Two processes, so that filling does not count as memory.
// `JudgeBench replay FILE [--rules PATH] [--respite HOURS] [--every MINUTES]` replays machines over time.
// `JudgeBench year FILE DAYS END` makes a small account of so many days up to a second since 1970, every day and hour of it.

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
        case ("replay", let path?): try await replay(path, Array(arguments.dropFirst(3)))
        case ("year", let path?):
            guard arguments.count == 5, let days = Int(arguments[3]), let end = Int(arguments[4]) else { usage() }
            try await year(path, days: days, until: end)
        default: usage()
        }
    }

    private static func year(_ path: String, days: Int, until end: Int) async throws {
        let year = Year(database: try CostDatabase.open(at: path, prices: try Shipped.prices()))
        let (_, filled) = try await Meter.seconds { try await year.fill(days: days, until: end) }
        print("\(days) days of scans every 15 minutes in \(filled.shown) s")
    }

    private static func usage() -> Never {
        FileHandle.standardError.write(Data("usage: JudgeBench fill|judge|replay FILE, or year FILE DAYS END\n".utf8))
        exit(64)
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
        let judge = SQLiteJudge(
            rules: rules, databasePath: path, views: Views.statements(prefix: SQLiteJudge.viewPrefix))
        let reference = try Reference.seconds(path + ".reference")
        print(
            "reference: sum and count of \(Inventory.points) points in a plain table: \(reference.shown) s of processor"
        )
        print("resident before judging: \(Meter.megabytes("VmRSS")) MB")
        for turn in 1...3 {
            let began = ContinuousClock.now
            let processor = Meter.processorSeconds
            let set = try judge.judge(
                account: Inventory.account, now: Inventory.now, only: nil, detail: .open)
            let seconds = Meter.seconds(since: began)
            let used = Meter.processorSeconds - processor
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

    private static func replay(_ path: String, _ arguments: [String]) async throws {
        var options = ["--rules": "", "--respite": "72", "--every": "15"]
        for index in stride(from: 0, to: arguments.count - 1, by: 2) where options[arguments[index]] != nil {
            options[arguments[index]] = arguments[index + 1]
        }
        let rules = try RuleSet.load(try Shipped.rules(in: options["--rules"] ?? "", of: "instances"))
        let every = Int(options["--every"] ?? "") ?? 15
        let respite = Double(options["--respite"] ?? "") ?? 72
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let replay = try await Replay(
            try Trace.read(path), rules, interval: every, respiteHours: respite,
            database: folder.appendingPathComponent("costguard.sqlite").path)
        let (score, seconds) = try await Meter.seconds { try await replay.run() }
        print(score.text)
        print(
            "\(replay.machines.count) machines, \(replay.hours.count) hours, a scan every \(every) min, "
                + "\(respite.formatted()) h of peace: replayed in \(seconds.shown) s")
    }
}
