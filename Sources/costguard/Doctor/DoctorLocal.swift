// What the doctor sees on this machine: program, prices, configuration and database, and what that knows of an account.

import AWSAPI
import CostModel
import Foundation
import Reporting
import RuleEngine
import Storage

struct DoctorLocal {
    let session: Session

    func findings() async -> [DoctorFinding] {
        let database = await database()
        let all = [program, host, await prices(), configuration, heartbeat, database, await keepTags(), await aside()]
        return all.compactMap { $0 } + trust + (await files())
    }

    private var program: DoctorFinding {
        .fine("program", "costguard \(Version.text), \(session.rules.headers.count) rules in force")
    }

    /// Where it runs, and what ends it there.
    private var host: DoctorFinding {
        let host = RunHost.find(.ofThisProcess(session.environment))
        return host.isForGuarding
            ? .fine("place", "\(host.name): \(host.end)")
            : .worth("place", "\(host.name): \(host.end)", "docs/hosts.md says where a guard can be left")
    }

    /// Who notices that runs do not come. Nil in a lab, where nothing runs between sessions, and on Lambda, whose stack has
    /// an alarm for it.
    private var heartbeat: DoctorFinding? {
        if let address = session.settings.heartbeat {
            return session.distrustedAtStart.contains { $0.role == .configuration }
                ? .worth("heartbeat", "not sent: the configuration is not yours alone")
                : .fine("heartbeat", "\(address.host) hears of each run")
        }
        guard !LearnerLab.isMeant(by: session.settings), session.environment["AWS_LAMBDA_FUNCTION_NAME"] == nil else {
            return nil
        }
        return .worth(
            "heartbeat", "none: when this machine is off, nobody is told", "make a check at healthchecks.io, then",
            type: "costguard init --heartbeat https://hc-ping.com/YOUR-UUID")
    }

    /// Nil where the database cannot be read, which is told elsewhere.
    private func prices() async -> DoctorFinding? {
        guard let (book, used) = try? await session.priceBook() else { return nil }
        return Self.prices(book, used: used, now: session.clock())
    }

    /// List prices move seldom, but some fall by a third: after half a year it is time to look.
    private static let old: TimeInterval = 180 * .day

    /// How old the prices are, by the oldest of the regions that are in use. Nil where the list has no date.
    static func prices(_ book: PriceBook, used: [Region], now: Date) -> DoctorFinding? {
        guard let listed = book.listedAt else { return nil }
        let ages = used.map { region in (region, max(listed, book.refreshedAt(region) ?? listed)) }
        let (region, at) = ages.min { $0.1 < $1.1 } ?? (.global, listed)
        let source = at > listed ? "AWS's Price List (\(region))" : "built-in list"
        let age = max(0, now.timeIntervalSince(at))
        let days = Int(age / .day)
        let day = UTCTime.dayText(at)
        let detail = "\(source) of \(day), \(CountText.text(days, "day")) old"
        return age <= old
            ? .fine("prices", detail)
            : .worth("prices", detail, "renew them, free of charge", type: "costguard prices refresh")
    }

    private var configuration: DoctorFinding {
        let path = session.paths.configuration
        return FileManager.default.fileExists(atPath: path)
            ? .fine("configuration", path) : .worth("configuration", "none: the defaults hold", type: "costguard init")
    }

    /// What keeps it from acting.
    private var trust: [DoctorFinding] {
        session.distrusted.map { file in
            .fails(file.role == .rule ? "rules" : file.role.rawValue, file.error)
        }
    }

    private func database() async -> DoctorFinding {
        do {
            guard try await session.hasDatabase() else {
                return .worth("database", "none yet", type: "costguard scan")
            }
            let damage = try await session.openForReading().damage()
            guard damage.isEmpty else {
                return .fails(
                    "database", "damaged: \(damage.joined(separator: "; "))",
                    session.shared == nil
                        ? "move \(session.paths.database) away, and have a new one made, without its history"
                        : "take back an older version of the object in S3",
                    type: session.shared == nil ? "costguard scan" : nil)
            }
            if await session.shared?.isPublic() == true {
                return .fails(
                    "database", "everybody can read \(session.paths.database), without keys",
                    "block public access to the bucket: see docs/shared-database.md")
            }
            return .fine("database", session.paths.database)
        } catch { return .fails("database", error) }
    }

    /// Tags that hold for good, though they may have been meant to end or to say no.
    private func keepTags() async -> DoctorFinding? {
        guard let tags = try? await session.openForReading().keepTags() else { return nil }
        let told = tags.compactMap { tag in
            KeepTag.doubt(about: tag.value).map {
                "\(tag.resource.id) '\(Sanitizer.terminal(tag.value).prefix(40))' holds: \($0.rawValue)"
            }
        }
        guard let first = told.first else { return nil }
        let more = told.count > 1 ? ", and \(told.count - 1) more like it" : ""
        return .worth(
            "keep tags", first + more, "if it shall end, write the day and nothing else: \(KeepTag.key) = 2026-12-31")
    }

    /// Nil where nothing is kept aside, or nothing can be read, which is told elsewhere.
    private func aside() async -> DoctorFinding? {
        guard let database = try? await session.openForReading(), let kept = try? await database.keptAside() else {
            return nil
        }
        return .worth(
            "set aside",
            "\(CountText.text(kept.entries, "entry")) since \(UTCTime.text(kept.since)), "
                + "dated ahead of the clock",
            "where the clock was wrong then and not before, this puts them back", type: "costguard doctor --bring-back")
    }

    private func files() async -> [DoctorFinding] {
        guard session.shared == nil, let database = try? await session.openForReading() else { return [] }
        return database.warnings.map { .worth("database", $0.message, $0.hint) }
    }

    /// What the database knows of one account.
    func findings(of account: AccountID) async -> [DoctorFinding] {
        [await lastScan(account), await metrics(account)].compactMap { $0 } + (await otherDatabases(account))
    }

    private func lastScan(_ account: AccountID) async -> DoctorFinding {
        guard let database = try? await session.openForReading(),
            let scan = try? await database.lastScans().first(where: { $0.account == account })
        else { return .worth("last scan", "none", type: "costguard scan") }
        let hours = session.clock().timeIntervalSince(scan.at) / .hour
        let age = hours < 1 ? "\(Int(hours * 60)) min ago" : "\(Int(hours)) h ago"
        return hours < 2
            ? .fine("last scan", age)
            : .worth(
                "last scan", age, "it guards while it runs: put this into cron, on a machine that stays on",
                type: "costguard run --quiet")
    }

    /// Nil where there is no database yet.
    private func metrics(_ account: AccountID) async -> DoctorFinding? {
        guard let database = try? await session.openForReading(),
            let used = try? await database.metricRequests(account: account, at: session.clock())
        else { return nil }
        var finding = DoctorFinding.fine(
            "metrics this month", MetricUseText.month(used, cap: session.settings.selfCostCap))
        finding.isAside = true
        return finding
    }

    private func otherDatabases(_ account: AccountID) async -> [DoctorFinding] {
        guard let database = try? await session.openForReading(),
            let lines = try? await OtherDatabases(database: database, account: account).lines(at: session.clock())
        else { return [] }
        return lines.map { .worth("other databases", $0.text) }
    }
}
