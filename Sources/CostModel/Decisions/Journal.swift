// What was about to be done, what was done, and the mails owed.

package import Foundation

/// A change to AWS that is about to be made; written before the call.
package struct JournalIntent: Hashable, Sendable {
    /// The plan that asks for it; `noPlan` where a person did by itself.
    package let planID: String
    /// What stands for the plan of a change that a person asked for by itself.
    package static let noPlan = "-"
    /// What stands for the rule of such a change.
    package static let byHand = "by-hand"
    /// What stands for the rule where the brake stops everything.
    package static let brake = "brake"
    /// What is asked of AWS.
    package let action: Action
    /// What it is asked for.
    package let resource: ResourceKey
    /// The start that it ends, by AWS's clock; nil where it ends none, or the entry is of 0.1.0.
    package let launchTime: Date?
    /// The name at that time, for people.
    package let name: String?
    /// The rule that decided.
    package let rule: String
    /// Just before the call.
    package let at: Date
    /// Whether cron did it.
    package let unattended: Bool
    /// Whose word it was, for people: the user and the machine, and whom AWS takes the keys for; nil in the entries of
    /// earlier builds.
    package let who: String?
    /// Why, as the rule said it then; nil where no rule did, and in the entries of earlier builds.
    package let evidence: String?
    /// An intent, all its parts given.
    package init(
        planID: String, action: Action, resource: ResourceKey, launchTime: Date?, name: String?, rule: String, at: Date,
        unattended: Bool, who: String? = nil, evidence: String? = nil
    ) {
        self.planID = planID
        self.action = action
        self.resource = resource
        self.launchTime = launchTime
        self.name = name
        self.rule = rule
        self.at = at
        self.unattended = unattended
        self.who = who
        self.evidence = evidence
    }
}

extension JournalIntent {
    /// What the tag on a machine says of this stop.
    ///
    /// - Parameter databaseID: of the database that holds the journal.
    package func mark(databaseID: String) -> StopMark {
        StopMark(at: at, launchTime: launchTime, planID: planID, databaseID: databaseID, rule: rule)
    }
}

/// What became of an intent; written after the call, or when the next start looks at AWS.
package enum StepOutcome: Hashable, Sendable {
    case done
    /// It came to nothing, and another try may succeed: AWS was in trouble, or the call was lost and AWS shows that
    /// nothing happened.
    case failed(String)
    /// AWS took the request and said no, by a policy or by what the machine is: the same request gets the same answer
    /// until somebody changes something. `code` is AWS's, such as `UnauthorizedOperation`.
    case refused(code: String, String)
    /// The second look found it changed, in use, protected or gone; nothing was asked of AWS.
    case skipped(String)
    /// The call was lost and a look at AWS did not tell.
    case uncertain(String)

    /// Whether a start failed because AWS had no room for the machine just then: AWS's code stands first in what is told.
    /// Source: EC2 API reference, "Error codes".
    package var lacksRoom: Bool {
        guard case .failed(let why) = self else { return false }
        return ["InsufficientInstanceCapacity:", "InsufficientHostCapacity:", "InsufficientReservedInstanceCapacity:"]
            .contains { why.hasPrefix($0) }
    }
}

/// One line of the journal.
package struct JournalEntry: Sendable {
    /// Ascends in the order of the intents.
    package let id: Int64
    /// What was about to be done.
    package let intent: JournalIntent
    /// Nil while open.
    package let outcome: StepOutcome?
    /// When the outcome was written; nil while open.
    package let settledAt: Date?
    /// When a mail that tells of it was stored; nil while nobody was told.
    package let toldAt: Date?
    /// A line as the store holds it.
    package init(id: Int64, intent: JournalIntent, outcome: StepOutcome?, settledAt: Date?, toldAt: Date? = nil) {
        self.id = id
        self.intent = intent
        self.outcome = outcome
        self.settledAt = settledAt
        self.toldAt = toldAt
    }
}

/// A mail to be sent: stored before the first attempt, so that it is sent at least once.
package struct Mail: Hashable, Sendable {
    /// How soon its reader wants it: where there is no time to send all that is owed, the most urgent goes first.
    package enum Urgency: Int64, Sendable {
        /// Tomorrow does as well: the digest, that an account is seen again.
        case routine = 0
        /// A mark that was passed, a machine that idles, scans that fail.
        case news = 1
        /// What was stopped, and machines that nobody expected: somebody may lose work or money by the hour.
        case alarm = 2
    }

    /// Stands in the text; the same on every attempt.
    package let id: String
    /// One line, under 100 characters, printable ASCII.
    package let subject: String
    /// Plain text.
    package let body: String
    /// When it was stored, before any attempt.
    package let createdAt: Date
    /// Its turn among what is owed.
    package let urgency: Urgency
    /// Whom it is for, as a filtered subscription knows them; nil: nobody by name.
    package let addressee: String?
    /// Whether it may only go out where it is sure to reach a confirmed reader: time runs from then on.
    package let wantsReader: Bool
    /// A mail, ready to be stored; news unless said otherwise.
    package init(
        id: String, subject: String, body: String, createdAt: Date, urgency: Urgency = .news, addressee: String? = nil,
        wantsReader: Bool = false
    ) {
        self.addressee = addressee
        self.wantsReader = wantsReader
        self.id = id
        self.subject = subject
        self.body = body
        self.createdAt = createdAt
        self.urgency = urgency
    }
}

/// A mark that has been crossed and not yet fallen back from. One mail per episode.
package struct Episode: Hashable, Sendable {
    /// Such as `credit-threshold/123456789012/class/80 %`.
    package let key: String
    /// The scan that first saw it crossed.
    package let since: Date
    /// An episode that opens at a time.
    package init(key: String, since: Date) {
        self.key = key
        self.since = since
    }
}

/// What changes in the outbox together.
package struct OutboxChange: Sendable {
    /// Those that are open already keep their time.
    package var opening: [Episode]
    /// Keys; closed before any is opened.
    package var closing: [String]
    /// Nil where nothing is to be told. One that is there already stays as it is.
    package var mail: Mail?
    /// The same occasion, told to others.
    package var further: [Mail] = []
    /// The journal's entries that the mails tell of, by id.
    package var told: [Int64]
    /// Mails whose ids begin so and that were not sent yet are owed no more, save `mail`.
    package var replacing: String?

    /// What is named, and nothing else.
    package init(
        opening: [Episode] = [], closing: [String] = [], mail: Mail? = nil, told: [Int64] = [],
        replacing: String? = nil
    ) {
        self.opening = opening
        self.closing = closing
        self.mail = mail
        self.told = told
        self.replacing = replacing
    }
}

/// How long a rule has held for a resource.
package struct HoldState: Hashable, Sendable {
    /// What the clock has counted so far.
    package let heldSeconds: Int
    /// The last scan in which it was judged, whatever the outcome.
    package let judgedAt: Date
    /// Whether it held in that scan.
    package let held: Bool
    /// The rule that the clock belongs to; another digest starts anew.
    package let ruleDigest: String
    /// The start of the resource that the clock belongs to.
    package let launchTime: Date?
    /// A clock's state after one scan.
    package init(heldSeconds: Int, judgedAt: Date, held: Bool, ruleDigest: String, launchTime: Date?) {
        self.heldSeconds = heldSeconds
        self.judgedAt = judgedAt
        self.held = held
        self.ruleDigest = ruleDigest
        self.launchTime = launchTime
    }
}

/// Names a hold clock.
package struct HoldKey: Hashable, Sendable {
    /// The name of the rule.
    package let rule: String
    /// The resource for which it holds.
    package let resource: ResourceKey
    /// The clock of one rule for one resource.
    package init(rule: String, resource: ResourceKey) {
        self.rule = rule
        self.resource = resource
    }
}
