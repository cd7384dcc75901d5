// Values that are kept as JSON inside a column. Their keys are the form on disk; they are read by us alone.

import CostModel
import Foundation
import GRDB

struct GapRecord: Codable {
    let region: String
    let service: String
    let operation: String
    let kind: String
    let error: String

    init(_ gap: Gap) {
        region = gap.region.code
        service = gap.service
        operation = gap.operation
        kind = gap.kind.rawValue
        error = gap.error
    }

    func gap(of account: AccountID) throws -> Gap {
        Gap(
            account: account, region: try Stored.region(region), service: service, operation: operation,
            kind: try Stored.known(Gap.Kind(rawValue: kind), "gap", kind), error: error)
    }
}

struct StepRecord: Codable {
    let action: String
    let resource: ResourceKey
    let name: String?
    let rules: [String]
    let unattended: Bool
    let launchTime: Int64?
    let savingPerMonthNano: Int64?
    /// Absent in plans of older versions, which knew no retries.
    var isRetry: Bool?

    init(_ step: PlanStep, isRetry: Bool? = nil) {
        self.isRetry = isRetry
        action = step.action.rawValue
        resource = step.resource
        name = step.name
        rules = step.rules
        unattended = step.unattended
        launchTime = step.launchTime?.seconds
        savingPerMonthNano = step.savingPerMonth?.nanoUSD
    }

    func step() throws -> PlanStep {
        PlanStep(
            action: try Stored.known(Action(rawValue: action), "action", action), resource: resource, name: name,
            rules: rules, unattended: unattended, launchTime: launchTime.map(Date.init(seconds:)),
            savingPerMonth: savingPerMonthNano.map(Money.init(nanoUSD:)))
    }
}

/// Values read back; what does not make sense any more is damage, not a crash.
enum Stored {
    static func known<Value>(_ value: Value?, _ what: String, _ text: String) throws -> Value {
        guard let value else {
            throw StorageError(
                .damaged, "Reading the database failed: got the \(what) '\(text)', expected one that costguard writes",
                hint: StorageError.damagedHint)
        }
        return value
    }

    static func account(_ text: String) throws -> AccountID { try known(AccountID(text), "account", text) }
    static func region(_ text: String) throws -> Region { try known(Region(text), "region", text) }

    /// The same text for the same value.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try known(try? JSONDecoder().decode(type, from: Data(text.utf8)), "text", String(text.prefix(40)))
    }

    /// The resource that a row with the columns account, region, kind and id names.
    static func key(_ row: Row) throws -> ResourceKey {
        ResourceKey(
            kind: ResourceKind(rawValue: row["kind"]), account: try account(row["account"]),
            region: try region(row["region"]), id: row["id"])
    }
}

extension FactValue {
    /// The value as SQLite keeps it.
    var stored: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        }
    }
}

/// Writes tags as a JSON object with sorted keys.
enum TagsText {
    static func of(_ tags: [String: String]) -> String {
        guard !tags.isEmpty else { return "{}" }
        var text: [UInt8] = [UInt8(ascii: "{")]
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            append(key, to: &text)
            text.append(UInt8(ascii: ":"))
            append(value, to: &text)
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0..<32: text += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
