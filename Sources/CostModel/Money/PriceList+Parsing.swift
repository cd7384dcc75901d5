// Price lists from text: four small CSV files without quotes. Where the text comes from is the caller's business.

/// A line of a price file that is not what it should be.
package struct PriceListError: Error, Sendable, CustomStringConvertible {
    /// `ec2-types.csv`, `ec2-region-factors.csv`, `storage.csv` or `usage.csv`.
    package let file: String
    /// From 1, the header included.
    package let line: Int
    /// What failed, with what was found and what was expected.
    package let message: String

    /// The place, the message, and where to look next.
    package var description: String {
        "\(file):\(line): \(message)\nhint: prices/README.md says what stands in each column"
    }
}

extension PriceList {
    /// A price list from the text of its files; every column is named in the first line, in a fixed order.
    ///
    /// A type whose `instance_store_gb` is empty keeps its price but is left out of `types`, so that a scan asks
    /// AWS what it is made of. One whose `usd_per_hour` is empty is known, and has no price: AWS sells it no more, but such
    /// machines run on, and DescribeInstanceTypes may not tell of them. An empty factor is left out: the family's price there is the default's.
    ///
    /// - Parameters:
    ///   - date: The day on which the prices were read, `YYYY-MM-DD`.
    ///   - types: `type,vcpus,gpus,instance_store_gb,usd_per_hour`.
    ///   - factors: `region`, then families, one of them `default`.
    ///   - storage: `item,region,usd`.
    ///   - usage: `item,region,usd`, where `*` is every region.
    /// - Throws: ``PriceListError`` at the first line that is not understood, or says something twice.
    package init(
        date: String, types: String, factors: String, storage: String, usage: String = ""
    ) throws(PriceListError) {
        let (kinds, perHour) = try PriceList.types(in: types)
        self.init(
            date: date, types: kinds, perHour: perHour, factors: try PriceList.factors(in: factors),
            storage: try PriceList.storage(in: storage), publicIPv4PerHour: Money(nanoUSD: 5_000_000))
        if !usage.isEmpty { self.usage = try PriceList.usage(in: usage) }
    }

    private static func usage(in text: String) throws(PriceListError) -> [String: [String: Money]] {
        let table = try Table(text, file: "usage.csv", columns: ["item", "region", "usd"])
        var usage: [String: [String: Money]] = [:]
        for row in table.rows {
            let item = try row.name(0)
            guard UsageService.of(item) != nil else { throw row.fault("no service is known of the item '\(item)'") }
            let region = row.cells[1] == PriceItem.everywhere ? row.cells[1] : try row.region(1).code
            guard usage[item]?[region] == nil else {
                throw row.fault("the price of '\(item)' in '\(region)' stands here twice")
            }
            usage[item, default: [:]][region] = try row.amount(2)
        }
        return usage
    }

    private static func types(
        in text: String
    ) throws(PriceListError) -> ([String: InstanceType], [String: Money]) {
        let columns = ["type", "vcpus", "gpus", "instance_store_gb", "usd_per_hour"]
        let table = try Table(text, file: "ec2-types.csv", columns: columns)
        var types: [String: InstanceType] = [:]
        var perHour: [String: Money] = [:]
        var named: Set<String> = []
        for row in table.rows {
            let type = try row.name(0)
            guard named.insert(type).inserted else { throw row.fault("the type '\(type)' stands here twice") }
            if !row.cells[4].isEmpty { perHour[type] = try row.amount(4) }
            let vcpus = try row.count(1)
            let gpus = try row.count(2)
            guard !row.cells[3].isEmpty else { continue }
            types[type] = InstanceType(vcpus: vcpus, gpus: gpus, instanceStoreGB: try row.count(3))
        }
        return (types, perHour)
    }

    private static func factors(in text: String) throws(PriceListError) -> [Region: [String: Int64]] {
        let table = try Table(text, file: "ec2-region-factors.csv", columns: nil)
        guard table.header.first == "region", table.header.contains("default") else {
            throw table.fault("got the columns '\(table.header.joined(separator: ","))', expected 'region,…,default'")
        }
        var factors: [Region: [String: Int64]] = [:]
        for row in table.rows {
            let region = try row.region(0)
            guard factors[region] == nil else { throw row.fault("the region '\(region)' stands here twice") }
            var families: [String: Int64] = [:]
            for (column, family) in table.header.enumerated().dropFirst() where !row.cells[column].isEmpty {
                // Money is the house's exact decimal: nanos of a factor are its thousand-millionths.
                families[family] = try row.amount(column).nanoUSD / 1000
            }
            factors[region] = families
        }
        return factors
    }

    private static func storage(in text: String) throws(PriceListError) -> [String: [Region: Money]] {
        let table = try Table(text, file: "storage.csv", columns: ["item", "region", "usd"])
        var storage: [String: [Region: Money]] = [:]
        for row in table.rows {
            let item = try row.name(0)
            let region = try row.region(1)
            guard storage[item]?[region] == nil else {
                throw row.fault("the price of '\(item)' in '\(region)' stands here twice")
            }
            storage[item, default: [:]][region] = try row.amount(2)
        }
        return storage
    }
}

/// A file's lines, split at commas; blank lines are passed over.
private struct Table {
    let file: String
    let header: [String]
    let rows: [Row]

    init(_ text: String, file: String, columns: [String]?) throws(PriceListError) {
        self.file = file
        var rows: [Row] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            rows.append(Row(file: file, line: index + 1, cells: cells))
        }
        header = rows.first?.cells ?? []
        if let columns, header != columns {
            let got = header.joined(separator: ",")
            let expected = columns.joined(separator: ",")
            throw PriceListError(file: file, line: 1, message: "got the columns '\(got)', expected '\(expected)'")
        }
        self.rows = Array(rows.dropFirst())
        for row in self.rows where row.cells.count != header.count {
            throw row.fault("got \(row.cells.count) cells, expected \(header.count)")
        }
    }

    func fault(_ message: String) -> PriceListError { PriceListError(file: file, line: 1, message: message) }
}

/// One line; its cells are as many as the header's.
private struct Row {
    let file: String
    let line: Int
    let cells: [String]

    func fault(_ message: String) -> PriceListError { PriceListError(file: file, line: line, message: message) }

    func name(_ column: Int) throws(PriceListError) -> String {
        guard !cells[column].isEmpty else { throw fault("got '' in column \(column + 1), expected a name") }
        return cells[column]
    }

    func count(_ column: Int) throws(PriceListError) -> Int {
        guard let count = Int(cells[column]), count >= 0 else {
            throw fault("got '\(cells[column])' in column \(column + 1), expected a whole number")
        }
        return count
    }

    /// More than 0: a price of 0 in a list is a gap that somebody filled in.
    func amount(_ column: Int) throws(PriceListError) -> Money {
        guard let amount = Money(cells[column]), amount > .zero else {
            throw fault("got '\(cells[column])' in column \(column + 1), expected a decimal above 0")
        }
        return amount
    }

    func region(_ column: Int) throws(PriceListError) -> Region {
        guard let region = Region(cells[column]) else {
            throw fault("got '\(cells[column])' in column \(column + 1), expected a region such as 'us-east-1'")
        }
        return region
    }
}
