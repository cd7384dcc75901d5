// Whether a rung of the brake is due, and why it holds. It goes by the least that AWS or the meter says was spent, and by
// what burns until the next run: never by a runway, a forecast, or what somebody typed.

package import CostModel
package import Foundation

/// All that the brake is judged by.
package struct BrakeInput: Sendable {
    /// The rungs, the weakest first.
    package var rungs: [BrakeRung]
    /// The credit that the brake is on; nil: no credit of that name is known.
    package var credit: CreditBalance?
    /// The least that AWS or the meter says was spent of it up to now; nil: neither tells.
    package var spent: Money?
    /// When AWS gave the figure; nil: the meter alone tells, or nobody knows.
    package var toldAt: Date?
    /// What was metered since `last` was read; nil: not known.
    package var metered: Money?
    /// What was read last.
    package var last: BrakeReading?
    /// What has fired and is in force.
    package var fired: [BrakeFiring]
    /// Until the next run, in seconds.
    package var interval: TimeInterval
    /// The time of the scan.
    package var now: Date

    /// What is given; nothing has fired, and nothing was read before, unless it is said.
    package init(
        rungs: [BrakeRung], credit: CreditBalance?, spent: Money?, toldAt: Date? = nil, metered: Money? = nil,
        last: BrakeReading? = nil, fired: [BrakeFiring] = [], interval: TimeInterval, now: Date
    ) {
        self.rungs = rungs
        self.credit = credit
        self.spent = spent
        self.toldAt = toldAt
        self.metered = metered
        self.last = last
        self.fired = fired
        self.interval = interval
        self.now = now
    }
}

/// The judge. Pure: the same input, the same word.
package enum BrakeJudge {
    /// A figure that grows by more of the grant than this, beyond what was metered, is doubted: 10 %.
    private static let unexplained: (Int64, Int64) = (1, 10)
    /// One that falls by more of the grant is: 2 %. Spend only grows; AWS corrects by cents.
    private static let fall: (Int64, Int64) = (1, 50)
    /// A figure that nobody could explain is taken when it has stood for so long, in seconds.
    package static let believedAfter: TimeInterval = .hour
    /// AWS's word that is older, in seconds, is lost: it is asked at least once a day.
    package static let staleAfter: TimeInterval = 3 * .day
    /// What is in force is over where the mark is farther away than when it fired by so much of the grant: 5 %.
    private static let release: (Int64, Int64) = (1, 20)

    /// The judge's word. Cost: a few additions.
    package static func judge(_ input: BrakeInput) -> BrakeJudgement {
        guard let credit = input.credit else { return nothing(input, .noCredit) }
        guard let told = input.spent else { return nothing(input, lost(input, credit) ?? .untold) }
        let taken = take(told, credit, input)
        let burn = credit.isWaiting(at: input.now) ? Money.zero : max(.zero, credit.burnPerHour ?? .zero)
        let onward = burn.scaled(by: Int64(min(max(0, input.interval), 1e8)), over: .hour)
        let whole = credit.burned.map { $0 + credit.drawn }
        var hold = taken.hold
        let released = taken.hold == nil ? released(input, credit, taken.spent) : []
        let rungs = input.rungs.map { rung -> BrakeJudgement.Rung in
            let mark = rung.spent(of: credit.granted)
            func made(_ state: BrakeJudgement.Rung.State) -> BrakeJudgement.Rung {
                BrakeJudgement.Rung(rung: rung, mark: mark, state: state)
            }
            if let firing = input.fired.first(where: { $0.rung == rung }), !released.contains(rung) {
                return made(.fired(firing))
            }
            let isSource = taken.isLost
            if !isSource, taken.spent + onward >= mark { return made(.due) }
            if max(told, taken.before ?? told) + onward >= mark, taken.hold != nil { return made(.held) }
            if credit.source == .entered, let whole, whole + onward >= mark {
                hold = hold ?? .typed(metered: taken.spent)
                return made(.held)
            }
            return made(.waits(date(mark - taken.spent, burn, input.now)))
        }
        return BrakeJudgement(
            rungs: rungs, spent: taken.spent, hold: hold, reading: taken.reading, released: released,
            interval: input.interval)
    }

    private static func nothing(_ input: BrakeInput, _ hold: BrakeHold) -> BrakeJudgement {
        let rungs = input.rungs.map { rung in
            let firing = input.fired.first { $0.rung == rung }
            return BrakeJudgement.Rung(
                rung: rung, mark: input.credit.map { rung.spent(of: $0.granted) },
                state: firing.map { .fired($0) } ?? .held)
        }
        return BrakeJudgement(
            rungs: rungs, spent: nil, hold: hold, reading: nil, released: [], interval: input.interval)
    }

    private struct Taken {
        /// The least that is spent, by what is believed.
        let spent: Money
        var hold: BrakeHold?
        /// Whether no figure counts at all.
        var isLost = false
        /// What was believed before, with what was metered since, where that is not `spent`.
        var before: Money?
        var reading: BrakeReading?
    }

    /// Which figure is believed.
    private static func take(_ told: Money, _ credit: CreditBalance, _ input: BrakeInput) -> Taken {
        if let lost = lost(input, credit) {
            let before = input.last.map { $0.spent + max(.zero, input.metered ?? .zero) }
            return Taken(spent: told, hold: lost, isLost: true, before: before)
        }
        let fresh = BrakeReading(source: credit.source, spent: told, at: input.now)
        guard let last = input.last else { return Taken(spent: told, reading: fresh) }
        let expected = last.spent + max(.zero, input.metered ?? .zero)
        if fits(told, from: last.spent, to: expected, credit.granted) { return Taken(spent: told, reading: fresh) }
        // Not what follows from before. The same figure, an hour long, is taken for true.
        let since: Date
        if let doubt = last.doubt, input.now >= doubt.since,
            fits(told, from: doubt.spent, to: doubt.spent + (expected - last.spent), credit.granted)
        {
            since = doubt.since
        } else {
            since = input.now
        }
        if input.now.timeIntervalSince(since) >= believedAfter { return Taken(spent: told, reading: fresh) }
        let doubt = BrakeReading.Doubt(
            spent: since == input.now ? told : last.doubt?.spent ?? told, since: since)
        // What was believed and what the meter saw since is spent in any case; of a figure that fell, the lower.
        return Taken(
            spent: min(told, expected), hold: .jumped(from: expected, to: told), before: expected,
            reading: BrakeReading(source: last.source, spent: expected, at: input.now, doubt: doubt))
    }

    /// Whether a figure follows from what was believed: not below it, and not far above what was metered since.
    private static func fits(_ told: Money, from low: Money, to high: Money, _ granted: Money) -> Bool {
        told >= low - granted.scaled(by: fall.0, over: fall.1)
            && told <= high + granted.scaled(by: unexplained.0, over: unexplained.1)
    }

    /// Whether the source is another, worse one than before, or AWS has not told for days.
    private static func lost(_ input: BrakeInput, _ credit: CreditBalance) -> BrakeHold? {
        let ranks = BalanceSource.allCases
        if let last = input.last, let before = ranks.firstIndex(of: last.source),
            let now = ranks.firstIndex(of: credit.source), now > before
        {
            return .lost(last.source, credit.source)
        }
        guard let toldAt = input.toldAt else { return nil }
        let age = input.now.timeIntervalSince(toldAt)
        return age > staleAfter ? .stale(age) : nil
    }

    private static func released(_ input: BrakeInput, _ credit: CreditBalance, _ spent: Money) -> [BrakeRung] {
        let margin = credit.granted.scaled(by: release.0, over: release.1)
        return input.fired.filter { firing in
            firing.rung.spent(of: credit.granted) - spent > max(.zero, firing.distance) + margin
        }.map(\.rung)
    }

    /// When so much more is spent; nil: never, or in more than a thousand years.
    private static func date(_ left: Money, _ burn: Money, _ now: Date) -> Date? {
        guard burn > .zero else { return nil }
        let hours = Double(max(.zero, left).nanoUSD) / Double(burn.nanoUSD)
        return hours < 8_766_000 ? now.addingTimeInterval(hours * .hour) : nil
    }

    /// How long it is to the next run, by when the last scans were, in seconds: the middle one of the last gaps, for a night
    /// on which nobody looked is no habit. An hour where nothing tells; five minutes at least, a day and two hours at most.
    package static func interval(of scans: [Date]) -> TimeInterval {
        let gaps = zip(scans, scans.dropFirst()).map { $1.timeIntervalSince($0) }.filter { $0 > 0 }.suffix(9).sorted()
        guard !gaps.isEmpty else { return .hour }
        return min(max(gaps[gaps.count / 2], 300), 26 * .hour)
    }
}
