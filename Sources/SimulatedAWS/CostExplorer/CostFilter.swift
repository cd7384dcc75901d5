// Cost Explorer's filter expressions, as far as they speak of record types and services.

/// A line of the bill.
struct CostRecord {
    var recordType: String
    var service: String
    var nanoUSD: Int

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
