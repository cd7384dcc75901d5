// The brake on a credit: at which marks it does what, as the configuration says; that a person has armed it, and what has
// fired. When a rung fires is Planning's to say.

package import Foundation

/// What a rung of the brake does.
package enum BrakeAction: String, CaseIterable, Sendable, Codable {
    /// One mail.
    case mail
    /// One mail, and from then on a daily digest.
    case digest
    /// Stops what the rules call idle, and what idles later.
    case stopIdle = "stop-idle"
    /// Stops everything that nobody keeps, and what is started later.
    case stopAll = "stop-all"

    /// Whether it stops machines.
    package var stops: Bool { strength > 0 }

    /// A rung does all that those of less strength do: 0 only tells.
    package var strength: Int {
        switch self {
        case .mail, .digest: 0
        case .stopIdle: 1
        case .stopAll: 2
        }
    }
}

/// One rung: from a mark on, an action.
package struct BrakeRung: Hashable, Sendable {
    /// `percentBurned` or `usdLeft`; never a mark of time.
    package let mark: AlertLevel
    /// What is done from the mark on.
    package let action: BrakeAction

    /// A rung; nil for a mark of time, which the brake never goes by.
    package init?(_ mark: AlertLevel, _ action: BrakeAction) {
        switch mark {
        case .percentBurned, .usdLeft: break
        case .hoursLeft, .burnPerDay, .expiresWithin, .endsBefore: return nil
        }
        self.mark = mark
        self.action = action
    }

    /// What is spent of a credit where the mark is reached; negative where that is before its first day.
    package func spent(of granted: Money) -> Money {
        switch mark {
        case .percentBurned(let percent): granted.scaled(by: Int64((percent * 1000).rounded()), over: 100_000)
        case .usdLeft(let left): granted - left
        case .hoursLeft, .burnPerDay, .expiresWithin, .endsBefore: granted
        }
    }
}

/// The brake as the configuration describes it; it does nothing before a person arms it.
package struct BrakeSettings: Hashable, Sendable {
    /// The credit that it is on; nil: the only one.
    package var credit: String?
    /// The weakest first.
    package var rungs: [BrakeRung]
    /// How many machines are stopped at a time.
    package var machinesPerStep: Int
    /// Between the word that a step comes and the step, in seconds.
    package var pauseSeconds: Int

    /// The brake of who says nothing else: a digest at 75 %, what is idle at 90 %, everything at 97 %.
    package init(
        credit: String? = nil, rungs: [BrakeRung] = BrakeSettings.usual, machinesPerStep: Int = 5,
        pauseSeconds: Int = 60
    ) {
        self.credit = credit
        self.rungs = rungs
        self.machinesPerStep = machinesPerStep
        self.pauseSeconds = pauseSeconds
    }

    /// The rungs of who names none.
    package static let usual = [
        BrakeRung(.percentBurned(75), .digest), BrakeRung(.percentBurned(90), .stopIdle),
        BrakeRung(.percentBurned(97), .stopAll),
    ].compactMap(\.self)

    /// The rungs for people, in their order: `75 % digest, 97 % stop-all`.
    package var rungsText: String { rungs.map { "\($0.mark.text) \($0.action.rawValue)" }.joined(separator: ", ") }

    /// All pauses of one run take no longer together, in seconds: money burns meanwhile.
    package static let mostPauses = 600

    /// Why the rung at an index makes no sense behind those before it; nil: it does.
    ///
    /// - Parameter granted: of the credit; nil: not known, and a mark in percent is not held against one in USD.
    package func fault(at index: Int, granted: Money?) -> String? {
        guard index > 0 else { return nil }
        let (before, here) = (rungs[index - 1], rungs[index])
        let isLater =
            if let granted {
                here.spent(of: granted) > before.spent(of: granted)
            } else {
                here.mark.kind != before.mark.kind || here.mark.isBeyond(before.mark)
            }
        if !isLater {
            return
                "'\(here.mark.text)' does not come after '\(before.mark.text)': rungs stand in the order of the spend"
        }
        if let stronger = rungs.prefix(index).last(where: { $0.action.strength > here.action.strength }) {
            return "'\(here.action.rawValue)' does less than '\(stronger.action.rawValue)' before it"
        }
        return nil
    }
}

/// What the brake asks for now: which rung has fired, and when.
package struct BrakeOrder: Hashable, Sendable {
    /// `stopIdle` or `stopAll`.
    package let action: BrakeAction
    /// The rung's mark, for people: `97 %`.
    package let mark: String
    /// When the rung fired: who started something after that is left alone for an hour.
    package let since: Date

    /// An order, all its parts given.
    package init(action: BrakeAction, mark: String, since: Date) {
        self.action = action
        self.mark = mark
        self.since = since
    }
}

/// A person's word that the brake may act.
package struct BrakeArming: Hashable, Sendable {
    /// Whose credit.
    package let account: AccountID
    /// The credit's name.
    package let credit: String
    /// When it was said.
    package let since: Date
    /// Who said it: `ada on laptop`.
    package let who: String
    /// What the rungs were then, as `BrakeSettings.rungsText`; nil: it was armed by a build that did not keep that.
    package let rungs: String?

    /// An arming, all its parts given.
    package init(account: AccountID, credit: String, since: Date, who: String, rungs: String? = nil) {
        self.rungs = rungs
        self.account = account
        self.credit = credit
        self.since = since
        self.who = who
    }
}

/// That somebody armed the brake, or disarmed it.
package struct BrakeWord: Hashable, Sendable {
    /// Whose credit.
    package let account: AccountID
    /// The credit's name.
    package let credit: String
    /// Whether it was armed by this word; else it was disarmed, or armed anew.
    package let isArmed: Bool
    /// When it was said.
    package let at: Date
    /// Who said it: `ada on laptop`.
    package let who: String

    /// A word, all its parts given.
    package init(account: AccountID, credit: String, isArmed: Bool, at: Date, who: String) {
        self.account = account
        self.credit = credit
        self.isArmed = isArmed
        self.at = at
        self.who = who
    }
}

/// That a rung has fired. It stays in force until the credit is far from the mark again, or the brake is disarmed.
package struct BrakeFiring: Hashable, Sendable {
    /// The rung.
    package let rung: BrakeRung
    /// The scan by which it fired.
    package let at: Date
    /// How much less than the mark was spent then; negative: more.
    package let distance: Money
    /// When all that it stops was stopped, or tried, for the first time; nil: not yet, or it stops nothing.
    package let doneAt: Date?

    /// A firing, all its parts given.
    package init(rung: BrakeRung, at: Date, distance: Money, doneAt: Date? = nil) {
        self.rung = rung
        self.at = at
        self.distance = distance
        self.doneAt = doneAt
    }
}

/// The last figure that the brake took for true, and what it doubts.
package struct BrakeReading: Hashable, Sendable {
    /// Who told it.
    package let source: BalanceSource
    /// At least so much was spent.
    package let spent: Money
    /// The scan by which it was taken.
    package let at: Date
    /// A figure that does not follow from it, and since when it is told; nil: there is none.
    package let doubt: Doubt?

    /// A figure that nobody can explain.
    package struct Doubt: Hashable, Sendable {
        /// What was told.
        package let spent: Money
        /// Since when.
        package let since: Date
        /// A figure and its time.
        package init(spent: Money, since: Date) {
            self.spent = spent
            self.since = since
        }
    }

    /// A reading, all its parts given.
    package init(source: BalanceSource, spent: Money, at: Date, doubt: Doubt? = nil) {
        self.source = source
        self.spent = spent
        self.at = at
        self.doubt = doubt
    }
}

/// That the brake is armed, for reports on something else.
package struct BrakeNotice: Hashable, Sendable {
    /// A person's word.
    package let arming: BrakeArming
    /// What is in force.
    package let fired: [BrakeFiring]
    /// A word, and what came of it.
    package init(arming: BrakeArming, fired: [BrakeFiring]) {
        self.arming = arming
        self.fired = fired
    }
}
