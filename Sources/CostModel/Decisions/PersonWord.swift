// What a person told the guard, in its own database: that a thing is kept, that it acts on nothing for a while.
// A keep tag at AWS says the first to everybody; these words need no right to tag, and end by themselves.

package import Foundation

/// A person's word that a resource stays as it is: no rule acts on it or lists it meanwhile.
package struct Keep: Hashable, Sendable {
    /// By what a judgement is spared that such a word spares, as in `Judgement.Outcome.spared(by:)`.
    package static let sparing = "kept"

    /// What is kept.
    package let resource: ResourceKey
    /// The name at that time, for people.
    package let name: String?
    /// When it was said.
    package let since: Date
    /// When it ends by itself, exclusive; nil: when somebody takes it back.
    package let until: Date?
    /// Why, in the person's words.
    package let because: String?
    /// Who said it: `ada on laptop`.
    package let who: String

    /// A keep, all its parts given.
    package init(resource: ResourceKey, name: String?, since: Date, until: Date?, because: String?, who: String) {
        self.resource = resource
        self.name = name
        self.since = since
        self.until = until
        self.because = because
        self.who = who
    }

    /// Whether it holds. One that begins in the future is by a clock that was wrong, and holds: it was said.
    package func holds(at now: Date) -> Bool { until.map { $0 > now } ?? true }
}

/// A person's word that the guard changes nothing by itself for a while. It goes on to look, to plan and to mail.
package struct Pause: Hashable, Sendable {
    /// When it was said.
    package let since: Date
    /// When it ends by itself, exclusive; nil: when somebody says `resume`.
    package let until: Date?
    /// Why, in the person's words.
    package let because: String?
    /// Who said it: `ada on laptop`.
    package let who: String
    /// Whether the brake on a credit is held too; else it acts as if there were no pause.
    package let holdsBrake: Bool

    /// A pause, all its parts given.
    package init(since: Date, until: Date?, because: String?, who: String, holdsBrake: Bool = false) {
        self.holdsBrake = holdsBrake
        self.since = since
        self.until = until
        self.because = because
        self.who = who
    }

    /// Whether it holds.
    package func holds(at now: Date) -> Bool { until.map { $0 > now } ?? true }
}

/// Keeps what persons said. Nothing is rewritten: what ended stays as history.
package protocol PersonLedger: Sendable {
    /// What was not taken back, ended or not, in the order in which it was said; the last word on each resource.
    func keeps(account: AccountID) async throws -> [Keep]
    /// Takes the place of an earlier word on the same resource. Durable when it returns.
    func record(_ keep: Keep) async throws
    /// Whether there was something to take back: a keep that had not ended by then.
    func endKeep(of resource: ResourceKey, at now: Date) async throws -> Bool
    /// The last pause that was not taken back, ended or not; nil: there is none.
    func pause() async throws -> Pause?
    /// Takes the place of an earlier pause. Durable when it returns.
    func record(_ pause: Pause) async throws
    /// Whether there was something to take back: a pause that had not ended by then.
    func endPause(at now: Date) async throws -> Bool
}

extension PersonLedger {
    /// What persons keep in an account, by resource; those that have ended are among them.
    package func keepsByResource(of account: AccountID) async throws -> [ResourceKey: Keep] {
        Dictionary(try await keeps(account: account).map { ($0.resource, $0) }, uniquingKeysWith: { $1 })
    }
}
