// A home with keys of the account under test, and a configuration for it.

import Foundation
import Testing

/// The three regions of the account that hold anything.
let inhabited = ["us-east-1", "us-west-2", "eu-west-1"]
/// Two that hold three idle machines: 'idle-oregon', 'idle-dublin' and the attended 'costly-gpu-dublin'.
let quickRegions = ["us-west-2", "eu-west-1"]

extension MotoAccount {
    /// The environment of somebody who has the user's keys.
    var keys: [String: String] {
        [
            "AWS_ACCESS_KEY_ID": opening.accessKeyID, "AWS_SECRET_ACCESS_KEY": opening.secretAccessKey,
            "AWS_ENDPOINT_URL": opening.endpoint,
        ]
    }
}

extension Home {
    /// A home configured for the account.
    ///
    /// - Parameters:
    ///   - unattended: what cron may do, such as `actions: [stop]`.
    ///   - hold: the hold time of both idle rules; nil leaves them as shipped.
    ///   - more: further lines of the configuration.
    static func configured(
        for account: MotoAccount, regions: [String] = inhabited, unattended: String = "actions: []",
        hold: String? = "0s", isMailed: Bool = true, more: String = ""
    ) throws -> Home {
        let home = try Home()
        var lines = [
            "regions: [\(regions.joined(separator: ", "))]", "unattended: { \(unattended) }",
        ]
        if isMailed { lines.append("notify: { sns: \"\(account.opening.topicARN)\" }") }
        if let hold {
            lines.append("rules: { idle-instance: { for: \(hold) }, idle-costly-instance: { for: \(hold) } }")
        }
        try home.write(lines.joined(separator: "\n") + "\n" + more, to: ".config/costguard/config.yaml")
        return home
    }

    /// Runs the program with the user's keys. No output ever holds the secret.
    func run(
        _ arguments: [String], on account: MotoAccount, environment: [String: String] = [:]
    ) async throws -> Ended {
        let ended = try await run(arguments, environment: account.keys.merging(environment) { $1 })
        for secret in [account.opening.secretAccessKey, account.opening.session.secretAccessKey] {
            #expect(!ended.output.contains(secret) && !ended.talk.contains(secret))
        }
        return ended
    }

    /// The plan over the last scan.
    func plan() async throws -> PlanFace {
        let ended = try await run(["plan", "--format", "json"])
        return try JSONDecoder().decode(PlanFace.self, from: Data(ended.output.utf8))
    }

    /// What the journal says, latest first.
    func history() async throws -> [HistoryFace.Change] {
        let ended = try await run(["history", "--format", "json"])
        return try JSONDecoder().decode(HistoryFace.self, from: Data(ended.output.utf8)).changes
    }
}

/// What these tests read of a plan's JSON.
struct PlanFace: Decodable, Sendable {
    struct Resource: Decodable, Sendable { let kind, id, account, region: String; let name: String? }
    struct Refusal: Decodable, Sendable { let guardrail, detail: String }
    struct Gap: Decodable, Sendable { let region, service, operation, kind, error: String }
    struct Totals: Decodable, Sendable {
        let running, wouldStop, flagged: Int
        let savingUSDPerMonthByStopping, savingUSDPerMonthByCleaning: Double
    }
    struct Finding: Decodable, Sendable {
        let rule, verdict, reason: String
        let unattended: Bool
        let attendedBecause: String?
        let resource: Resource
        let savingUSDPerMonth: Double?
        let missing: [String]
        let refusal: Refusal?
    }

    let planID, account: String
    let complete: Bool
    let gaps: [Gap]
    let findings: [Finding]
    let totals: Totals

    /// The names of the resources with this verdict, under any rule.
    func names(_ verdict: String) -> Set<String> {
        Set(findings.filter { $0.verdict == verdict }.map { $0.resource.name ?? $0.resource.id })
    }
}

/// What these tests read of the history's JSON.
struct HistoryFace: Decodable, Sendable {
    struct Change: Decodable, Sendable {
        let resource: PlanFace.Resource
        let rule, planID: String
        let unattended: Bool
        let outcome: String
    }
    let changes: [Change]
}
