// What `apply` wants to know before it acts: which plan, which of its steps, and a person's word.

import CostModel
import Foundation
import Reporting
import Storage

/// Which plan `apply` means, and which steps of it.
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

    /// The steps that are named by the id or the name of their machine, in the order of the names; all where none is.
    ///
    /// - Throws: `refused` for a name of none of them, or of several.
    static func steps(_ only: [String], of stored: StoredPlan) throws -> [PlanStep] {
        guard !only.isEmpty else { return stored.steps }
        return try only.map { wanted in
            let found = (stored.steps + stored.retries).filter { $0.resource.id == wanted || $0.name == wanted }
            guard found.count == 1, let step = found.first else {
                throw CommandError(
                    found.isEmpty
                        ? "Plan \(stored.id) has no step for '\(wanted)'"
                        : "Plan \(stored.id) has \(found.count) steps for the name '\(wanted)'",
                    hint: "its steps are \(stored.steps.map { $0.name ?? $0.resource.id }.joined(separator: ", "));"
                        + " 'costguard explain \(ShellWord.text(wanted))' says why", status: .refused)
            }
            return step
        }
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

/// What must be said before `count` steps are done.
struct Confirmation {
    let count: Int
    /// Above it, the number itself must be typed.
    let limit: Int
    let yes: Bool
    /// With `--yes`: `--count`.
    let typed: Int?
    /// The command that asks again, as it was typed, without what answers by itself.
    let command: String

    /// Returns when the word was given; what is to be done was shown before.
    ///
    /// - Throws: `refused` where it was not, or where nobody can be asked.
    func obtain(_ terminal: Terminal) throws {
        if yes {
            if let typed, typed != count { throw refusal("there are \(count) steps, --count says \(typed)") }
            if count > limit, typed == nil { throw refusal("\(count) steps are above the limit of \(limit)") }
            return
        }
        guard Terminal.canAsk else {
            throw CommandError(
                "Nobody can be asked: this is no terminal",
                hint: "say '\(command)' in a terminal; 'costguard apply --help' tells how a script answers",
                status: .refused)
        }
        let wanted = count > limit ? String(count) : "yes"
        let answer = terminal.ask("Type \(wanted) to go on:")
        guard answer == wanted else { throw refusal("the answer was not '\(wanted)'") }
    }

    private func refusal(_ why: String) -> CommandError {
        CommandError("Nothing was changed: \(why)", hint: "'\(command)' asks again", status: .refused)
    }
}
