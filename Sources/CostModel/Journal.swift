// What was about to be done, what was done, and the mails owed.

import Foundation

/// A change to AWS that is about to be made; written before the call.
public struct JournalIntent: Hashable, Sendable {
    /// The plan that asks for it.
    public let planID: String
    /// What is asked of AWS.
    public let action: Action
    /// What it is asked for.
    public let resource: ResourceKey
    /// The start that it ends, by AWS's clock; nil where it ends none, or the entry is of 0.1.0.
    public let launchTime: Date?
    /// The name at that time, for people.
    public let name: String?
    /// The rule that decided.
    public let rule: String
    /// Just before the call.
    public let at: Date
    /// Whether cron did it.
    public let unattended: Bool
    /// An intent, all its parts given.
    public init(
        planID: String, action: Action, resource: ResourceKey, launchTime: Date?, name: String?, rule: String, at: Date,
        unattended: Bool
    ) {
        (self.planID, self.action, self.resource) = (planID, action, resource)
        (self.launchTime, self.name) = (launchTime, name)
        (self.rule, self.at, self.unattended) = (rule, at, unattended)
    }
}

extension JournalIntent {
    /// What the tag on a machine says of this stop.
    ///
    /// - Parameter databaseID: of the database that holds the journal.
    public func mark(databaseID: String) -> StopMark {
        StopMark(at: at, launchTime: launchTime, planID: planID, databaseID: databaseID, rule: rule)
    }
}

/// What became of an intent; written after the call, or when the next start looks at AWS.
public enum StepOutcome: Hashable, Sendable {
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
}

/// One line of the journal.
public struct JournalEntry: Sendable {
    /// Ascends in the order of the intents.
    public let id: Int64
    /// What was about to be done.
    public let intent: JournalIntent
    /// Nil while open.
    public let outcome: StepOutcome?
    /// When the outcome was written; nil while open.
    public let settledAt: Date?
    /// When a mail that tells of it was stored; nil while nobody was told.
    public let toldAt: Date?
    /// A line as the store holds it.
    public init(id: Int64, intent: JournalIntent, outcome: StepOutcome?, settledAt: Date?, toldAt: Date? = nil) {
        (self.id, self.intent, self.outcome, self.settledAt) = (id, intent, outcome, settledAt)
        self.toldAt = toldAt
    }
}

/// A mail to be sent: stored before the first attempt, so that it is sent at least once.
public struct Mail: Hashable, Sendable {
    /// How soon its reader wants it: where there is no time to send all that is owed, the most urgent goes first.
    public enum Urgency: Int64, Sendable {
        /// Tomorrow does as well: the digest, that an account is seen again.
        case routine = 0
        /// A mark that was passed, a machine that idles, scans that fail.
        case news = 1
        /// What was stopped, and machines that nobody expected: somebody may lose work or money by the hour.
        case alarm = 2
    }

    /// Stands in the text; the same on every attempt.
    public let id: String
    /// One line, under 100 characters, printable ASCII.
    public let subject: String
    /// Plain text.
    public let body: String
    /// When it was stored, before any attempt.
    public let createdAt: Date
    /// Its turn among what is owed.
    public let urgency: Urgency
    /// A mail, ready to be stored; news unless said otherwise.
    public init(id: String, subject: String, body: String, createdAt: Date, urgency: Urgency = .news) {
        (self.id, self.subject, self.body, self.createdAt) = (id, subject, body, createdAt)
        self.urgency = urgency
    }
}

/// A mark that has been crossed and not yet fallen back from. One mail per episode.
public struct Episode: Hashable, Sendable {
    /// Such as `credit-threshold/123456789012/class/80 %`.
    public let key: String
    /// The scan that first saw it crossed.
    public let since: Date
    /// An episode that opens at a time.
    public init(key: String, since: Date) { (self.key, self.since) = (key, since) }
}

/// What changes in the outbox together.
public struct OutboxChange: Sendable {
    /// Those that are open already keep their time.
    public var opening: [Episode]
    /// Keys; closed before any is opened.
    public var closing: [String]
    /// Nil where nothing is to be told. One that is there already stays as it is.
    public var mail: Mail?
    /// The journal's entries that the mail tells of, by id.
    public var told: [Int64]
    /// Mails whose ids begin so and that were not sent yet are owed no more, save `mail`.
    public var replacing: String?

    /// What is named, and nothing else.
    public init(
        opening: [Episode] = [], closing: [String] = [], mail: Mail? = nil, told: [Int64] = [],
        replacing: String? = nil
    ) {
        (self.opening, self.closing, self.mail, self.told) = (opening, closing, mail, told)
        self.replacing = replacing
    }
}

/// How long a rule has held for a resource.
public struct HoldState: Hashable, Sendable {
    /// What the clock has counted so far.
    public let heldSeconds: Int
    /// The last scan in which it was judged, whatever the outcome.
    public let judgedAt: Date
    /// Whether it held in that scan.
    public let held: Bool
    /// The rule that the clock belongs to; another digest starts anew.
    public let ruleDigest: String
    /// The start of the resource that the clock belongs to.
    public let launchTime: Date?
    /// A clock's state after one scan.
    public init(heldSeconds: Int, judgedAt: Date, held: Bool, ruleDigest: String, launchTime: Date?) {
        (self.heldSeconds, self.judgedAt, self.held) = (heldSeconds, judgedAt, held)
        (self.ruleDigest, self.launchTime) = (ruleDigest, launchTime)
    }
}

/// Names a hold clock.
public struct HoldKey: Hashable, Sendable {
    /// The name of the rule.
    public let rule: String
    /// The resource for which it holds.
    public let resource: ResourceKey
    /// The clock of one rule for one resource.
    public init(rule: String, resource: ResourceKey) { (self.rule, self.resource) = (rule, resource) }
}
