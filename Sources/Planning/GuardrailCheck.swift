// The guardrails: what no rule may do. Each is one small function; the order is the order of reporting.
// Leaves the keep tag to the rules (it spares), and the limits of a run to Limits.

package import CostModel
package import Foundation

/// One guardrail: a name and a pure function of the candidate.
package struct GuardrailCheck: Sendable {
    /// What a guardrail says.
    package enum Answer: Hashable, Sendable {
        case passes
        /// Forbidden. The text says what it saw and what to do.
        case refuses(String)
        /// It needs a fact that is not known: then nothing is done.
        case unknown(MissingFact)
        /// It needs the fact in this column, which costs a call of its own and which nobody has asked yet: the look before
        /// the stop asks it, and decides.
        case decidesLater(String)
    }

    /// The name in plans. Contract.
    package let name: String
    let answer: @Sendable (GuardrailCandidate) -> Answer

    /// All guardrails, in the order in which refusals are reported.
    package static let all: [GuardrailCheck] = [
        GuardrailCheck(name: "own-host", answer: ownHost),
        GuardrailCheck(name: "stop-protection", answer: stopProtection),
        GuardrailCheck(name: autoScalingName, answer: autoScaling),
        GuardrailCheck(name: "one-time-spot", answer: oneTimeSpot),
        GuardrailCheck(name: "instance-store-root", answer: instanceStoreRoot),
        GuardrailCheck(name: managedName, answer: managed),
        GuardrailCheck(name: "prepaid", answer: prepaid),
        GuardrailCheck(name: keyUnusableName, answer: keyUnusable),
        GuardrailCheck(name: tooYoungName, answer: tooYoung),
        GuardrailCheck(name: accountName, answer: account),
        GuardrailCheck(name: restartedName, answer: restartedByHuman),
        GuardrailCheck(name: outOfScopeName, answer: outOfScope),
        GuardrailCheck(name: refusedByAWSName, answer: refusedByAWS),
    ]

    /// What this guardrail says of a candidate.
    package func callAsFunction(_ candidate: GuardrailCandidate) -> Answer { answer(candidate) }

    /// What forbids a stop of a machine whatever rule comes to hold for it; nil: nothing that is known. That it is young
    /// is not looked at: when a rule comes to hold, it is not any more.
    static func standingRefusal(_ candidate: GuardrailCandidate) -> Refusal? {
        for check in all where check.name != tooYoungName {
            if case .refuses(let detail) = check(candidate) { return Refusal(check.name, detail) }
        }
        return nil
    }

    private static let tooYoungName = "too-young"
    private static let restartedName = "restarted-by-human"
    private static let outOfScopeName = "out-of-scope"

    /// Those that a person passes who asks for the thing by its name; see `ByHand`.
    private static let passable: Set<String> = [tooYoungName, restartedName, outOfScopeName]

    /// Those that matter to a candidate. What is no machine has no disk, group or Spot request to look at. What is started
    /// ends nobody's work: it must be allowed, and able to start; and where no person names it, it must be none that a
    /// service runs, and in scope.
    static func checks(of candidate: GuardrailCandidate) -> [GuardrailCheck] {
        let rule = candidate.judgement.rule
        let names: [String]
        switch (rule.action == .start, candidate.acts == nil) {
        case (false, true): return all
        case (false, false):
            names = [managedName, tooYoungName, accountName, restartedName, outOfScopeName, refusedByAWSName]
        case (true, false): names = [accountName, outOfScopeName]
        case (true, true):
            let more = rule.asker.isSchedule ? [autoScalingName, managedName, outOfScopeName] : []
            names = [accountName, keyUnusableName] + more
        }
        return all.filter { names.contains($0.name) }
    }

    private static let autoScalingName = "auto-scaling"
    private static let managedName = "managed"

    private static let accountName = "account"
    private static let keyUnusableName = "key-unusable"

    /// What a person's word passes on this candidate; nothing where rules ask.
    static func passed(on candidate: GuardrailCandidate) -> [Refusal] {
        guard candidate.isByHand else { return [] }
        var ofRules = candidate
        ofRules.isByHand = false
        return checks(of: candidate).filter { passable.contains($0.name) }.compactMap { check in
            if case .refuses(let detail) = check(ofRules) { Refusal(check.name, detail) } else { nil }
        }
    }

    /// What all guardrails say together: the first refusal, else everything that is missing, and the columns that nobody
    /// has asked yet. A refusal is certain whatever else is unknown, and it tells more.
    package static func verdict(
        on candidate: GuardrailCandidate
    ) -> (refusal: Refusal?, missing: [MissingFact], later: [String]) {
        var missing: [MissingFact] = []
        var later: [String] = []
        for check in checks(of: candidate) {
            switch check(candidate) {
            case .passes: continue
            case .refuses(let detail): return (Refusal(check.name, detail), [], [])
            case .unknown(let fact): if !missing.contains(fact) { missing.append(fact) }
            case .decidesLater(let column): later.append(column)
            }
        }
        return (nil, missing, later)
    }
}

/// Something that a rule wants changed, with what guardrails look at.
package struct GuardrailCandidate: Sendable {
    /// What the rule says, with the row.
    package let judgement: Judgement
    /// UTC.
    package let now: Date
    /// Our earlier stops, and the starts after them.
    package let restarts: RestartRecord
    /// The user's limits.
    package let settings: GuardrailSettings
    /// The account that the plan is over.
    package let account: AccountID
    /// The account of the first scan ever.
    package let firstAccount: AccountID?
    /// The instances that this program runs on.
    package let ownHosts: [OwnHost]
    /// What was changed or tried within the last day, newest first.
    package let journal: [JournalEntry]
    /// Whether a person asks for it, who may try again what AWS refused.
    package let isAttended: Bool
    /// Whether this is the look before a stop, after which nothing is asked any more.
    package let isBeforeStop: Bool
    /// Whether a person asks for it by its name, and so passes what guards against a rule's mistakes.
    package var isByHand: Bool
    /// What the brake asks for; nil: it asks for nothing.
    package let brake: BrakeOrder?
    /// What may be done to its kind by hand; nil: it is a machine, or nothing may.
    package let acts: KindActs?

    /// A candidate.
    package init(
        judgement: Judgement, now: Date, restarts: RestartRecord, settings: GuardrailSettings, account: AccountID,
        firstAccount: AccountID?, ownHosts: [OwnHost] = [], journal: [JournalEntry] = [], isAttended: Bool = false,
        isBeforeStop: Bool = false, isByHand: Bool = false, brake: BrakeOrder? = nil,
        acts: KindActs? = nil
    ) {
        self.brake = brake
        self.acts = acts
        self.judgement = judgement
        self.now = now
        self.restarts = restarts
        self.settings = settings
        self.account = account
        self.firstAccount = firstAccount
        self.ownHosts = ownHosts
        self.journal = journal
        self.isAttended = isAttended
        self.isBeforeStop = isBeforeStop
        self.isByHand = isByHand
    }
}
