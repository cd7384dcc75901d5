// Reads many databases one after another, each read-only and closed before the next: memory does not grow with them.
// One that cannot be read hides no other.

import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

struct AccountsTable {
    private let session: Session

    /// All of them are told as of one instant, however long the reading takes.
    init(session: Session) {
        let now = session.clock()
        var session = session
        session.clock = { now }
        self.session = session
    }

    func report(_ paths: [String], file: String?) async -> AccountsReport {
        var rows: [AccountRow] = []
        for path in paths {
            do { rows += try await self.rows(of: path) } catch {
                let line = "\(error)".split(whereSeparator: \.isNewline).joined(separator: "; ")
                rows.append(AccountRow(name: Self.name(path), file: path, problem: line))
            }
        }
        return AccountsReport(AccountRow.eachAccountOnce(rows), session.bareContext(file: file))
    }

    /// One for each account; a database without a scan has one too.
    private func rows(of path: String) async throws -> [AccountRow] {
        let database = try CostDatabase.openReadOnly(at: path)
        let scans = try await database.lastScans()
        guard !scans.isEmpty else {
            let entered = try await database.enteredCredits(account: nil)
            let now = session.clock()
            return [
                AccountRow(
                    name: Self.name(path), file: path,
                    balances: BalanceReckoning.unscanned(grants: [], entered: entered, at: now),
                    problem: "no scan yet", at: now)
            ]
        }
        let stage = PlanStage(session.local(database), settings: session.planSettings)
        var rows: [AccountRow] = []
        for scan in scans {
            let result = try await stage.run(account: scan.account)
            let name = scans.count == 1 ? Self.name(path) : "\(Self.name(path)) \(scan.account)"
            rows.append(
                AccountRow(name: name, file: path, plan: result.plan, context: session.textContext(result, file: nil)))
        }
        return rows
    }

    /// `alice` for `class/alice.sqlite` and for `alice/costguard.sqlite`.
    static func name(_ path: String) -> String {
        let file = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        let directory = ((path as NSString).deletingLastPathComponent as NSString).lastPathComponent
        return file == "costguard" && !directory.isEmpty && directory != "/" ? directory : file
    }
}
