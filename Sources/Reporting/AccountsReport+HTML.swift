// Many accounts as a page: a table on a desk, a card for each on a phone.

import CostModel
import Foundation

extension AccountsReport {
    /// One file that needs no network.
    package var html: String {
        let zone = TimeText.clock(context.now, in: context.timeZone).split(separator: " ").last ?? "UTC"
        let heads = [
            "account", "left, USD", "used", "USD an hour", "hours left", "ends, \(zone)", "scanned", "idle, USD a day",
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
            "Accounts", lead: summary,
            notices: [blind].compactMap { $0 },
            sections: [rows.isEmpty ? .nothing : .tag("section", ["class": "first"], table)],
            command: "costguard report --format html DATABASE …", context)
    }

    private func row(_ row: AccountRow, _ heads: [String]) -> Markup {
        let now = context.now
        let hours = row.hoursLeft(at: now)
        let isSoon = hours.map { $0 < 72 && row.endsBy == .exhaustion } ?? false
        let more = row.idle.count > 3 ? " and \(row.idle.count - 3) more" : ""
        let idle = row.idle.isEmpty ? "" : "idle: \(row.idleNames(3, separator: ", "))\(more)"
        let account = [row.account?.digits, idle.isEmpty ? nil : idle].compactMap { $0 }.joined(separator: "; ")
        let name = Markup.tag("b", [:], Markup(row.name))
        guard row.account != nil || row.left != nil else {
            return .tag(
                "tr", [:], .tag("td", ["class": "whole"], name),
                .tag("td", ["class": "whole loss", "colspan": "7"], Markup(row.problem ?? "")))
        }
        let first = Markup.tag(
            "td", ["class": "whole"], name, account.isEmpty ? .nothing : .tag("small", [:], Markup(account)),
            row.problem.map { .tag("small", ["class": "loss"], Markup($0)) } ?? .nothing)
        let age = row.scannedAt.map { TimeText.ago($0, now: now) }
        let cells: [(String, Bool)] = [
            (row.left?.cents ?? "?", isSoon), (row.usedPercent.map(CommonText.percent) ?? "?", false),
            (row.burnPerHour.map(CommonText.rate) ?? "?", false),
            (hours.map { QuantityText.decimal($0.rounded(.down), places: 0) } ?? "–", isSoon),
            (row.end.map(short) ?? "–", isSoon), (age ?? "never", false),
            (row.idle.isEmpty ? "–" : row.idlePerDay.cents, false),
        ]
        return .tag(
            "tr", [:], first,
            .all(
                zip(cells, heads.dropFirst()).map { cell, head in
                    .tag("td", ["class": cell.1 ? "n loss" : "n", "data-label": head], Markup(cell.0))
                }))
    }
}
