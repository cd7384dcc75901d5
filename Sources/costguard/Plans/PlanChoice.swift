// Which plan `apply` means, and which of its steps. A person's word on them is asked by Confirmation.

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
        let file = isFile ? try WrittenPlan(path: text) : nil
        let id = file?.planID ?? text
        if let stored = try await database.plan(id: id) {
            if let fault = file?.fault(beside: stored) {
                throw CommandError(
                    "'\(text)' is not plan \(id) as it was made: \(fault); nothing was done",
                    hint: "'costguard apply \(id) --only NAME' does a part of it; 'costguard plan' makes a new one",
                    status: .refused
                )
            }
            return stored
        }
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

    /// A plan tells what somebody agrees to, so it must not tell of another day, in seconds.
    private static let oldest: TimeInterval = 24 * .hour

    /// - Throws: `refused` for a plan that is older than a day.
    static func checkAge(of stored: StoredPlan, at now: Date) throws {
        let age = now.timeIntervalSince(stored.createdAt)
        guard age > oldest else { return }
        throw CommandError(
            "Plan \(stored.id) rests on a scan of \(Int(age / .hour)) h ago, and is good for 24 h; nothing was done",
            hint: "'costguard scan' looks anew, then 'costguard plan' makes a new one", status: .refused)
    }

    /// The steps that are named, in the order of the names and each once: by the id or the name of their machine, or by
    /// `tag:KEY=VALUE`, all that bore the tag at the last scan. All where nothing is named.
    ///
    /// - Throws: `refused` for a name of none of them, or of several, and for a tag that none bears.
    func steps(_ only: [String], of stored: StoredPlan) async throws -> [PlanStep] {
        guard !only.isEmpty else { return stored.steps }
        let all = stored.steps + stored.retries
        var chosen: [PlanStep] = []
        for wanted in only {
            let found: [PlanStep]
            if let tag = WantedTag(wanted) {
                found = try tag.steps(
                    of: all, planID: stored.id, in: try await database.faces(of: .instance, in: stored.account))
            } else {
                found = [try Self.step(wanted, among: all, of: stored)]
            }
            chosen += found.filter { step in !chosen.contains { $0.resource == step.resource } }
        }
        return chosen
    }

    private static func step(_ wanted: String, among all: [PlanStep], of stored: StoredPlan) throws -> PlanStep {
        let found = all.filter { $0.resource.id == wanted || $0.name == wanted }
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

/// The JSON of a plan. What is done is what the database holds of that plan: whoever changed the file, to spare a machine or
/// to add one, must not find that it was not heeded.
struct WrittenPlan: Decodable {
    private struct Finding: Decodable {
        struct Thing: Decodable { let id: String }
        let verdict, action: String
        let resource: Thing
    }

    let planID: String
    private let account: String?
    private let findings: [Finding]?

    /// - Throws: where it is no plan, or larger than any.
    init(path: String) throws {
        do {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            guard size < 64 << 20 else { throw CocoaError(.fileReadTooLarge) }
            self = try JSONDecoder().decode(WrittenPlan.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw CommandError(
                isThere
                    ? "'\(path)' is no plan as it was made; nothing was done"
                    : "There is no file '\(path)'; nothing was done",
                hint: "expected the JSON of 'costguard plan --format json', or give the plan's id", status: .refused)
        }
    }

    /// How it differs from the plan that it names; nil: it does not.
    func fault(beside stored: StoredPlan) -> String? {
        if let account, account != stored.account.digits {
            return "it says account '\(account)', and the plan is of \(stored.account)"
        }
        guard let findings else { return nil }
        let asked = [Verdict.due, .pending].map(\.rawValue)
        let told = Set(
            findings.filter { asked.contains($0.verdict) && $0.action == Action.stop.rawValue }.map(\.resource.id))
        let steps = Set(stored.steps.map(\.resource.id))
        if let left = steps.subtracting(told).min() { return "it does not stop '\(left)', and the plan does" }
        return told.subtracting(steps).min().map { "it stops '\($0)', and the plan does not" }
    }
}
