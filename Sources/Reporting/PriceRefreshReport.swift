// What a refresh of prices changed, for people and machines.

package import CostModel
package import Foundation

/// A refresh as text, JSON or CSV.
package enum PriceRefreshReport {
    /// Each region: what changed, the greatest first, and what was not believed. Why a region failed is an error, and
    /// told as that beside the report.
    package static func text(_ refreshes: [PriceRefresh], _ context: TextContext) -> String {
        var lines = TextLines(context)
        let done = refreshes.compactMap(\.update)
        let taken = done.reduce(0) { $0 + $1.taken }
        lines.section(
            "PRICES", "\(taken) from AWS's Price List in \(done.count) of \(CountText.text(refreshes.count, "region"))")
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
        let percent = QuantityText.decimal(change.percent, places: 1)
        return "\(change.old) -> \(change.new) USD (\(change.percent > 0 ? "+" : "")\(percent) %)"
    }

    /// One JSON object, schema version 1; `outcome` is refreshed or failed.
    package static func json(_ refreshes: [PriceRefresh], at now: Date) -> String {
        let regions = refreshes.map { refresh in
            let update = refresh.update
            return PriceRefreshDocument.Place(
                region: refresh.region, outcome: update == nil ? .failed : .refreshed, error: refresh.failure,
                same: update?.same ?? 0, added: update?.added ?? [],
                changed: (update?.changed ?? []).map {
                    .init(
                        item: $0.item, oldUSD: $0.old, newUSD: $0.new, percent: ($0.percent * 10).rounded() / 10)
                },
                refused: update?.refused ?? [])
        }
        return JSONText.document(PriceRefreshDocument(refreshedAt: now, regions: regions))
    }

    /// One row a change.
    package static func csv(_ refreshes: [PriceRefresh]) -> String {
        var table = CSVText(["region", "item", "old_usd", "new_usd", "percent"])
        for update in refreshes.compactMap(\.update) {
            for change in update.changed {
                table.row([
                    .text(update.region.code), .text(change.item), .number(change.old.description),
                    .number(change.new.description), .number(QuantityText.decimal(change.percent, places: 1)),
                ])
            }
        }
        return table.document
    }
}

/// `prices refresh --format json`.
struct PriceRefreshDocument: Codable {
    enum Outcome: String, CaseIterable, Codable { case refreshed, failed }

    struct Place: Codable {
        let region: Region
        let outcome: Outcome
        let error: String?
        let same: Int
        let added: [String]
        let changed: [Change]
        let refused: [PriceRefusal]
    }

    struct Change: Codable {
        let item: String
        let oldUSD, newUSD: Money
        let percent: Double
    }

    var schemaVersion = SchemaVersion.one
    let refreshedAt: Date
    let regions: [Place]
}
