// What the doctor sees on this machine.

import CostModel
import Foundation
import RuleEngine
import Storage

struct DoctorLocal {
    let session: Session

    func findings() async -> [DoctorFinding] {
        let database = await database()
        return [program, await prices(), configuration, trust, rules, database].compactMap { $0 } + files
    }

    private var program: DoctorFinding {
        .fine("program", "costguard \(Version.text)")
    }

    /// Nil where the database cannot be read, which is told elsewhere.
    private func prices() async -> DoctorFinding? {
        guard let (book, used) = try? await session.priceBook() else { return nil }
        return DoctorPrices.finding(book, used: used, now: session.clock())
    }

    private var configuration: DoctorFinding {
        let path = session.paths.configuration
        return FileManager.default.fileExists(atPath: path)
            ? .fine("configuration", path) : .worth("configuration", "none: the defaults hold", "run 'costguard init'")
    }

    private var trust: DoctorFinding? {
        do {
            try FileTrust.check(session)
            return nil
        } catch { return .fails("configuration", error) }
    }

    private var rules: DoctorFinding { .fine("rules", "\(session.rules.headers.count) in force") }

    private func database() async -> DoctorFinding {
        guard FileManager.default.fileExists(atPath: session.paths.database) else {
            return .worth("database", "none yet", "run 'costguard scan'")
        }
        do {
            let damage = try await session.openForReading().damage()
            guard damage.isEmpty else {
                return .fails(
                    "database", "damaged: \(damage.joined(separator: "; "))",
                    "move \(session.paths.database) away: 'costguard scan' makes a new one, without the history")
            }
            return .fine("database", session.paths.database)
        } catch { return .fails("database", error) }
    }

    private var files: [DoctorFinding] {
        guard let database = try? session.openForReading() else { return [] }
        return database.warnings.map { .worth("database", $0.message, $0.hint) }
    }
}
