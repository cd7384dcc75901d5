// Many accounts as a page: a table on a desk, a card for each on a phone.

import CostModel
import Foundation

extension AccountsReport {
    /// One file that needs no network.
    public var html: String {
        let heads = [
            "account", "left, USD", "used", "USD an hour", "hours left", "ends", "scanned", "idle, USD a day",
        ]
        let table = Markup.tag(
            "table", ["class": "cards"],
            .tag(
                "thead", [:],
                .tag(
                    "tr", [:],
                    all: heads.enumerated().map {
                        .tag("th", ["class": $0.offset == 0 ? nil : "n"], Markup($0.element))
                    })),
            .tag("tbody", [:], all: rows.map { row($0, heads) }))
        return Page.document(
            rows.count == 1 ? "1 account" : "\(rows.count) accounts", lead: summary,
            notices: [blind].compactMap { $0 },
            sections: [rows.isEmpty ? .nothing : .tag("section", ["class": "first"], table)],
            command: "costguard report --format html DATABASE …", context)
    }

    private func row(_ row: AccountRow, _ heads: [String]) -> Markup {
        let now = context.now
        let hours = row.hoursLeft(at: now)
        let isSoon = hours.map { $0 < 72 && row.endsBy == .exhaustion } ?? false
        let names = row.idle.prefix(3).map { Sentences.title($0.key, $0.name) }.joined(separator: ", ")
        let more = row.idle.count > 3 ? " and \(row.idle.count - 3) more" : ""
        let idle = row.idle.isEmpty ? "" : "idle: \(names)\(more)"
        let account = [row.account?.digits, idle.isEmpty ? nil : idle].compactMap { $0 }.joined(separator: "; ")
        let first = Markup.tag(
            "td", ["class": "whole"], .tag("b", [:], Markup(row.name)),
            account.isEmpty ? .nothing : .tag("small", [:], Markup(account)),
            row.problem.map { .tag("small", ["class": "loss"], Markup($0)) } ?? .nothing)
        let age = row.scannedAt.map { "\(Moment.span(now.timeIntervalSince($0))) ago" }
        let cells: [(String, Bool)] = [
            (row.left?.cents ?? "?", isSoon), (row.usedPercent.map(Sentences.percent) ?? "?", false),
            (row.burnPerHour.map(Sentences.rate) ?? "?", false),
            (hours.map { Quantity.decimal($0.rounded(.down), places: 0) } ?? "–", isSoon),
            (row.end.map { Moment.point($0, in: context.timeZone, now: now) } ?? "–", isSoon), (age ?? "never", false),
            (row.idle.isEmpty ? "–" : row.idlePerDay.cents, false),
        ]
        guard row.account != nil || row.left != nil else {
            return .tag("tr", [:], first, .tag("td", ["class": "n", "colspan": "7"], "not read"))
        }
        return .tag(
            "tr", [:], first,
            .all(
                zip(cells, heads.dropFirst()).map { cell, head in
                    .tag("td", ["class": cell.1 ? "n loss" : "n", "data-label": head], Markup(cell.0))
                }))
    }
}
