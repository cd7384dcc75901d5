// Which marks are armed on a credit, and where each of them comes from.

import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// What is known of credits and of edits on their marks.
struct AlertSources {
    let credits: [CreditBalance]
    private let settings: Settings
    private let entered: [EnteredCredit]
    private let edits: [AlertEdit]
    private let episodes: [Episode]
    private let account: AccountID?

    /// - Parameter database: nil where there is none yet: then the configuration speaks alone.
    init(_ session: Session, _ database: CostDatabase?, _ scan: ScanSummary?) async throws {
        settings = session.settings
        account = scan?.account
        entered = try await database?.enteredCredits(account: scan?.account) ?? []
        edits = try await database?.alertEdits(account: scan?.account) ?? []
        episodes = try await database?.episodes() ?? []
        if let database, let scan {
            credits = try await database.balances(account: scan.account)
        } else {
            credits = BalanceReckoning.unscanned(grants: settings.credits, entered: entered, at: session.clock())
        }
    }

    /// Where a mark that the configuration names for a credit stands; nil: it does not.
    func line(of level: AlertLevel, on credit: String) -> String? {
        guard let grant = settings.credits.first(where: { $0.name == credit }), grant.namesMarks,
            grant.levels.contains(level)
        else { return nil }
        return settings.markPlaces[credit] ?? "the configuration"
    }

    /// The edit that somebody typed on this very credit, if it holds.
    func hasOwnEdit(on level: AlertLevel, of credit: String) -> Bool {
        edits.contains { $0.level == level && $0.credit == credit }
    }

    /// Marks that were added for every credit.
    var waiting: [AlertLevel] { edits.filter { $0.credit == nil && $0.isAdded }.map(\.level) }

    /// The marks of a credit as the next run will hold them.
    func marks(of balance: CreditBalance) -> [ArmedMark] {
        let (base, source) = base(balance.name)
        let grant = settings.credits.first { $0.name == balance.name }
        let fixed = grant.map { $0.namesMarks ? $0.levels : [] } ?? []
        return edits.applied(to: base, of: balance.name, fixed: fixed).map { level in
            var from = source
            if !base.contains(level) {
                from =
                    edits.last(on: level, of: balance.name)?.credit == nil ? "alerts add, every credit" : "alerts add"
            }
            return ArmedMark(level: level, source: from, toldAt: toldAt(level, balance.name))
        }
    }

    private func base(_ credit: String) -> (levels: [AlertLevel], source: String) {
        if let grant = settings.credits.first(where: { $0.name == credit }) {
            return (grant.levels, settings.markPlaces[credit] ?? "usual")
        }
        let typed = entered.first { $0.name == credit }?.levels
        return (typed ?? AlertLevel.usual, typed == nil ? "usual" : "credits set")
    }

    /// Rules name episodes `RULE/ACCOUNT/CREDIT/MARK`; a mark of one kind belongs to one rule.
    private func toldAt(_ level: AlertLevel, _ credit: String) -> Date? {
        guard let account else { return nil }
        let ending = "\(account.digits)/\(credit)/\(level.text)"
        return episodes.first { $0.key.split(separator: "/", maxSplits: 1).last.map(String.init) == ending }?.since
    }
}

extension Session {
    /// What `alerts list` prints.
    func alertsText(_ output: OutputOptions, _ scan: ScanSummary?, _ database: CostDatabase?) async throws -> String {
        let sources = try await AlertSources(self, database, scan)
        let credits = sources.credits.map { (balance: $0, marks: sources.marks(of: $0)) }
        switch output.format {
        case .json: return AlertsReport.json(credits, topic: settings.topic, at: clock())
        case .csv: return AlertsReport.csv(credits, at: clock())
        case .text, .html:
            var context = bareContext(file: output.output)
            context.balances = sources.credits
            return AlertsReport.text(credits, waiting: sources.waiting, mail: mailLine, context)
        }
    }

    private var mailLine: String {
        guard let topic = settings.topic else {
            return "No topic is named: nobody is told. 'costguard init --email ADDRESS' makes one, or set notify.sns."
        }
        let digest = settings.digest.map { "; a digest daily after \($0.text)" } ?? ""
        return "Mails go to \(topic)\(digest). Idle costly machines, stops, and runs that fail are told too."
    }
}
