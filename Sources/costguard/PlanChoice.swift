// Which plan `apply` means.

import CostModel
import Foundation
import Storage

struct PlanChoice {
    let database: CostDatabase

    /// The plan with this id, or of this JSON file; nil: the latest.
    func plan(named text: String?) async throws -> StoredPlan {
        guard let text else { return try await latest() }
        let id = text.contains("/") || text.hasSuffix(".json") ? try idInFile(text) : text
        guard let stored = try await database.plan(id: id) else {
            throw CommandError("There is no plan '\(id)'", hint: "run 'costguard plan' to make one")
        }
        return stored
    }

    private func latest() async throws -> StoredPlan {
        let account = try await database.lastScans().max { $0.at < $1.at }?.account
        if let account, let stored = try await database.latestPlan(account: account) { return stored }
        throw CommandError("There is no plan yet", hint: "run 'costguard scan', then 'costguard plan'")
    }

    private func idInFile(_ path: String) throws -> String {
        struct Face: Decodable { let planID: String }
        do {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size < 64 << 20 else { throw CocoaError(.fileReadTooLarge) }
            return try JSONDecoder().decode(Face.self, from: Data(contentsOf: URL(fileURLWithPath: path))).planID
        } catch {
            throw CommandError(
                "Cannot read a plan's id from '\(path)'",
                hint: "expected the JSON of 'costguard plan --format json', or give the plan's id")
        }
    }
}
