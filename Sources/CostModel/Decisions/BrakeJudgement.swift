// What the judge of the brake says: how each rung stands, and what holds it. The judge is in Planning.

package import Foundation

/// Why a rung does not fire though a figure would have it so.
package enum BrakeHold: Hashable, Sendable {
    /// No credit of the name is known.
    case noCredit
    /// Nobody tells what was spent.
    case untold
    /// Another source told it before, and has fallen silent: from which to which.
    case lost(BalanceSource, BalanceSource)
    /// AWS has not told for so many seconds.
    case stale(TimeInterval)
    /// The figure went from one to another, and what was metered does not explain it.
    case jumped(from: Money, to: Money)
    /// So much was metered; the rest of the balance is what somebody typed.
    case typed(metered: Money)
}

/// What the judge says.
package struct BrakeJudgement: Sendable {
    /// One rung, with how it stands.
    package struct Rung: Hashable, Sendable {
        /// How a rung stands.
        package enum State: Hashable, Sendable {
            /// It is in force, since then.
            case fired(BrakeFiring)
            /// It fires now.
            case due
            /// It would, by a figure that does not count.
            case held
            /// Not before then, at today's burn; nil: never, or nobody knows.
            case waits(Date?)
        }
        /// Which.
        package let rung: BrakeRung
        /// What is spent where it is reached; nil: no credit is known.
        package let mark: Money?
        /// How it stands.
        package let state: State
        /// A rung, all its parts given.
        package init(rung: BrakeRung, mark: Money?, state: State) {
            self.rung = rung
            self.mark = mark
            self.state = state
        }
    }

    /// In the order of the configuration.
    package let rungs: [Rung]
    /// What is taken to be spent, at least; nil: nobody tells.
    package let spent: Money?
    /// What holds it; nil: nothing does.
    package let hold: BrakeHold?
    /// To be kept for the next time; nil: what was kept stays.
    package let reading: BrakeReading?
    /// Which of those in force are over: the credit was renewed, or grew.
    package let released: [BrakeRung]
    /// Until the next run, in seconds, as it was taken.
    package let interval: TimeInterval

    /// A word, all its parts given.
    package init(
        rungs: [Rung], spent: Money?, hold: BrakeHold?, reading: BrakeReading?, released: [BrakeRung],
        interval: TimeInterval
    ) {
        self.rungs = rungs
        self.spent = spent
        self.hold = hold
        self.reading = reading
        self.released = released
        self.interval = interval
    }

    /// Whether a rung would fire but for what holds.
    package var isHeld: Bool { rungs.contains { $0.state == .held } }
}
