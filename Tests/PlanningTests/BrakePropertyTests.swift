// The brake over random figures, and over thirty days of simulated spend: never by a figure that nobody knows, never later than
// one scan after its mark.

import CostModel
import Foundation
import Testing

@testable import Planning

/// Properties over random figures.
@Suite struct BrakePropertyTests {
    @Test("whatever it is told, it fires by what is known alone, and a dearer figure never fires less")
    func properties() {
        var dice = SeededGenerator(state: 14)
        func pick(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &dice) }
        func money(_ cents: ClosedRange<Int64>) -> Money { Money(nanoUSD: pick(cents) * 10_000_000) }
        var (due, held) = (0, 0)
        for _ in 0..<1500 {
            let spent = money(0...12_000)
            let source = BalanceSource.allCases.randomElement(using: &dice) ?? .none
            var credit = CreditBalance(
                name: "c", source: source, granted: money(1...20_000), burned: spent,
                burnPerHour: pick(0...3) == 0 ? nil : money(0...2_000), expiresAt: nil, asOf: morning, basis: "",
                levels: [])
            if source == .entered { credit.burned = spent + money(0...5_000) }
            let last =
                pick(0...1) == 0
                ? nil
                : BrakeReading(
                    source: BalanceSource.allCases.randomElement(using: &dice) ?? .none, spent: money(0...12_000),
                    at: morning - Double(pick(0...100_000)))
            var input = BrakeInput(
                rungs: BrakeSettings.usual, credit: credit, spent: source == .none ? nil : spent,
                metered: money(0...300), last: last, interval: Double(pick(0...100_000)), now: morning)
            let judgement = BrakeJudge.judge(input)
            let onward = (credit.burnPerHour ?? .zero).scaled(by: Int64(input.interval), over: 3600)
            for rung in judgement.rungs {
                switch rung.state {
                case .due:
                    due += 1
                    #expect((judgement.spent ?? .zero) + onward >= rung.rung.spent(of: credit.granted))
                    #expect(input.spent.map { $0 >= judgement.spent ?? .zero } == true, "no more than was told")
                case .held:
                    held += 1
                    #expect(judgement.hold != nil, "whatever is held says why")
                case .fired: Issue.record("nothing had fired")
                case .waits: continue
                }
            }
            if last == nil, source != .entered, source != .none, let spent = input.spent {
                input.spent = spent + money(1...500)
                let more = BrakeJudge.judge(input)
                for (before, after) in zip(judgement.rungs, more.rungs) where before.state == .due {
                    #expect(after.state == .due)
                }
            }
        }
        #expect(due > 300 && held > 300, "\(due) due, \(held) held")
    }

    private static let granted = Money(nanoUSD: 100_000_000_000)

    /// A month in which machines come and go, and nobody looks in two nights.
    private struct Month {
        let interval: Double
        var dice: SeededGenerator
        var truth = 0.0
        var rate = 0.1
        var scans: [Date] = []
        var last: BrakeReading?
        var fired: [BrakeFiring] = []
        /// By mark, the number of the first scan that could have seen it passed.
        var passedAt: [String: Int] = [:]

        init(seed: UInt64, every interval: Double) {
            self.interval = interval
            dice = SeededGenerator(state: seed)
        }

        /// What fires by a scan at this second, how many scans after its mark, and how far beyond it, USD.
        mutating func scan(at second: Double) -> [(rung: BrakeRung, late: Int, over: Double)] {
            for rung in BrakeSettings.usual where truth >= rung.spent(of: granted).usd {
                passedAt[rung.mark.text] = passedAt[rung.mark.text] ?? scans.count
            }
            let now = morning + second
            scans.append(now)
            let spent = Money(usd: truth) ?? .zero
            var input = BrakeInput(
                rungs: BrakeSettings.usual,
                credit: CreditBalance(
                    name: "class", source: .grossSinceGrant, granted: granted, burned: spent,
                    burnPerHour: Money(usd: rate), expiresAt: nil, asOf: now, basis: "", levels: []),
                spent: spent, interval: BrakeJudge.interval(of: scans.suffix(20)), now: now)
            input.metered = last.map { spent - $0.spent }
            input.last = last
            input.fired = fired
            let judgement = BrakeJudge.judge(input)
            last = judgement.reading
            return judgement.rungs.filter { $0.state == .due }.map { rung in
                let mark = rung.rung.spent(of: granted)
                fired.append(BrakeFiring(rung: rung.rung, at: now, distance: mark - spent))
                if rung.rung.action == .stopAll { rate = 0.005 }
                return (rung.rung, passedAt[rung.rung.mark.text].map { scans.count - 1 - $0 } ?? 0, truth - mark.usd)
            }
        }

        /// Right after the scan somebody starts something, or stops it: what burns is not what the scan saw.
        mutating func burn() {
            if rate != 0.005 { rate = Double.random(in: 0...0.4, using: &dice) }
            truth += rate * interval / 3600
        }
    }

    @Test(
        "over thirty days every rung fires before its mark or within one scan after it",
        arguments: [900.0, 3600, 86_400])
    func thirtyDays(every interval: Double) throws {
        var worst: [String: (late: Int, over: Double)] = [:]
        for seed in 0..<5 as Range<UInt64> {
            var month = Month(seed: seed, every: interval)
            for second in stride(from: 0.0, to: 30 * 86_400, by: interval) {
                let isNight = [9.0, 21].contains { ($0 * 86_400..<$0 * 86_400 + 30_000).contains(second) }
                if !isNight || interval > 30_000 {
                    for (rung, late, over) in month.scan(at: second) {
                        let before = worst[rung.mark.text] ?? (0, -100)
                        worst[rung.mark.text] = (max(before.late, late), max(before.over, over))
                        #expect(late <= 1, "\(rung.mark.text) fired \(late) scans after its mark, seed \(seed)")
                    }
                }
                month.burn()
            }
            #expect(month.fired.count == 3, "seed \(seed): \(month.fired.map(\.rung.mark.text))")
        }
        // Quoted in the documentation.
        let words = worst.sorted { $0.key < $1.key }.map { mark, worst in
            "\(mark) at most \(worst.late) scans late, \((worst.over * 100).rounded() / 100) USD over its mark"
        }
        print("brake: 5 times 30 days, every \(Int(interval / 60)) min, 100 USD: \(words.joined(separator: "; "))")
    }
}
