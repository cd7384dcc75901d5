// Metered spend for machines. What is not known is null, never 0.

import CostModel

extension SpendReport {
    /// The object `spend` of `credits --format json`.
    static func json(_ spend: SpendFigures) -> JSONText {
        .object([
            ("since", .time(spend.since)), ("asOf", .time(spend.until)),
            ("nowUSDPerHour", .money(spend.now.amount)), ("dayUSDPerHour", .money(spend.day.perHour)),
            ("weekUSDPerHour", .money(spend.week.perHour)), ("today", amounts(spend.today)),
            ("day", period(spend.day)), ("week", period(spend.week)),
            ("unpriced", unpriced(spend)),
            ("lagging", .array(spend.lagging.map(mark))), ("unseenHighUSD", .money(spend.unseen?.high)),
            ("dearest", .array(spend.dearest.prefix(20).map(resource))),
            ("reconciled", .array(spend.reconciled.map(days))),
        ])
    }

    private static func amounts(_ spend: MeteredSpend) -> JSONText { .object(members(spend)) }

    private static func members(_ spend: MeteredSpend) -> [(String, JSONText)] {
        [
            ("usd", .money(spend.amount)), ("lowUSD", .money(spend.low)), ("highUSD", .money(spend.high)),
            ("inferredUSD", .money(spend.inferred)), ("isLowerBound", .bool(spend.isLowerBound)),
        ]
    }

    private static func period(_ period: MeteredPeriod) -> JSONText {
        .object([("from", .time(period.from)), ("until", .time(period.until))] + members(period.spend))
    }

    private static func unpriced(_ spend: SpendFigures) -> JSONText {
        let all = spend.week.spend.unpriced.merging(spend.now.unpriced, uniquingKeysWith: max)
        return .array(
            all.sorted { $0.key < $1.key }.map { item, things in
                .object([
                    ("item", .string(item.item)), ("region", .string(item.region.code)), ("things", .integer(things)),
                ])
            })
    }

    private static func mark(_ mark: MeterMark) -> JSONText {
        .object([
            ("region", .string(mark.region.code)), ("kind", .string(mark.kind.rawValue)), ("asOf", .time(mark.until)),
        ])
    }

    private static func resource(_ resource: ResourceSpend) -> JSONText {
        .object([
            ("kind", .string(resource.key.kind.rawValue)), ("id", .string(resource.key.id)),
            ("region", .string(resource.key.region.code)), ("name", .optional(resource.name)),
            ("dayUSD", .money(resource.spend.amount)),
        ])
    }

    private static func days(_ days: Reconciliation) -> JSONText {
        .object([
            ("start", .string(days.start)), ("end", .string(days.end)), ("billedUSD", .money(days.billed)),
            ("meteredUSD", .money(days.metered.amount)), ("differenceUSD", .money(days.difference)),
            ("differencePercent", .real(days.differencePercent.map { ($0 * 100).rounded() / 100 })),
            ("estimated", .bool(days.isEstimated)),
        ])
    }
}
