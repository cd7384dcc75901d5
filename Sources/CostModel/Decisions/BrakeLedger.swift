// What is kept of the brake from run to run: a person's word, what has fired, and what was read last.

package import Foundation

/// What a run left behind of the brake, for people who ask later.
package struct BrakeRunNote: Hashable, Sendable {
    /// The scan of that run.
    package let at: Date
    /// What kept it from stopping anything; nil: nothing did.
    package let held: BrakeObstacle?

    /// A note, its parts given.
    package init(at: Date, held: BrakeObstacle?) {
        self.at = at
        self.held = held
    }
}

/// Keeps the brake. Nothing is rewritten: what ended stays as history.
package protocol BrakeLedger: Sendable {
    /// A person's word on an account; nil: the brake is off.
    func brakeArming(account: AccountID) async throws -> BrakeArming?
    /// Takes the place of an earlier word on the account, ends what had fired, and forgets what was read. Durable when it
    /// returns.
    func arm(_ arming: BrakeArming) async throws
    /// Ends the arming, and what had fired. Whether there was one.
    func disarm(account: AccountID, who: String, at now: Date) async throws -> Bool
    /// Who armed and disarmed it since a time, in the order in which it was said.
    func brakeWords(account: AccountID, since: Date) async throws -> [BrakeWord]
    /// What has fired and is in force, in the order in which it fired.
    func brakeFirings(account: AccountID) async throws -> [BrakeFiring]
    /// How many rungs ever fired in the account: a number that no later firing has again.
    func brakeFiringsEver(account: AccountID) async throws -> Int
    /// All in one transaction; a rung that is in force already stays as it is. Durable when it returns.
    func record(_ firings: [BrakeFiring], account: AccountID) async throws
    /// What it stops was stopped, or tried.
    func noteDone(_ rung: BrakeRung, account: AccountID, at now: Date) async throws
    /// It is in force no more.
    func release(_ rung: BrakeRung, account: AccountID, at now: Date) async throws
    /// What was read last; nil: nothing since it was armed.
    func brakeReading(account: AccountID) async throws -> BrakeReading?
    /// What the last run noted; nil: none since it was armed.
    func brakeNote(account: AccountID) async throws -> BrakeRunNote?
    /// Takes the place of what was read and noted before.
    func record(_ reading: BrakeReading?, _ note: BrakeRunNote, account: AccountID) async throws
    /// When the scans of an account were that ended, ascending, both ends included.
    func scanTimes(of account: AccountID, from: Date, until: Date) async throws -> [Date]
}
