// A stop that its owner is told of before: who was told, when the time began, and what became of it. Also which stops
// need that, as the configuration says it.

package import Foundation

/// A stop that is told before it is made. It holds for one start of one machine.
package struct Notice: Hashable, Sendable {
    /// The tag that marks the machine. Its value is the time before which it is not stopped, ISO, UTC. Contract.
    package static let tag = "costguard:stop-after"
    /// No notice is shorter, in seconds.
    package static let shortest = 15 * 60
    /// No notice is longer, in seconds.
    package static let longest = 7 * Int.day

    /// What would be stopped.
    package let resource: ResourceKey
    /// The name at that time, for people.
    package let name: String?
    /// The start that would end, by AWS's clock.
    package let launchTime: Date?
    /// The rule that asks for the stop.
    package let rule: String
    /// Since when it is owed.
    package let owedAt: Date
    /// How long it is, from when it was told.
    package let seconds: Int
    /// To whom it is addressed, as `Owners.addressee`; nil: nobody is known.
    package let addressee: String?
    /// The mail that tells it; several notices may stand in one.
    package let mailID: String
    /// When a service that reaches a confirmed reader took the mail; nil: nobody was told yet.
    package let toldAt: Date?
    /// Why nobody was told, as it was found last.
    package let untold: String?
    /// When our mark was written on the machine; nil: it is not.
    package let markedAt: Date?
    /// Whether AWS does not let us mark it: then our database alone holds the notice.
    package let isUnmarkable: Bool

    /// A notice, all its parts given.
    package init(
        resource: ResourceKey, name: String?, launchTime: Date?, rule: String, owedAt: Date, seconds: Int,
        addressee: String?, mailID: String, toldAt: Date? = nil, untold: String? = nil, markedAt: Date? = nil,
        isUnmarkable: Bool = false
    ) {
        self.resource = resource
        self.name = name
        self.launchTime = launchTime
        self.rule = rule
        self.owedAt = owedAt
        self.seconds = seconds
        self.addressee = addressee
        self.mailID = mailID
        self.toldAt = toldAt
        self.untold = untold
        self.markedAt = markedAt
        self.isUnmarkable = isUnmarkable
    }

    /// Before when the machine is not stopped, in whole seconds; nil: the time has not begun.
    package var until: Date? { toldAt.map { Date(seconds: $0.seconds + Int64(seconds)) } }

    /// What our mark says; nil: the time has not begun.
    package var mark: String? { until.map { UTCTime.text($0) } }
}

/// What ended a notice.
package enum NoticeEnd: String, CaseIterable, Sendable, Codable {
    /// The rule sees work, or the machine was started again.
    case used
    /// Somebody keeps it, by a word or a tag.
    case kept
    /// Somebody took our mark away, or changed it to something that is no later time.
    case objected
    /// It was stopped.
    case stopped
    /// It does not run any more, and costguard did not stop it.
    case gone
    /// No stop came of it: the settings changed, a guardrail forbids it, or nobody acted for a day.
    case lapsed
}

/// How a notice stands, for plans and reports.
package struct NoticeStanding: Hashable, Sendable {
    /// Where it is on its way.
    package enum Phase: String, CaseIterable, Sendable, Codable {
        /// Nobody was told yet.
        case owed
        /// Somebody was told, and may object.
        case running
        /// The time is over.
        case over
        /// Our mark was taken away or changed.
        case objected
    }
    /// Where it is on its way.
    package let phase: Phase
    /// How long it is, in seconds.
    package let seconds: Int
    /// Before when the machine is not stopped; nil: the time has not begun.
    package let until: Date?
    /// Whether that is the time of somebody else's mark, which is later than ours.
    package let isByAnotherMark: Bool
    /// Why nobody was told; nil: somebody was, or it was not tried.
    package let untold: String?
    /// What hold time and notice together cost at list price; nil where no price is known.
    package let cost: Money?
    /// All parts given.
    package init(
        phase: Phase, seconds: Int, until: Date? = nil, isByAnotherMark: Bool = false, untold: String? = nil,
        cost: Money? = nil
    ) {
        self.phase = phase
        self.seconds = seconds
        self.until = until
        self.isByAnotherMark = isByAnotherMark
        self.untold = untold
        self.cost = cost
    }
}

/// Machines whose stop is told before, whichever rule asks for it.
package struct NoticeClass: Hashable, Sendable {
    /// All of these tags; the value `*` is any.
    package let tags: [String: String]
    /// One of these types; empty: any. `g5.*` is all that begins so.
    package let types: [String]
    /// How long before, in seconds.
    package let seconds: Int
    /// All parts given.
    package init(tags: [String: String] = [:], types: [String] = [], seconds: Int) {
        self.tags = tags
        self.types = types
        self.seconds = seconds
    }

    /// Whether a machine with these tags, of this type, is one of them. What is not known counts as being so: then it is
    /// told before.
    package func holds(for tags: [String: String]?, type: String?) -> Bool {
        let isOfType = types.isEmpty || (type.map { type in types.contains { Self.isMatch(type, $0) } } ?? true)
        guard let tags else { return isOfType }
        return isOfType && self.tags.allSatisfy { key, value in tags[key].map { value == "*" || $0 == value } ?? false }
    }

    private static func isMatch(_ type: String, _ pattern: String) -> Bool {
        pattern.hasSuffix("*") ? type.hasPrefix(pattern.dropLast()) : type == pattern
    }
}

/// Which stops are told before, besides those of rules that say so themselves.
package struct NoticeSettings: Hashable, Sendable {
    /// A machine with a GPU whose load nobody reports may be stopped after a notice of so many seconds; nil: by that
    /// word it may not.
    package var gpuLoadUnknown: Int?
    /// Further machines.
    package var classes: [NoticeClass]
    /// Whether there is any channel to tell by.
    package var hasChannel: Bool
    /// Nothing is told before, unless it is given.
    package init(gpuLoadUnknown: Int? = nil, classes: [NoticeClass] = [], hasChannel: Bool = false) {
        self.gpuLoadUnknown = gpuLoadUnknown
        self.classes = classes
        self.hasChannel = hasChannel
    }
}

/// Keeps notices. What ended stays as history.
package protocol NoticeLedger: Sendable {
    /// Those that have not ended, in the order in which they came to be owed.
    func notices(account: AccountID) async throws -> [Notice]
    /// Records them with the mail that tells them, in one transaction; one that has not ended keeps its place.
    func begin(_ notices: [Notice], telling mail: Mail) async throws
    /// Why nobody was told so far, of those that nobody was told of; nil: nothing is known against it.
    func note(untold why: String?, account: AccountID) async throws
    /// That our mark is on the machine, or that AWS does not let us write it.
    func noteMark(of resource: ResourceKey, isRefused: Bool, at now: Date) async throws
    /// Ends the notice of a machine. A mail that tells of nothing else any more, and was not sent, is owed no more.
    func end(_ resource: ResourceKey, _ ending: NoticeEnd, at now: Date) async throws
    /// Notices that ended and whose mark may still be on the machine.
    func leftMarks(account: AccountID) async throws -> [Notice]
    /// That it is not, or that nothing can be done about it.
    func noteMarkGone(from resource: ResourceKey, at now: Date) async throws
}
