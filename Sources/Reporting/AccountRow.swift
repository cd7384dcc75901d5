// One account among many: a line of the table that a teaching assistant reads. Pure.

package import CostModel
package import Foundation

/// One account, or a database that could not be read.
package struct AccountRow: Sendable {
    /// Something that runs and that a rule would stop.
    package struct Idle: Hashable, Sendable {
        /// Which.
        package let key: ResourceKey
        /// The Name tag.
        package let name: String?
        /// What stopping it saves; nil where no price is known.
        package let perDay: Money?
    }

    /// For people: the file's name, or its directory's where all files are called alike.
    package let name: String
    /// The database.
    package let file: String
    /// Nil where it could not be read, or was never scanned.
    package let account: AccountID?
    /// Of all credits together, now; nil: not known.
    package let left: Money?
    /// Of those credits.
    package let granted: Money?
    /// List price of what runs, per hour.
    package let burnPerHour: Money?
    /// When the last of the credits ends, at the present burn; nil: never, or not known.
    package let end: Date?
    /// What ends it.
    package let endsBy: CreditEnd?
    /// When it was scanned last.
    package let scannedAt: Date?
    /// Instances that run.
    package let running: Int?
    /// Dearest first.
    package let idle: [Idle]
    /// What the last scan asked and was not told.
    package let gaps: Int
    /// Why nothing, or not all, is known; one line; nil: all is well.
    package let problem: String?
    /// Whether the account is told in another row.
    package let isRepeat: Bool

    /// A database that tells nothing.
    package init(name: String, file: String, problem: String) {
        self.init(name: name, file: file, balances: [], problem: problem, at: .distantPast)
    }

    /// A database whose account is told from another one.
    private init(_ row: AccountRow, _ account: AccountID, toldFrom other: AccountRow) {
        self.init(
            name: row.name, file: row.file, balances: [],
            problem: "the account \(account) again: it counts from '\(other.file)', whose scan is no older",
            at: .distantPast, isRepeat: true)
    }

    /// The rows in their order. Of an account that stands in several databases the newest scan counts, the first of
    /// equal ones, so that no sum holds its money twice; the other rows say so.
    package static func eachAccountOnce(_ rows: [AccountRow]) -> [AccountRow] {
        var counted: [AccountID: Int] = [:]
        for (index, row) in rows.enumerated() {
            guard let account = row.account, let scannedAt = row.scannedAt else { continue }
            if let other = counted[account], rows[other].scannedAt ?? .distantPast >= scannedAt { continue }
            counted[account] = index
        }
        return rows.enumerated().map { index, row in
            guard let account = row.account, let other = counted[account], other != index else { return row }
            return AccountRow(row, account, toldFrom: rows[other])
        }
    }

    /// An account that no scan has seen, with the credits that were typed.
    package init(name: String, file: String, balances: [CreditBalance], problem: String, at now: Date) {
        self.init(name: name, file: file, balances: balances, problem: problem, at: now, isRepeat: false)
    }

    private init(
        name: String, file: String, balances: [CreditBalance], problem: String, at now: Date, isRepeat: Bool
    ) {
        self.name = name
        self.file = file
        self.problem = problem
        self.isRepeat = isRepeat
        account = nil
        scannedAt = nil
        running = nil
        idle = []
        gaps = 0
        let sum = CreditSum(balances, at: now)
        left = sum.left
        granted = sum.granted
        burnPerHour = sum.burn
        end = sum.end
        endsBy = sum.by
    }

    /// An account as a plan over its last scan shows it.
    package init(name: String, file: String, plan: Plan, context: TextContext) {
        self.name = name
        self.file = file
        account = plan.account
        isRepeat = false
        let sum = CreditSum(context.balances, at: context.now)
        left = sum.left
        granted = sum.granted
        end = sum.end
        endsBy = sum.by
        burnPerHour = sum.burn ?? context.spend?.now.amount
        scannedAt = context.scan?.at
        running = context.running.count
        idle = plan.sections.stopping.map(\.step).map { step in
            Idle(key: step.resource, name: step.name, perDay: step.savingPerMonth.map(CommonText.perDay(perMonth:)))
        }.sorted { ($1.perDay ?? .zero, $0.key) < ($0.perDay ?? .zero, $1.key) }
        gaps = plan.blindSpots
        problem = gaps == 0 ? nil : "\(CountText.text(gaps, "thing")) \(gaps == 1 ? "was" : "were") not seen"
    }

    /// Share of the credits that is used, 0 to 100.
    package var usedPercent: Double? {
        guard let left, let granted, granted > .zero else { return nil }
        return Double((granted - left).nanoUSD) * 100 / Double(granted.nanoUSD)
    }

    /// Until the credits end; 0 where nothing is left.
    package func hoursLeft(at now: Date) -> Double? { end.map { max(0, $0.timeIntervalSince(now) / .hour) } }

    /// The dearest of what is idle, by name, and with the id where several bear it.
    func idleNames(_ most: Int, separator: String) -> String {
        let titles = Titles(idle.map { (key: $0.key, name: $0.name) })
        return idle.prefix(most).map { titles.title($0.key, $0.name) }.joined(separator: separator)
    }

    /// What stopping all that is idle saves; what has no known price is not in it.
    package var idlePerDay: Money { idle.compactMap(\.perDay).reduce(.zero, +) }

    /// The one whose credit ends first in front; then those that do not end, those of which nothing is known, and what
    /// could not be read.
    static func endsFirst(_ left: AccountRow, _ right: AccountRow) -> Bool { left.rank < right.rank }

    private var rank: (Int, Date, String, String) {
        let group = account == nil && self.left == nil ? 3 : end != nil ? 0 : self.left != nil ? 1 : 2
        return (group, end ?? .distantFuture, name, file)
    }
}

/// Several credits of one account as one.
private struct CreditSum {
    var left: Money?
    var granted: Money?
    var burn: Money?
    var end: Date?
    var by: CreditEnd?

    /// Credits that have expired are worth nothing; of which nobody knows what is left is in no sum.
    init(_ balances: [CreditBalance], at now: Date) {
        burn = balances.compactMap(\.burnPerHour).max()
        var isEndless = false
        for balance in balances {
            guard let rest = balance.remaining(at: now) else { continue }
            let isOver = balance.expiresAt.map { $0 <= now } ?? false
            left = (left ?? .zero) + (isOver ? .zero : rest)
            granted = (granted ?? .zero) + balance.granted
            // What is not drawn from it does not bring its end.
            guard !isOver, rest > .zero, balance.burningSince ?? now < .distantFuture else { continue }
            guard let ending = balance.end(from: now) else {
                isEndless = true
                continue
            }
            if ending.at > end ?? .distantPast { (end, by) = (ending.at, ending.by) }
        }
        // One that lasts, by all that is known, outlasts the ends of the others.
        if isEndless { (end, by) = (nil, nil) }
        if left == .zero { (end, by) = (now, .exhaustion) }
    }
}
