// List prices for people and machines: where they are from, how old they are, and what one thing costs.

package import CostModel
import Foundation

/// The price book as text, JSON or CSV.
package enum PricesReport {
    /// How one region's prices stand.
    struct Standing {
        let region: Region
        let types: Int
        let others: Int
        let refreshedAt: Date?
    }

    /// Where the prices are from, region by region; those that AWS was asked about first.
    package static func text(_ book: PriceBook, used: [Region], _ context: TextContext) -> String {
        var lines = TextLines(context)
        let standings = standings(book)
        let age = book.listedAt.map { ", \(TimeText.span(context.now.timeIntervalSince($0))) old" } ?? ""
        lines.section("PRICES", "\(CountText.text(standings.count, "region")), built-in list of \(book.listDate)\(age)")
        let refreshed = standings.filter { $0.refreshedAt != nil }
        let missing = used.filter { region in !standings.contains { $0.region == region } }
        for one in refreshed {
            let at = one.refreshedAt.map(context.point) ?? ""
            lines.field(one.region.code, "from AWS's Price List, \(at): \(counts(one))", label: TextLines.titleColumns)
        }
        for one in standings where one.refreshedAt == nil && used.contains(one.region) {
            lines.field(one.region.code, "built-in list: \(counts(one))", label: TextLines.titleColumns)
        }
        for region in missing {
            lines.field(region.code, "no price is known here", label: TextLines.titleColumns)
        }
        let others = standings.filter { $0.refreshedAt == nil && !used.contains($0.region) }.count
        if others > 0 {
            let name = others == standings.count ? "regions" : "other regions"
            lines.add(
                "\(others) \(name) by the built-in list; what instances cost is estimated outside us-east-1", head: "  "
            )
        }
        lines.next(["costguard prices refresh", "costguard prices show t3.micro --region us-east-1"])
        return lines.text
    }

    /// What one item costs, in one region or in each that knows it.
    package static func text(_ prices: [ListedPrice], in book: PriceBook, _ context: TextContext) -> String {
        var lines = TextLines(context)
        guard let first = prices.first else { return "" }
        lines.section("PRICE", PriceItem.name(of: first.item))
        if let note = PriceItem.note(of: first.item) {
            lines.add(note, head: String(repeating: " ", count: TextLines.titleColumns))
        }
        let isHourly = first.unit == .hour
        let columns = isHourly ? [30, 14, 14] : [30, 28]
        let unit = isHourly ? "hour" : first.unit.rawValue
        lines.row(["region", "USD per \(unit)"] + (isHourly ? ["USD per month"] : []) + ["from"], columns)
        for price in prices {
            let source =
                price.refreshedAt.map { "AWS, \(TimeText.day($0, in: context.timeZone, now: context.now))" }
                ?? "\(price.isEstimate ? "estimate" : "list"), \(book.listDate)"
            let place = Region(price.region).map(CommonText.place) ?? "every region"
            let month = isHourly ? [price.perMonth.cents] : []
            lines.row([place, price.price.description] + month + [source], columns)
        }
        return lines.text
    }

    /// One JSON object, schema version 1. `prices` holds what was asked for, `regions` where: all, unless an item was
    /// named.
    package static func json(_ book: PriceBook, prices: [ListedPrice] = []) -> String {
        let named = Set(prices.map(\.region))
        let regions = standings(book).filter { named.isEmpty || named.contains($0.region.code) }.map {
            PricesDocument.Place(
                region: $0.region, source: source($0.refreshedAt), asOf: $0.refreshedAt ?? book.listedAt,
                instanceTypes: $0.types, otherItems: $0.others)
        }
        let items = prices.map {
            PricesDocument.Price(
                item: $0.item, region: $0.region, unit: $0.unit, usd: $0.price, hourlyUSD: $0.perHour,
                monthlyUSD: $0.perMonth, source: source($0.refreshedAt), asOf: $0.refreshedAt ?? book.listedAt,
                estimated: $0.isEstimate, note: PriceItem.note(of: $0.item))
        }
        return JSONText.document(PricesDocument(listDate: book.listDate, regions: regions, prices: items))
    }

    /// One row a price; all of the book where no item is named.
    package static func csv(_ prices: [ListedPrice], in book: PriceBook) -> String {
        var table = CSVText([
            "item", "region", "unit", "usd", "hourly_usd", "monthly_usd", "source", "as_of", "estimated",
        ])
        for price in prices.sorted(by: { ($0.item, $0.region) < ($1.item, $1.region) }) {
            table.row([
                .text(price.item), .text(price.region), .text(price.unit.rawValue), .number(price.price.description),
                .number(price.perHour.description), .number(price.perMonth.description),
                .text(source(price.refreshedAt).rawValue), .text(price.refreshedAt.map(UTCTime.text) ?? book.listDate),
                .text(price.isEstimate ? "yes" : "no"),
            ])
        }
        return table.document
    }

    private static func counts(_ one: Standing) -> String { "\(one.types) types of instances, \(one.others) others" }

    private static func source(_ refreshedAt: Date?) -> PricesDocument.Source {
        refreshedAt == nil ? .builtIn : .priceList
    }

    /// By region's code.
    private static func standings(_ book: PriceBook) -> [Standing] {
        Dictionary(grouping: book.prices, by: \.region).compactMap { code, prices in
            guard let region = Region(code) else { return nil }
            let types = prices.count { $0.item.hasPrefix(PriceItem.instancePrefix) }
            return Standing(
                region: region, types: types, others: prices.count - types,
                refreshedAt: prices.compactMap(\.refreshedAt).max())
        }.sorted { $0.region < $1.region }
    }
}

/// `prices list` and `prices show` with `--format json`.
struct PricesDocument: Codable {
    enum Source: String, CaseIterable, Codable { case builtIn = "built-in", priceList = "price-list" }

    struct Place: Codable {
        let region: Region
        let source: Source
        let asOf: Date?
        let instanceTypes, otherItems: Int
    }

    struct Price: Codable {
        let item, region: String
        let unit: PriceUnit
        let usd, hourlyUSD, monthlyUSD: Money
        let source: Source
        let asOf: Date?
        let estimated: Bool
        let note: String?
    }

    var schemaVersion = SchemaVersion.one
    let listDate: String
    let regions: [Place]
    let prices: [Price]
}

extension TextLines {
    /// Cells side by side, two columns in; the last takes what is left.
    fileprivate mutating func row(_ cells: [String], _ columns: [Int]) {
        var line = "  "
        for (cell, width) in zip(cells, columns) { line += cell.padded(to: width) }
        verbatim((line + cells.dropFirst(columns.count).joined(separator: " ")))
    }
}
