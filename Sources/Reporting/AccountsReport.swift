// Many accounts as one table, the one whose credit ends first in front: JSON, CSV and the page. The table for a terminal is
// AccountsReport+Text's.

import CostModel
import Foundation

/// The accounts of several databases.
package struct AccountsReport: Report {
    /// The one that ends first in front.
    package let rows: [AccountRow]
    let context: TextContext

    /// A table in the reader's surroundings; rows in any order.
    package init(_ rows: [AccountRow], _ context: TextContext) {
        self.rows = rows.sorted(by: AccountRow.endsFirst)
        self.context = context
    }

    /// Whether every database was read, and every account seen whole.
    package var isComplete: Bool { blindRows == 0 }

    private var blindRows: Int { rows.count { $0.problem != nil && !$0.isRepeat } }

    /// `3 accounts, 41.20 USD left, 2.10 USD an hour; 4 idle machines burn 25.24 USD a day`. A sum of which nothing is
    /// known is left out, and one of which a part is unknown says so.
    var summary: String {
        let accounts = rows.count { $0.account != nil }
        let count = CountText.text(accounts, "account")
        let left = sum(rows.map(\.left)).map { ", \($0.lead)\($0.money.cents) USD left" } ?? ""
        let burn = sum(rows.map(\.burnPerHour)).map { ", \($0.lead)\(CommonText.rate($0.money)) USD an hour" } ?? ""
        let idle = rows.reduce(0) { $0 + $1.idle.count }
        guard idle > 0 else { return count + left + burn }
        let saving = rows.reduce(Money.zero) { $0 + $1.idlePerDay }
        let burns = CountText.text(idle, "idle machine", "burn")
        return "\(count)\(left)\(burn); \(burns) \(saving.cents) USD a day"
    }

    private func sum(_ amounts: [Money?]) -> (lead: String, money: Money)? {
        let known = amounts.compactMap { $0 }
        guard !known.isEmpty else { return nil }
        return (known.count < amounts.count ? "at least " : "", known.reduce(.zero, +))
    }

    /// `2 could not be read or were not seen whole`; nil where all is well.
    var blind: String? {
        blindRows == 0 ? nil : "\(blindRows) could not be read, or were not seen whole"
    }

    /// `21 Nov 20:35`; the year where it is another one.
    func short(_ date: Date) -> String {
        let day = TimeText.shortDay(date, in: context.timeZone)
        let isNear = abs(date.timeIntervalSince(context.now)) < 300 * .day
        return isNear ? "\(day) \(TimeText.hour(date, in: context.timeZone))" : "\(day) \(UTCTime.text(date).prefix(4))"
    }

    /// One JSON object, schema version 1. What is not known is null, never 0.
    package var json: String {
        JSONText.document(AccountsDocument(at: context.now, complete: isComplete, accounts: rows.map(entry)))
    }

    private func entry(_ row: AccountRow) -> AccountsDocument.Account {
        .init(
            name: row.name, file: row.file, account: row.account, leftUSD: row.left, grantedUSD: row.granted,
            usedPercent: row.usedPercent.map(QuantityText.fourDecimals), burnUSDPerHour: row.burnPerHour,
            hoursLeft: row.hoursLeft(at: context.now).map(QuantityText.fourDecimals), endsAt: row.end,
            endsBy: row.endsBy,
            scannedAt: row.scannedAt, running: row.running,
            idle: row.idle.map {
                .init(resource: ResourceEntry($0.key, name: $0.name), savingUSDPerDay: $0.perDay)
            },
            gaps: row.gaps, problem: row.problem)
    }

    /// One row an account or unreadable file; what is not known is an empty cell.
    package var csv: String {
        var table = CSVText([
            "name", "file", "account", "left_usd", "granted_usd", "used_percent", "burn_usd_per_hour", "hours_left",
            "ends_at", "ends_by", "scanned_at", "running", "idle", "idle_usd_per_day", "idle_names", "gaps", "problem",
        ])
        for row in rows {
            table.row([
                .text(row.name), .text(row.file), .text(row.account?.digits), .number(row.left?.description),
                .number(row.granted?.description),
                .number(row.usedPercent.map(QuantityText.fourDecimals).map { String($0) }),
                .number(row.burnPerHour?.description),
                .number(row.hoursLeft(at: context.now).map(QuantityText.fourDecimals).map { String($0) }),
                .text(row.end.map(UTCTime.text)), .text(row.endsBy?.rawValue), .text(row.scannedAt.map(UTCTime.text)),
                .number(row.running.map(String.init)), .number(row.account == nil ? nil : String(row.idle.count)),
                .number(row.account == nil ? nil : row.idlePerDay.description),
                .text(row.idleNames(row.idle.count, separator: "; ")),
                .number(row.account == nil ? nil : String(row.gaps)), .text(row.problem),
            ])
        }
        return table.document
    }
}

/// `report --table --format json`.
struct AccountsDocument: Codable {
    struct Account: Codable {
        let name, file: String
        let account: AccountID?
        let leftUSD, grantedUSD: Money?
        let usedPercent: Double?
        let burnUSDPerHour: Money?
        let hoursLeft: Double?
        let endsAt: Date?
        let endsBy: CreditEnd?
        let scannedAt: Date?
        let running: Int?
        let idle: [Idle]
        let gaps: Int
        let problem: String?
    }

    struct Idle: Codable {
        let resource: ResourceEntry
        let savingUSDPerDay: Money?
    }

    var schemaVersion = SchemaVersion.one
    let at: Date
    let complete: Bool
    let accounts: [Account]
}

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
