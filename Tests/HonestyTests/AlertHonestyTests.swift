// Marks fire within one scan of the true crossing, once, though one run in five is killed, AWS's bill is days late, and
// the credit cancels it.

import CostModel
import Foundation
import Testing

@Suite struct AlertHonestyTests {
    private static let begin = HonestyTests.begin
    private static let levels =
        [10, 25, 50, 75, 80, 95, 100].map(AlertLevel.percentBurned)
        + [.usdLeft(Money("20") ?? .zero), .expiresWithin(7), .expiresWithin(1)]

    private struct Month {
        let runs: AlertRuns
        let truth: TrueAccount
        let credit: CreditGrant
        let used: Double
        let end: Int
    }

    private func month(seed: UInt64, days: Int, every interval: Int, isBilled: Bool) async throws -> Month {
        let end = Self.begin + days * 86_400
        var students = Students(seed: seed, from: Self.begin, until: HonestyTests.end)
        let truth = students.account(prices: HonestyTests.truePrices)
        let total = truth.cost(from: Self.begin, until: end)
        // A credit that ends some days before the month does, by being used up; it would expire a day after.
        let amount = Money(usd: (total * 0.85).rounded()) ?? .zero
        let credit = CreditGrant(
            name: "class", amount: amount,
            granted: isBilled ? Date(timeIntervalSince1970: Double(Self.begin)) : nil,
            expires: Date(timeIntervalSince1970: Double(end + 43_200)), levels: Self.levels)
        let runs = try AlertRuns(
            credit: credit, billing: LateBilling(truth: truth, begin: Self.begin, isEnabled: isBilled),
            resources: HonestResources(shown: ShownAccount(truth)), prices: HonestyTests.firstPrices)
        let used = isBilled ? 0 : (total * 0.05).rounded()
        if !isBilled { try await runs.type(used: Money(usd: used) ?? .zero, at: Self.begin) }
        var dice = Dice(seed: seed &* 17 + 3)
        let night = (Self.begin + 9 * 86_400 + 79_200)..<(Self.begin + 10 * 86_400 + 25_200)
        var isUpdated = false
        for scheduled in stride(from: Self.begin, to: end, by: interval) where !night.contains(scheduled) {
            if scheduled >= HonestyTests.change + 7200, !isUpdated {
                try runs.update(to: HonestyTests.laterPrices)
                isUpdated = true
            }
            let now = scheduled == Self.begin ? scheduled : scheduled + dice.pick(0..<20)
            let point = scheduled != Self.begin && dice.chance(20) ? dice.pick(0..<14) : nil
            try await runs.run(at: now, dyingAt: point)
            let balance = try #require(try await runs.balance())
            if truth.runs(at: now) { #expect(balance.burnPerHour ?? .zero > .zero, "it burns at \(now)") }
        }
        try await runs.run(at: end, dyingAt: nil)
        return Month(runs: runs, truth: truth, credit: credit, used: used, end: end)
    }

    /// The first second at which a mark is truly passed; nil: never in these days.
    private func crossing(_ level: AlertLevel, _ month: Month) -> Int? {
        let amount = month.credit.amount.usd
        func isPast(_ second: Int) -> Bool {
            let spent = month.used + month.truth.cost(from: Self.begin, until: second)
            switch level {
            case .percentBurned(let percent): return spent >= amount * percent / 100
            case .usdLeft(let left): return amount - spent <= left.usd
            case .expiresWithin(let days):
                let expiry = month.credit.expires?.timeIntervalSince1970 ?? .infinity
                return expiry - Double(second) <= days * 86_400
            case .hoursLeft, .burnPerDay, .endsBefore: return false
            }
        }
        guard isPast(month.end) else { return nil }
        var before = Self.begin - 1
        var after = month.end
        while after - before > 1 {
            let middle = (before + after) / 2
            if isPast(middle) { after = middle } else { before = middle }
        }
        return after
    }

    @Test(
        "each mark is mailed within one scan of its true crossing, once",
        arguments: [(900, 8, 1, false), (3600, 18, 3, true)] as [(Int, Int, UInt64, Bool)])
    func marks(every interval: Int, days: Int, seed: UInt64, isBilled: Bool) async throws {
        let month = try await month(seed: seed, days: days, every: interval, isBilled: isBilled)
        let mails = month.runs.box.received
        var expected = 0
        var sent = 0
        var worst = 0
        var offMost = 0.0
        for level in Self.levels {
            let telling = mails.filter { $0.mail.tells(level) }
            let ids = Set(telling.map(\.mail.id))
            guard let crossed = crossing(level, month) else {
                #expect(ids.isEmpty, "\(level.text) was never passed")
                continue
            }
            expected += 1
            #expect(ids.count == 1, "\(level.text): one mail, under one id, got \(ids.count)")
            guard let first = telling.map({ Int($0.at.timeIntervalSince1970) }).min() else { continue }
            sent += 1
            // Whole runs between the crossing and the mail: the first that can know of it is on time.
            let late = month.runs.completed.count { $0 >= crossed && $0 < first }
            let early = month.runs.completed.count { $0 < crossed && $0 >= first }
            // Where little burns, hours lie between the meter's last cent and the true one.
            let off = abs(
                month.truth.cost(from: Self.begin, until: first) - month.truth.cost(from: Self.begin, until: crossed))
            let share = off / month.credit.amount.usd * 100
            if share > 0.25 { worst = max(worst, late, early) }
            offMost = max(offMost, share)
            #expect(late <= 1 || share <= 0.25, "\(level.text) came \(late) scans late, \(off) USD")
            #expect(early <= 1 || share <= 0.25, "\(level.text) came \(early) scans early, \(off) USD")
        }
        let duplicates = mails.count - Set(mails.map(\.mail.id)).count
        // Quoted in the documentation.
        print(
            "alerts: \(days) days every \(interval / 60) min, seed \(seed), \(isBilled ? "Cost Explorer" : "typed"): runs"
                + " \(month.runs.completed.count) whole and \(month.runs.killed) killed, marks \(expected) passed"
                + " and \(sent) mailed, none more than \(max(1, worst)) scan or"
                + " \((offMost * 100).rounded() / 100) % of the credit off, duplicates \(duplicates)")
        #expect(try await month.runs.unsent() == 0)
        #expect(duplicates <= month.runs.killed)
    }
}

extension Mail {
    /// Whether this mail is the one that says that a mark was passed: its own words, not those on marks ahead.
    fileprivate func tells(_ level: AlertLevel) -> Bool {
        let text = body.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let opening = text.components(separatedBy: ": ").first else { return false }
        switch level {
        case .expiresWithin(let days): return text.contains("It expires after") && marks.contains { $0 == days }
        default: return opening.contains(" \(level.text),") || opening.hasSuffix(" \(level.text)")
        }
    }

    /// The days that a mail on an expiry tells of.
    private var marks: [Double] {
        let text = body.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let after = text.components(separatedBy: "What is left of it then is gone").first,
            let span = after.components(separatedBy: ", in ").last
        else { return [] }
        return span.hasPrefix("6 days") || span.hasPrefix("7 days") ? [7] : [1]
    }
}

extension TrueAccount {
    /// Whether any machine is billed at a second, and has been for a minute.
    func runs(at now: Int) -> Bool {
        machines.contains { machine in
            machine.runs.contains { $0.start + $0.pending < now - 60 && $0.end.map { $0 > now } ?? true }
        }
    }
}
