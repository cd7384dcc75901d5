// Metered spend for people: what was burned, how sure that is, and what it leaves out.
// Leaves JSON to SpendReport+JSON.

import CostModel
import Foundation

/// What the meter says.
enum SpendReport {
    /// A place that lags less is no news: it was listed a moment before the others.
    private static let leastLag: TimeInterval = 600

    /// `SPENT  3.12 USD today, 7.90 in 24 h, 41.20 in 7 days (metered)`; nothing where the meter has no hour yet.
    static func section(_ context: TextContext, _ lines: inout TextLines) {
        guard let spend = context.metered else { return }
        let least = isLowerBound(spend) ? "at least " : ""
        lines.field(
            "SPENT", "\(least)\(periods(spend, context)) (metered)", indent: 0, label: TextLines.titleColumns)
        for (label, words) in uncertainty(context) { lines.field(label, words) }
    }

    /// How unsure the figures are, and what is not in them yet: a label and its words each.
    static func uncertainty(_ context: TextContext) -> [(String, String)] {
        guard let spend = context.spend else { return [] }
        let unsure = [range(spend), inferred(spend)].compactMap { $0 }.joined(separator: "; ")
        let words = [("unsure", unsure), ("not seen", lagging(spend, context) ?? "")]
        return words.filter { !$0.1.isEmpty }
    }

    /// The longer a period, the later it is told; what the meter does not cover yet is not told at all.
    private static func periods(_ spend: SpendFigures, _ context: TextContext) -> String {
        guard spend.until.timeIntervalSince(spend.since) >= .day else {
            return "\(amount(spend.week.spend)) USD since \(context.point(spend.since))"
        }
        var parts = ["\(amount(spend.today)) USD today", "\(amount(spend.day.spend)) in 24 h"]
        let days = Int(spend.week.hours / 24)
        if days >= 2 { parts.append("\(amount(spend.week.spend)) in \(days) days") }
        return parts.joined(separator: ", ")
    }

    /// What is told beside the present burn, and whether the meter covers the whole of it.
    static func spans(_ spend: SpendFigures) -> [(name: String, period: MeteredPeriod, isWhole: Bool)] {
        [("24 h", spend.day, spend.day.hours >= 23.9), ("7 days", spend.week, spend.week.hours >= 167.9)]
    }

    private static func amount(_ spend: MeteredSpend) -> String {
        spend.amount > .zero && spend.amount < cent ? "under 0.01" : spend.amount.cents
    }

    private static func inferred(_ spend: SpendFigures) -> String? {
        let inferred = spend.week.spend.inferred
        return inferred >= cent ? "\(inferred.cents) inferred: nobody looked" : nil
    }

    /// Only where the ends are more than a twentieth of the figure apart, and more than a cent.
    private static func range(_ spend: SpendFigures) -> String? {
        let week = spend.week.spend
        guard week.high - week.low >= max(cent, week.amount.scaled(by: 1, over: 20)) else { return nil }
        return "between \(week.low.cents) and \(week.high.cents)"
    }

    private static let cent = Money(nanoUSD: 10_000_000)

    /// Whether more may have been spent than any figure of it says.
    static func isLowerBound(_ spend: SpendFigures) -> Bool {
        spend.week.spend.isLowerBound || spend.now.isLowerBound || spend.unseen != nil
    }

    private static func lagging(_ spend: SpendFigures, _ context: TextContext) -> String? {
        let left = spend.lagging.filter { $0.leftAt != nil }
        // What the last scan listed lags behind nothing: one machine was looked at since, before a stop.
        let told = min(context.scan?.at ?? spend.until, spend.until.addingTimeInterval(-leastLag))
        let late = spend.lagging.filter { $0.leftAt == nil && $0.until < told }
        func places(_ marks: [MeterMark]) -> String? {
            guard let oldest = marks.map(\.until).min() else { return nil }
            let regions = Set(marks.map(\.region)).sorted().map(\.place).joined(separator: ", ")
            return "\(regions) since \(context.point(oldest))"
        }
        let unseen = spend.unseen.flatMap { unseen in
            places(left).map { "\($0), outside the regions that are scanned: 0.00 to \(unseen.high.cents) USD more" }
        }
        let parts = [places(late).map { "\($0): not in it yet" }, unseen].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// What is not in the figures, and what costs most.
    static func details(_ context: TextContext, _ lines: inout TextLines) {
        guard let spend = context.metered else { return }
        let titles = Titles(spend.dearest.map { (key: $0.key, name: $0.name) })
        let top = spend.dearest.prefix(5).filter { $0.spend.amount >= cent }.map {
            "\($0.spend.amount.cents) \(titles.title($0.key, $0.name, cutTo: 24))"
        }
        if !top.isEmpty { lines.field("burning", "USD in 24 h: \(top.joined(separator: ", "))") }
        if let also = UsageText.metered(spend) { lines.field("also metered", also) }
        lines.field("not metered", notMetered(spend).joined(separator: "; "))
    }

    /// What the figures leave out, each in a phrase.
    static func notMetered(_ spend: SpendFigures) -> [String] {
        var blind = unpricedWords(spend)
        if spend.week.spend.high > spend.week.spend.amount {
            blind.append("snapshots, which cost less than their volumes' size: in the upper end alone")
        }
        if !(spend.week.spend.atListPrice.union(spend.now.atListPrice)).isEmpty {
            blind.append("spot pays less than the list price that is reckoned here")
        }
        blind += UsageText.limits(spend)
        return blind + ["Free Tier hours, reservations, transfer, requests, services that a scan does not list"]
    }

    /// What has no known price, and how many things that is.
    static func unpriced(_ spend: SpendFigures) -> [(key: UnpricedItem, value: Int)] {
        spend.week.spend.unpriced.merging(spend.now.unpriced, uniquingKeysWith: max).sorted { $0.key < $1.key }
    }

    private static func unpricedWords(_ spend: SpendFigures) -> [String] {
        let all = unpriced(spend)
        guard !all.isEmpty else { return [] }
        let named = all.prefix(4).map { item, things in
            "\(amount(things, of: item.item)) in \(item.region.place)"
        }
        let more = all.count > 4 ? " and \(all.count - 4) more" : ""
        return ["no price known: \(named.joined(separator: ", "))\(more)"]
    }

    /// `3 x t3.micro`; `about 48.0 M some.model output tokens`.
    private static func amount(_ things: Int, of item: String) -> String {
        guard let service = UsageService.of(item) else { return "\(things) x \(Sanitizer.terminal(name(item)))" }
        return "\(UsageText.count(Int64(things))) \(Sanitizer.terminal(service.words(of: item)).cut(to: 100))"
    }

    /// `ec2:t3.micro` is `t3.micro` to people.
    private static func name(_ item: String) -> String {
        item.split(separator: ":", maxSplits: 1).last.map(String.init) ?? item
    }

    /// `billed 18 Nov to 19 Nov 4.10 USD, metered 3.92: 0.18 (4 %) that the meter does not see`: the newest days of which
    /// both are known.
    static func reconciled(_ context: TextContext, _ lines: inout TextLines) {
        guard let last = context.spend?.reconciled.last else { return }
        let share = last.differencePercent.map { " (\(QuantityText.decimal(abs($0), places: 0)) %)" } ?? ""
        let gap = last.difference
        let verdict =
            gap >= .zero
            ? "\(gap.cents)\(share) that the meter does not see"
            : "\((.zero - gap).cents)\(share) less than list prices"
        let estimate = last.isEstimated ? ", which AWS may still change" : ""
        lines.field(
            "compared",
            "\(last.start) up to \(last.end): billed \(last.billed.cents) USD gross\(estimate), metered "
                + "\(last.metered.amount.cents): \(verdict)", indent: 0, label: TextLines.titleColumns)
    }

    /// When a credit ends by the burns that the meter saw; nil where no burn is known, and where another credit pays
    /// first: from when on is the other's to say.
    static func runway(of balance: CreditBalance, _ spend: SpendFigures?, at now: Date) -> Runway? {
        guard !balance.isWaiting(at: now) else { return nil }
        let burns = [balance.burnPerHour].compactMap { $0 } + (spend?.burns ?? [])
        return Runway(remaining: balance.remaining(at: now), burns: burns, expiresAt: balance.expiresAt, from: now)
    }

    /// `0.90 to 1.31 USD/h now, in 24 h and in 7 days: ends 20:10 UTC to Sun 22 Nov 04:00 UTC`; nil where both agree.
    static func range(of balance: CreditBalance, _ context: TextContext) -> String? {
        guard let runway = runway(of: balance, context.spend, at: context.now), runway.lowest < runway.highest,
            let earliest = runway.earliest, runway.latest != earliest
        else { return nil }
        let rates = "\(CommonText.rate(runway.lowest)) to \(CommonText.rate(runway.highest)) USD/h"
        let latest = runway.latest.map(context.point) ?? "never"
        return "\(rates) now, in 24 h and in 7 days: ends \(context.point(earliest)) to \(latest)"
    }

    /// `your card pays 30.24 USD a day as things stand`: what comes after the credit; nil where nobody knows who pays.
    static func afterwards(_ balance: CreditBalance, _ context: TextContext) -> String? {
        guard balance.remaining != nil, let then = CommonText.afterwards(balance.source, context.figures?.plan),
            then == CommonText.card,
            let burn = context.spend?.now.amount ?? balance.burnPerHour, burn > .zero
        else { return nil }
        return "\(then) \(burn.scaled(by: 24, over: 1).cents) USD a day as things stand"
    }
}
