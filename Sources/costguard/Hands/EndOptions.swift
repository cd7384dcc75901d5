// When a person's word ends by itself: `--for 8h`, `--until 2026-12-04`, `--until 18:00`.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import RuleEngine

/// How long a word holds.
struct EndOptions: ParsableArguments {
    @Option(name: .customLong("for"), help: ArgumentHelp("For so long, such as 30m, 8h or 3d.", valueName: "time"))
    var span: String?

    @Option(
        help: ArgumentHelp(
            "Until the end of this day, such as 2026-12-04, or until this time, such as 18:00.", valueName: "when"))
    var until: String?

    func validate() throws {
        if span != nil, until != nil { throw ValidationError("give --for or --until, not both") }
        if let span, (DurationText.seconds(span) ?? 0) <= 0 {
            throw ValidationError("--for takes a time such as 30m, 8h or 3d, got '\(span)'")
        }
    }

    /// When it ends; nil where neither option was given.
    ///
    /// - Parameter timeZone: the user's, in which days end and times of day are meant.
    /// - Throws: where the text names no time, or one that has passed.
    func end(after now: Date, in timeZone: TimeZone) throws -> Date? {
        if let span, let seconds = DurationText.seconds(span) { return now.addingTimeInterval(Double(seconds)) }
        guard let until else { return nil }
        let clock = LocalTime(zone: timeZone)
        guard let end = clock.date(until, after: now) ?? TypedDay.date(until).map(clock.end) else {
            // A span stands behind the other option.
            let isSpan = DurationText.seconds(until).map { $0 > 0 } ?? false
            throw ValidationError(
                "--until takes a day such as 2026-12-04, or a time such as 18:00: "
                    + (isSpan ? "for a span write --for \(until)" : TypedDay.fault(until)))
        }
        guard end > now else { throw ValidationError("--until \(until) has passed") }
        return end
    }
}
