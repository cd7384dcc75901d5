// Which facts the second pass asks that cost a call each: what a stop or a page is about to need, and not all at once.

import CostModel
import Foundation

/// The facts that cost a call each.
enum LateFactNeeds {
    /// What the guardrails want to know before anything is stopped.
    static let beforeStopping: Set<String> = ["stop_protected", "spot_request", "disk_keys"]
    /// What they want to know before an action.
    private static func before(_ action: Action) -> Set<String> { action == .start ? ["disk_keys"] : beforeStopping }
    /// What people are told beside a stop. Nothing rests on it.
    static let toTell = "shutdown_behavior"
    /// The calls that one resource takes, of the facts that no batch answers: a key is asked of KMS, and which it is of
    /// EC2.
    private static let calls = ["stop_protected": 1, "shutdown_behavior": 1, "shared": 1, "disk_keys": 2]
    /// How many such calls a scan makes. What is left waits for the next one; before a stop nothing waits.
    static let mostCalls = 200

    /// Facts that stand between a judgement and its verdict; nothing for rows that something else holds open.
    ///
    /// - Parameter again: ask what the guardrails want to know although an answer is stored: something is about to
    ///   be stopped.
    static func requests(for judgements: [Judgement], again: Bool = false) -> [FactRequest] {
        var requests: Set<FactRequest> = []
        for judgement in judgements {
            requests.formUnion(wanted(by: judgement, again).map { FactRequest(judgement.resource, $0) })
        }
        return requests.sorted { ($0.resource, $0.column) < ($1.resource, $1.column) }
    }

    /// What keeps these from being stopped, by what was read before: a person may have taken it away since, as our own hints
    /// say, and what AWS did not tell it may tell now.
    static func holdingUp(_ judgements: [Judgement]) -> [FactRequest] {
        judgements.filter { $0.outcome == .holds }.flatMap { judgement in
            let untold = judgement.unknownColumns.intersection(judgement.unanswered.keys).intersection(beforeStopping)
            return judgement.refusing.union(untold).sorted().map { FactRequest(judgement.resource, $0) }
        }
    }

    private static func wanted(by judgement: Judgement, _ again: Bool) -> Set<String> {
        var wanted: Set<String> = []
        switch judgement.outcome {
        case .unknown where judgement.lacksOnlyAnswers: wanted = Set(judgement.missing.map(\.column))
        case .holds where judgement.rule.action.changesAWS: break
        case .unknown, .holds, .clear, .spared: return []
        }
        let action = judgement.rule.action
        // Of what is no machine the list tells what guardrails want to know.
        if action.changesAWS, judgement.resource.kind == .instance {
            // What cannot speak against it is not asked, however the answer was the last time.
            let open = judgement.unknownColumns.union(judgement.refusing).intersection(before(action))
            let telling = action == .stop ? judgement.unknownColumns.intersection([toTell]) : []
            wanted.formUnion(again ? before(action) : open.union(telling))
        }
        if let lifecycle = judgement.row["lifecycle"]?.text, lifecycle != "spot" { wanted.remove("spot_request") }
        return wanted
    }

    /// Which of these one scan asks: all that batches answer, and of the others as many as it may, those that were never
    /// asked or longest ago first, the resources of every kind in turn.
    ///
    /// - Parameter lastAsked: nothing for those that never were.
    static func chosen(of requests: [FactRequest], lastAsked: [FactRequest: Date]) -> [FactRequest] {
        var ranks: [String: Int] = [:]
        let waiting = requests.filter { calls[$0.column] != nil }.map { request in
            let group = "\(request.resource.kind.rawValue) \(request.column)"
            ranks[group, default: 0] += 1
            return (request, at: lastAsked[request] ?? .distantPast, rank: ranks[group, default: 0])
        }
        var left = mostCalls
        let asked = waiting.sorted { ($0.at, $0.rank) < ($1.at, $1.rank) }.map(\.0).prefix { request in
            left -= calls[request.column] ?? 0
            return left >= 0
        }
        return requests.filter { calls[$0.column] == nil } + asked
    }

    /// Whether `chosen` would leave some of these for later.
    static func areTooMany(_ requests: [FactRequest]) -> Bool {
        requests.reduce(0) { $0 + (calls[$1.column] ?? 0) } > mostCalls
    }
}

extension Judgement {
    /// Whether nothing is missing but what is asked for one resource at a time, answered in vain or not yet asked.
    fileprivate var lacksOnlyAnswers: Bool {
        !missing.isEmpty && missing.allSatisfy { isNotAsked($0.column) || unanswered[$0.column] != nil }
            && missing.allSatisfy { $0.why == MissingFact.notAsked || unanswered[$0.column] == $0.why }
    }

    /// The columns whose known values forbid what it asks for, and that can change while the machine runs.
    fileprivate var refusing: Set<String> {
        var refusing: Set<String> = []
        if knownFlag("stop_protected") == true { refusing.insert("stop_protected") }
        if let keys = knownText("disk_keys"), DiskKeys(keys) != .usable { refusing.insert("disk_keys") }
        return refusing
    }
}
