// Metered spend for machines. What is not known is null, never 0.

import CostModel
import Foundation

/// The object `spend` of `credits --format json`.
struct SpendEntry: Codable {
    /// What was spent, with the range in which the truth lies.
    struct Amounts: Codable {
        let usd, lowUSD, highUSD, inferredUSD: Money
        let isLowerBound: Bool

        init(_ spend: MeteredSpend) {
            usd = spend.amount
            lowUSD = spend.low
            highUSD = spend.high
            inferredUSD = spend.inferred
            isLowerBound = spend.isLowerBound
        }
    }

    struct Stretch: Codable {
        let from, until: Date
    }

    struct Unpriced: Codable {
        let item: String
        let region: Region
        let things: Int
    }

    struct Lagging: Codable {
        let region: Region
        let kind: ResourceKind
        let asOf: Date
    }

    struct Burner: Codable {
        let kind: ResourceKind
        let id: String
        let region: Region
        let name: String?
        let dayUSD: Money
    }

    struct Compared: Codable {
        let start, end: String
        let billedUSD, meteredUSD, differenceUSD: Money
        let differencePercent: Double?
        let estimated: Bool
    }

    typealias Period = Joined<Stretch, Amounts>

    let since, asOf: Date
    let nowUSDPerHour: Money
    let dayUSDPerHour, weekUSDPerHour: Money?
    let today: Amounts
    let day, week: Period
    let unpriced: [Unpriced]
    let lagging: [Lagging]
    let unseenHighUSD: Money?
    let dearest: [Burner]
    let reconciled: [Compared]
}

extension SpendEntry {
    init(_ spend: SpendFigures) {
        self.init(
            since: spend.since, asOf: spend.until, nowUSDPerHour: spend.now.amount, dayUSDPerHour: spend.day.perHour,
            weekUSDPerHour: spend.week.perHour, today: Amounts(spend.today), day: SpendEntry.period(spend.day),
            week: SpendEntry.period(spend.week),
            unpriced: SpendReport.unpriced(spend).map {
                Unpriced(item: $0.key.item, region: $0.key.region, things: $0.value)
            },
            lagging: spend.lagging.map { Lagging(region: $0.region, kind: $0.kind, asOf: $0.until) },
            unseenHighUSD: spend.unseen?.high,
            dearest: spend.dearest.prefix(20).map {
                Burner(
                    kind: $0.key.kind, id: $0.key.id, region: $0.key.region, name: $0.name, dayUSD: $0.spend.amount)
            },
            reconciled: spend.reconciled.map(SpendEntry.compared))
    }

    private static func period(_ period: MeteredPeriod) -> Period {
        Joined(Stretch(from: period.from, until: period.until), Amounts(period.spend))
    }

    private static func compared(_ days: Reconciliation) -> Compared {
        Compared(
            start: days.start, end: days.end, billedUSD: days.billed, meteredUSD: days.metered.amount,
            differenceUSD: days.difference,
            differencePercent: days.differencePercent.map { ($0 * 100).rounded() / 100 }, estimated: days.isEstimated)
    }
}
