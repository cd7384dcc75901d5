// The table of many accounts for a terminal: as wide as what stands in it, and where that is more than there is room for,
// the names are shortened in their middle, then the columns that say least go.

import CostModel
import Foundation

extension AccountsReport {
    /// As text, as wide as the reader's terminal.
    package var text: String {
        var lines = TextLines(context)
        lines.heading(summary)
        if let blind { lines.add(blind, style: context.palette.bad) }
        guard !rows.isEmpty else { return lines.text }
        let known = rows.filter(Self.isKnown)
        let columns = fitting(columns(of: known), names: Self.longest(rows), lines.tableWidth)
        let room = lines.tableWidth - Self.width(columns)
        let names = rows.map { Sanitizer.terminal($0.name).shortened(to: max(Self.shortestName, room)) }
        let widest = names.map(\.columns).max() ?? 0
        lines.line(Self.line("account".filled(to: widest), columns.map { $0.laid($0.title) }))
        let alike = Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }
        var number = 0
        for (row, name) in zip(rows, names) {
            if Self.isKnown(row) {
                let cells = columns.map { $0.laid($0.cells[number]) }
                lines.line(Self.line(name.filled(to: widest), cells))
                number += 1
                // Where the column shows two alike, their files and accounts tell them apart.
                if alike[name] != nil {
                    lines.add((row.account.map { "account \($0) of " } ?? "") + "'\(row.file)'", head: "    ")
                }
            }
            guard let problem = row.problem else { continue }
            let head = Self.isKnown(row) ? "    " : name.filled(to: widest + 2)
            lines.add(problem, head: head, style: row.isRepeat ? { $0 } : context.palette.bad)
        }
        return lines.text
    }

    private static let shortestName = 12

    /// Whether there is anything to tell of it besides its problem.
    private static func isKnown(_ row: AccountRow) -> Bool { row.left != nil || row.account != nil }

    private static func longest(_ rows: [AccountRow]) -> Int {
        rows.map { Sanitizer.terminal($0.name).columns }.max() ?? 0
    }

    private static func width(_ columns: [Column]) -> Int { columns.reduce(0) { $0 + $1.width + 2 } }

    private static func line(_ name: String, _ cells: [String]) -> String {
        let line = ([name] + cells).joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// Without the columns that there is no room for: what is only added stands beside whole names, the others beside
    /// names of which enough is left.
    private func fitting(_ columns: [Column], names: Int, _ width: Int) -> [Column] {
        var kept = columns
        while let least = kept.indices.max(by: { kept[$0].rank < kept[$1].rank }), kept[least].rank > 0,
            Self.width(kept) + (kept[least].isAdded ? names : min(names, Self.shortestName)) > width
        {
            kept.remove(at: least)
        }
        return kept
    }

    /// One column: what stands in it for each account, and how soon it goes where there is no room: the highest rank first,
    /// 0 never.
    private struct Column {
        let title: String
        let rank: Int
        var isText = false
        let cells: [String]

        /// Told where there is room to spare.
        var isAdded: Bool { rank > 5 }

        var width: Int { ([title] + cells).map(\.columns).max() ?? 0 }

        func laid(_ cell: String) -> String {
            isText ? cell.filled(to: width) : cell.aligned(to: width)
        }
    }

    private func columns(of rows: [AccountRow]) -> [Column] {
        let zone = TimeText.clock(context.now, in: context.timeZone).split(separator: " ").last ?? "UTC"
        func column(_ title: String, _ rank: Int, isText: Bool = false, _ cell: (AccountRow) -> String) -> Column {
            Column(title: title, rank: rank, isText: isText, cells: rows.map(cell))
        }
        return [
            column("left", 0) { $0.left?.cents ?? "?" },
            column("used", 0) { $0.usedPercent.map(CommonText.percent) ?? "?" },
            column("USD/h", 1) { $0.burnPerHour.map(CommonText.rate) ?? "?" },
            column("hours", 3) { row in
                row.hoursLeft(at: context.now).map { QuantityText.decimal($0.rounded(.down), places: 0) } ?? "-"
            },
            column("ends (\(zone))", 2) { $0.end.map(short) ?? "-" },
            column("scanned", 5) { row in
                row.scannedAt.map { TimeText.span(context.now.timeIntervalSince($0)) } ?? "never"
            },
            column("idle USD/d", 0, isText: true) { row in
                row.idle.isEmpty ? "-" : "\(row.idle.count): \(row.idlePerDay.cents)"
            },
            column("what is idle", 6, isText: true) { idleNames($0) },
            column("account number", 7, isText: true) { $0.account?.digits ?? "-" },
        ]
    }

    /// The dearest two by name.
    private func idleNames(_ row: AccountRow) -> String {
        guard !row.idle.isEmpty else { return "-" }
        let more = row.idle.count > 2 ? " +\(row.idle.count - 2)" : ""
        return Sanitizer.terminal(row.idleNames(2, separator: ", ")).cut(to: 50) + more
    }
}
