// Which plan `apply` means.

import CostModel
import Foundation
import Storage

struct PlanChoice {
    let database: CostDatabase

    /// Shorter beginnings of an id are too easily those of another plan.
    private static let shortestBeginning = 4

    /// The plan with this id or beginning of an id, or of this JSON file; nil: the latest.
    func plan(named text: String?) async throws -> StoredPlan {
        guard let text else { return try await latest() }
        let isFile = text.contains("/") || text.hasSuffix(".json")
        let id = isFile ? try Self.id(inFile: text) : text
        if let stored = try await database.plan(id: id) { return stored }
        if !isFile, id.count >= Self.shortestBeginning, let stored = try await plan(beginning: id) { return stored }
        throw CommandError(
            "There is no plan '\(id)'",
            hint: "give its id, or the first \(Self.shortestBeginning) characters or more; 'costguard plan' makes one")
    }

    private func plan(beginning: String) async throws -> StoredPlan? {
        let ids = try await database.planIDs(startingWith: beginning)
        guard ids.count <= 1 else {
            let names = ids.map { "'\($0)'" }.joined(separator: ", ")
            throw CommandError("'\(beginning)' begins several plans: \(names)", hint: "give more of the id")
        }
        guard let id = ids.first else { return nil }
        return try await database.plan(id: id)
    }

    private func latest() async throws -> StoredPlan {
        let account = try await database.lastScans().max { $0.at < $1.at }?.account
        if let account, let stored = try await database.latestPlan(account: account) { return stored }
        throw CommandError("There is no plan yet", hint: "run 'costguard scan', then 'costguard plan'")
    }

    /// The id in the JSON of a plan.
    static func id(inFile path: String) throws -> String {
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
