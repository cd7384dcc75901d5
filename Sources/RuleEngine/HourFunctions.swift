// local_hour, local_weekday and within_hours: what rules ask of the hour of a scan, by the clocks of a zone.

import CostModel
import Foundation
import GRDBSQLite
import SQLite

enum HourFunctions {
    private enum Name: String, CaseIterable {
        case hour = "local_hour"
        case weekday = "local_weekday"
        case within = "within_hours"
    }

    /// Registers them on a connection. Without a zone, that of the configuration holds.
    static func register(on connection: RuleConnection) throws(SQLError) {
        for name in Name.allCases {
            for count in (name == .within ? [1] : [0, 1]) as [Int32] {
                try connection.addFunction(name.rawValue, arguments: count, deterministic: false) { context, values in
                    let text = count == 0 ? "" : values.text(0)
                    guard let text else { return .null }
                    do throws(SQLFault) {
                        return .integer(try value(of: name, text, at: context.now, in: context.timeZone))
                    } catch {
                        throw TagFunctions.Fault(message: error.message)
                    }
                }
            }
        }
    }

    private static func value(
        of name: Name, _ text: String, at now: Date, in standing: TimeZone
    ) throws(SQLFault) -> Int64 {
        if name == .within { return try hours(text, in: standing).state(at: now).isOpen ? 1 : 0 }
        let zone = text.isEmpty ? standing : try zone(text)
        let parts = Calendar.gregorian(in: zone).dateComponents([.hour, .weekday], from: now)
        // Foundation's week begins on Sunday, as 1; ours on Monday.
        return Int64(name == .hour ? parts.hour ?? 0 : ((parts.weekday ?? 1) + 5) % 7 + 1)
    }

    private static func hours(_ text: String, in zone: TimeZone) throws(SQLFault) -> OpeningHours {
        do throws(OpeningHours.Fault) { return try OpeningHours(text, in: zone) } catch {
            throw SQLFault(error.column, "within_hours: \(error.message)", hint: error.hint)
        }
    }

    private static func zone(_ text: String) throws(SQLFault) -> TimeZone {
        guard let zone = OpeningHours.zone(text) else {
            throw SQLFault(0, "'\(text)' is no time zone", hint: OpeningHours.zoneHint(text))
        }
        return zone
    }

    /// What is written out is checked before any row is judged.
    ///
    /// - Parameter words: of an expression, without blanks.
    /// - Returns: whether any of the functions is called.
    static func check(_ words: [SQLToken]) throws(SQLFault) -> Bool {
        var isCalled = false
        for index in words.indices.dropLast(2) {
            guard let name = Name(rawValue: words[index].text.lowercased()), words[index + 1].text == "(" else {
                continue
            }
            isCalled = true
            let text = words[index + 2]
            guard text.kind == .string, index + 3 < words.count, words[index + 3].text == ")" else { continue }
            do throws(SQLFault) { _ = try value(of: name, text.literal, at: Date(seconds: 0), in: .gmt) } catch {
                // Behind the quote that opens the text.
                throw SQLFault(text.offset + error.offset, error.message, hint: error.hint)
            }
        }
        return isCalled
    }
}
