// What the meter says of the sample account: a week with a night in which nobody looked.

import CostModel
import Foundation

extension Sample {
    private static func usd(_ text: String) -> Money { Money(text) ?? .zero }

    /// Metered spend of one certain item, half of it in hours in which nobody looked, and a part that is only possible.
    static func spend(_ amount: String, inferred: String = "0", possible: String = "0") -> MeteredSpend {
        var spend = MeteredSpend.none
        spend.low = usd(amount)
        spend.amount = usd(amount)
        spend.high = usd(amount) + usd(possible)
        spend.inferred = usd(inferred)
        return spend
    }

    static let spend: SpendFigures = {
        let until = morning.addingTimeInterval(-600)
        let day = MeteredPeriod(
            from: until.addingTimeInterval(-86_400), until: until, spend: spend("7.9"), leastHours: 1)
        var week = spend("41.2", inferred: "4.73", possible: "3.5")
        week.unpriced = [UnpricedItem(item: "gp3", region: ireland): 3]
        week.atListPrice = ["spot:m5.large"]
        return SpendFigures(
            since: until.addingTimeInterval(-20 * 86_400), until: until, now: spend("1.26"), today: spend("3.12"),
            day: day,
            week: MeteredPeriod(
                from: until.addingTimeInterval(-7 * 86_400), until: until, spend: week, leastHours: 24),
            dearest: [
                ResourceSpend(key: gpuKey, name: "hw3-gpu", spend: spend("4.2")),
                ResourceSpend(key: key("i-0a", virginia), name: "train-resnet", spend: spend("3.1")),
            ],
            lagging: [
                MeterMark(
                    region: ireland, kind: .volume, since: until,
                    until: until.addingTimeInterval(-7200))
            ],
            reconciled: [
                Reconciliation(
                    start: "2026-11-18", end: "2026-11-19", billed: usd("6.4"), metered: spend("5.95"),
                    isEstimated: true)
            ])
    }()
}
