// Cost Explorer: GetCostAndUsage by month or day, with its filters. A credit shows as negative lines that cancel the
// usage.

import Foundation

private struct CostInput: Decodable {
    struct Period: Codable {
        var start: String
        var end: String
    }
    struct Grouping: Codable {
        var type: String?
        var key: String?
    }

    var timePeriod: Period
    var granularity: String
    var metrics: [String]
    var groupBy: [Grouping]?
    var filter: CostFilter?
    var nextPageToken: String?
}

private struct CostOutput: Encodable {
    struct Amount: Encodable {
        var amount: String
        var unit = "USD"
    }
    struct Group: Encodable {
        var keys: [String]
        var metrics: [String: Amount]
    }
    struct Result: Encodable {
        var timePeriod: CostInput.Period
        var total: [String: Amount]
        var groups: [Group]
        var estimated: Bool
    }

    var groupDefinitions: [CostInput.Grouping]?
    var resultsByTime: [Result]
    var dimensionValueAttributes: [String] = []
    var nextPageToken: String?
}

enum CostExplorer {
    static let actions: [String: JSONAction] = [
        "GetCostAndUsage": getCostAndUsage
    ]

    private static let metrics: Set = [
        "UnblendedCost", "BlendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost",
    ]

    static func getCostAndUsage(_ world: inout World, _ call: Call) throws -> Data {
        guard world.billing.costExplorerEnabled else {
            throw AWSFailure("AccessDeniedException", "User not enabled for cost explorer access")
        }
        let input = try call.input(CostInput.self)
        guard !input.metrics.isEmpty, metrics.isSuperset(of: input.metrics) else {
            throw AWSFailure("ValidationException", "Metrics must name costs, got \(input.metrics)")
        }
        let all = try periods(input)
        let start = try input.nextPageToken.map(call.position) ?? 0
        let end = min(all.count, start + world.billing.costExplorerPageSize)
        guard start <= end else { throw AWSFailure("InvalidNextTokenException", "Invalid NextPageToken") }
        let results = try all[start..<end].map { try result($0, input, world.billing, now: call.now) }
        return try CloudWatch.encoded(
            CostOutput(
                groupDefinitions: input.groupBy, resultsByTime: results,
                nextPageToken: end < all.count ? call.token(end) : nil))
    }

    /// The half-open periods that the range falls into; months are cut at the range's ends.
    private static func periods(_ input: CostInput) throws -> [Range<Date>] {
        guard let start = Timestamp.fromDay(input.timePeriod.start), let end = Timestamp.fromDay(input.timePeriod.end),
            start < end
        else {
            throw AWSFailure(
                "ValidationException", "Start date (and hour) should be before end date (and hour), as yyyy-MM-dd")
        }
        let unit: Calendar.Component
        switch input.granularity {
        case "MONTHLY": unit = .month
        case "DAILY": unit = .day
        default: throw AWSFailure("ValidationException", "Granularity \(input.granularity) is not simulated")
        }
        var periods: [Range<Date>] = []
        var from = start
        while from < end, let whole = Timestamp.calendar.dateInterval(of: unit, for: from) {
            periods.append(from..<min(whole.end, end))
            from = whole.end
        }
        return periods
    }

    private static func result(
        _ period: Range<Date>, _ input: CostInput, _ billing: Billing, now: Date
    ) throws -> CostOutput.Result {
        let known = min(period.upperBound, now.addingTimeInterval(-billing.costExplorerDelay))
        let records = try records(of: billing, from: period.lowerBound, to: known, input.filter, now: now)
        let keys = (input.groupBy ?? []).compactMap(\.key)
        let sums = try Dictionary(
            records.map { record in (try keys.map { try key($0, record) }, record.nanoUSD) }, uniquingKeysWith: +)
        func amounts(_ nanoUSD: Int) -> [String: CostOutput.Amount] {
            let amount = CostOutput.Amount(amount: decimal(nanoUSD))
            return Dictionary(input.metrics.map { ($0, amount) }, uniquingKeysWith: { first, _ in first })
        }
        let groups = sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return CostOutput.Result(
            timePeriod: CostInput.Period(
                start: Timestamp.day(period.lowerBound), end: Timestamp.day(period.upperBound)),
            total: keys.isEmpty ? amounts(sums.values.reduce(0, +)) : [:],
            groups: keys.isEmpty ? [] : groups.map { CostOutput.Group(keys: $0.key, metrics: amounts($0.value)) },
            estimated: Timestamp.day(period.upperBound) > Timestamp.day(now).prefix(8) + "01")
    }

    /// The lines of the bill over a half-open interval that pass a filter.
    private static func records(
        of billing: Billing, from start: Date, to end: Date, _ filter: CostFilter?, now: Date
    ) throws -> [CostRecord] {
        let usage = billing.gross(from: start, to: end, knownAt: now).sorted { $0.key < $1.key }
        var records = usage.map { CostRecord(recordType: "Usage", service: $0.key, nanoUSD: $0.value) }
        if billing.creditPays {
            records += usage.map { CostRecord(recordType: "Credit", service: $0.key, nanoUSD: -$0.value) }
        }
        return try filter.map { try records.filter($0.passes) } ?? records
    }

    private static func key(_ dimension: String, _ record: CostRecord) throws -> String {
        guard let value = record.value(dimension) else {
            throw AWSFailure("ValidationException", "Grouping by \(dimension) is not simulated")
        }
        return value
    }

    /// A decimal with at most nine places and no needless zeros.
    static func decimal(_ nanoUSD: Int) -> String {
        let whole = nanoUSD.magnitude / 1_000_000_000
        var fraction = String(nanoUSD.magnitude % 1_000_000_000)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return (nanoUSD < 0 ? "-" : "") + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
    }
}

/// A line of the bill.
struct CostRecord {
    let recordType: String
    let service: String
    let nanoUSD: Int

    /// The value of a dimension; nil for one that is not simulated.
    func value(_ dimension: String) -> String? {
        switch dimension {
        case "RECORD_TYPE": recordType
        case "SERVICE": service
        default: nil
        }
    }
}

/// An expression over the lines of the bill.
indirect enum CostFilter: Decodable {
    case dimension(key: String, values: [String])
    case not(CostFilter)
    case all([CostFilter])
    case any([CostFilter])

    private struct Dimension: Decodable {
        var key: String
        var values: [String]
    }

    private enum CodingKeys: String, CodingKey {
        case not
        case and
        case or
        case dimensions
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let inner = try container.decodeIfPresent(CostFilter.self, forKey: .not) {
            self = .not(inner)
        } else if let parts = try container.decodeIfPresent([CostFilter].self, forKey: .and) {
            self = .all(parts)
        } else if let parts = try container.decodeIfPresent([CostFilter].self, forKey: .or) {
            self = .any(parts)
        } else {
            let dimension = try container.decode(Dimension.self, forKey: .dimensions)
            self = .dimension(key: dimension.key, values: dimension.values)
        }
    }

    /// Whether a line passes.
    /// - Throws: `ValidationException` for a dimension that is not simulated.
    func passes(_ record: CostRecord) throws -> Bool {
        switch self {
        case .dimension(let key, let values):
            guard let value = record.value(key) else {
                throw AWSFailure("ValidationException", "The dimension \(key) is not simulated")
            }
            return values.contains(value)
        case .not(let inner): return try !inner.passes(record)
        case .all(let parts): return try parts.allSatisfy { try $0.passes(record) }
        case .any(let parts): return try parts.contains { try $0.passes(record) }
        }
    }
}
