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
        for (path, name) in zip(paths, Self.names(paths)) {
            do { rows += try await self.rows(of: path, called: name) } catch {
                let line = "\(error)".split(whereSeparator: \.isNewline).joined(separator: "; ")
                rows.append(AccountRow(name: name, file: path, problem: line))
            }
        }
        return AccountsReport(AccountRow.eachAccountOnce(rows), session.bareContext(file: file))
    }

    /// One for each account; a database without a scan has one too.
    private func rows(of path: String, called name: String) async throws -> [AccountRow] {
        let database = try CostDatabase.openReadOnly(at: path)
        let scans = try await database.lastScans()
        guard !scans.isEmpty else {
            let entered = try await database.enteredCredits(account: nil)
            let now = session.clock()
            return [
                AccountRow(
                    name: name, file: path,
                    balances: BalanceReckoning.unscanned(grants: [], entered: entered, at: now),
                    problem: "no scan yet", at: now)
            ]
        }
        let stage = PlanStage(session.local(database), settings: session.planSettings)
        var rows: [AccountRow] = []
        for scan in scans {
            let result = try await stage.run(account: scan.account)
            let name = scans.count == 1 ? name : "\(name) \(scan.account)"
            rows.append(
                AccountRow(name: name, file: path, plan: result.plan, context: session.textContext(result, file: nil)))
        }
        return rows
    }

    /// `alice` for `class/alice.sqlite` and for `alice/costguard.sqlite`; where several of the paths would be called
    /// alike, as many directories in front as tell them apart.
    static func names(_ paths: [String]) -> [String] {
        let words = paths.map(words)
        return words.indices.map { index in
            let own = words[index]
            let others = words.indices.filter { paths[$0] != paths[index] }.map { words[$0] }
            let needed = (1...max(1, own.count)).first { count in
                !others.contains { $0.suffix(count) == own.suffix(count) }
            }
            return own.suffix(needed ?? own.count).joined(separator: "/")
        }
    }

    /// The directories of a path and the file's name without its ending; that of a file called like every other is
    /// left out.
    private static func words(_ path: String) -> [String] {
        let directories = (path as NSString).deletingLastPathComponent.split(separator: "/").map(String.init)
        let file = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        return file == "costguard" && !directories.isEmpty ? directories : directories + [file]
    }
}
