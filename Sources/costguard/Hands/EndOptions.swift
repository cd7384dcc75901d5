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
        guard let end = EndOptions.time(until, after: now, in: timeZone) else {
            throw ValidationError(
                "--until takes a day such as 2026-12-04, or a time such as 18:00: \(TypedDay.fault(until))")
        }
        guard end > now else { throw ValidationError("--until \(until) has passed") }
        return end
    }

    /// A time of day is the next one; a day is over when the next one begins.
    private static func time(_ text: String, after now: Date, in timeZone: TimeZone) -> Date? {
        if let date = UTCTime.date(text) { return date }
        let calendar = Calendar.gregorian(in: timeZone)
        if let clock = DigestTime(text) {
            return calendar.nextDate(
                after: now, matching: DateComponents(hour: clock.hour, minute: clock.minute, second: 0),
                matchingPolicy: .nextTime)
        }
        guard let day = TypedDay.date(text) else { return nil }
        let parts = Calendar.gregorian(in: .gmt).dateComponents([.year, .month, .day], from: day)
        return calendar.date(from: parts).flatMap { calendar.date(byAdding: .day, value: 1, to: $0) }
    }
}
