// What a refresh of prices changed, for people and machines.

import CostModel
import Foundation

/// A refresh as text, JSON or CSV.
package enum PriceRefreshReport {
    /// Each region: what changed, the greatest first, and what was not believed. Why a region failed is an error, and
    /// told as that beside the report.
    package static func text(_ refreshes: [PriceRefresh], _ context: TextContext) -> String {
        var lines = TextLines(context)
        let done = refreshes.compactMap(\.update)
        let taken = done.reduce(0) { $0 + $1.taken }
        lines.section(
            "PRICES", "\(taken) from AWS's Price List in \(done.count) of \(Counted.text(refreshes.count, "region"))")
        for refresh in refreshes {
            guard let update = refresh.update else {
                lines.field(refresh.region.code, "its old prices stay", label: TextLines.titleColumns)
                continue
            }
            lines.field(
                update.region.code,
                "\(update.changed.count) changed, \(update.added.count) new, \(update.same) the same"
                    + (update.refused.isEmpty ? "" : ", \(update.refused.count) not believed"),
                label: TextLines.titleColumns)
            lines.some(update.changed) { change, lines in
                let name = PriceItem.name(of: change.item)
                lines.field(name, "\(words(change))", indent: 4, label: TextLines.titleColumns + 4)
            }
            lines.some(update.refused) { refusal, lines in
                let name = PriceItem.name(of: refusal.item)
                lines.field(name, "not believed: \(refusal.why)", indent: 4, label: TextLines.titleColumns + 4)
            }
        }
        return lines.text
    }

    /// `0.0104 -> 0.0116 USD (+11.5 %)`.
    private static func words(_ change: PriceChange) -> String {
        let percent = Quantity.decimal(change.percent, places: 1)
        return "\(change.old) -> \(change.new) USD (\(change.percent > 0 ? "+" : "")\(percent) %)"
    }

    /// One JSON object, schema version 1; `outcome` is refreshed or failed.
    package static func json(_ refreshes: [PriceRefresh], at now: Date) -> String {
        let regions = refreshes.map { refresh in
            let update = refresh.update
            return JSONText.object([
                ("region", .string(refresh.region.code)),
                ("outcome", .string(update == nil ? "failed" : "refreshed")), ("error", .optional(refresh.failure)),
                ("same", .integer(update?.same ?? 0)), ("added", .array((update?.added ?? []).map { .string($0) })),
                ("changed", .array((update?.changed ?? []).map(json))),
                (
                    "refused",
                    .array(
                        (update?.refused ?? []).map { refusal in
                            .object([("item", .string(refusal.item)), ("why", .string(refusal.why))])
                        })
                ),
            ])
        }
        return JSONText.object([
            ("schemaVersion", .integer(1)), ("refreshedAt", .time(now)), ("regions", .array(regions)),
        ]).document
    }

    private static func json(_ change: PriceChange) -> JSONText {
        .object([
            ("item", .string(change.item)), ("oldUSD", .money(change.old)), ("newUSD", .money(change.new)),
            ("percent", .real((change.percent * 10).rounded() / 10)),
        ])
    }

    /// One row a change.
    package static func csv(_ refreshes: [PriceRefresh]) -> String {
        var table = CSVText(["region", "item", "old_usd", "new_usd", "percent"])
        for update in refreshes.compactMap(\.update) {
            for change in update.changed {
                table.row([
                    .text(update.region.code), .text(change.item), .number(change.old.description),
                    .number(change.new.description), .number(Quantity.decimal(change.percent, places: 1)),
                ])
            }
        }
        return table.document
    }
}
