// SQLite's date functions, seeing the scan's time as now and the configuration's zone as local time: a rule gives one
// answer for one scan, whenever and wherever it is asked.

import CostModel
import Foundation
import GRDBSQLite
import SQLite

enum ClockFunctions {
    /// Replaces the date functions on a connection by SQLite's own, run with `now`, `localtime` and `utc` spelled out.
    static func register(on connection: RuleConnection) throws(SQLError) {
        let calculator = try SQLCalculator()
        for name in ["date", "time", "datetime", "julianday", "unixepoch", "strftime"] {
            try connection.addFunction(name, arguments: -1, deterministic: false) { context, values in
                try calculator.call(name, spelledOut(values.all, of: name, in: context, calculator))
            }
        }
        for (name, function) in [
            ("current_date", "date"), ("current_time", "time"), ("current_timestamp", "datetime"),
        ] {
            try connection.addFunction(name, arguments: 0, deterministic: false) { context, _ in
                try calculator.call(function, [.text(UTCTime.text(context.now))])
            }
        }
    }

    private static func spelledOut(
        _ values: [FactValue], of name: String, in context: FunctionContext, _ calculator: SQLCalculator
    ) throws -> [FactValue] {
        // strftime's first argument is the format; the time follows, then its modifiers.
        let time = name == "strftime" ? 1 : 0
        var arguments = values
        let now = FactValue.text(UTCTime.text(context.now))
        if arguments.count == time { arguments.append(now) }
        guard time < arguments.count else { return arguments }
        if lowercase(arguments[time])?.trimmingCharacters(in: .whitespaces) == "now" { arguments[time] = now }
        for index in arguments.indices.dropFirst(time + 1) {
            guard let shift = ZoneShift(rawValue: lowercase(arguments[index]) ?? "") else { continue }
            let before = try calculator.call("strftime", [.text("%s")] + arguments[time..<index])
            guard let seconds = before.text.flatMap(Double.init) else { return arguments.map { _ in .null } }
            arguments[index] = .text("\(shift.seconds(at: seconds, in: context.timeZone)) seconds")
        }
        return arguments
    }

    private static func lowercase(_ value: FactValue) -> String? { value.text?.lowercased() }
}

/// A modifier of SQLite's by which it would ask the machine for its zone.
private enum ZoneShift: String {
    case localtime, utc

    /// What it adds to a time, in seconds.
    func seconds(at time: Double, in zone: TimeZone) -> Int {
        func offset(_ time: Double) -> Int { zone.secondsFromGMT(for: Date(timeIntervalSince1970: time)) }
        return switch self {
        case .localtime: offset(time)
        // The time is local, and the zone knows its distance at a moment: the one nearby first.
        case .utc: -offset(time - Double(offset(time)))
        }
    }
}
