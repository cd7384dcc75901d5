// Hours as people write them, and when they begin and end: on ordinary days, over midnight, where clocks are changed.

import CostModel
import Foundation
import Testing

@Suite struct OpeningHoursTests {
    private static let berlin = TimeZone(identifier: "Europe/Berlin") ?? .gmt

    private func boundaries(_ text: String, _ from: String, _ until: String, holidays: [String] = []) throws -> [String]
    {
        var hours = try OpeningHours(text, in: .gmt)
        hours.holidays = Set(holidays.compactMap { UTCTime.day($0).map { $0.seconds / 86_400 } })
        return hours.boundaries(from: try time(from), until: try time(until)).map {
            "\($0.opens ? "open" : "close") \(UTCTime.text($0.at))"
        }
    }

    private func time(_ text: String) throws -> Date { try #require(UTCTime.date(text)) }

    @Test(arguments: [
        (
            "weekdays 8-19 Europe/Berlin",
            "Mon 08:00-19:00 Tue 08:00-19:00 Wed 08:00-19:00 Thu 08:00-19:00 Fri 08:00-19:00"
        ),
        ("Mon,Wed 8:30-12 13-17:15", "Mon 08:30-12:00 Mon 13:00-17:15 Wed 08:30-12:00 Wed 13:00-17:15"),
        ("mon-tue 8 - 19, sat 10–14", "Mon 08:00-19:00 Tue 08:00-19:00 Sat 10:00-14:00"),
        ("fri-mon 0-24", "Mon 00:00-24:00 Fri 00:00-24:00 Sat 00:00-24:00 Sun 00:00-24:00"),
        ("sunday 22-6", "Sun 22:00-06:00"), ("weekend", "Sat 00:00-24:00 Sun 00:00-24:00"),
        ("tues 9-10; thurs 9-10", "Tue 09:00-10:00 Thu 09:00-10:00"),
        ("UTC sat 08:00-12:00 12:00-13:00", "Sat 08:00-12:00 Sat 12:00-13:00"),
    ]) func readsHours(text: String, windows: String) throws {
        #expect(try OpeningHours(text, in: .gmt).windows.map(\.text).joined(separator: " ") == windows)
    }

    @Test(arguments: [
        ("weekdays 8-19 Europe/Berlni", "'Europe/Berlni' is no time zone", 15, "did you mean 'Europe/Berlin'?"),
        ("weekdays 8-19 CET", "'CET' is no day, hour or time zone", 15, "write one of them, such as Europe/Paris"),
        ("weekdays 8-19 est", "'est' is no day, hour or time zone", 15, "write one of them, such as America/New_York"),
        ("weekdays 8-19 Berlin", "'Berlin' is no time zone", 15, "did you mean 'Europe/Berlin'?"),
        ("weekdays 8-19 EST", "'EST' is no day", 15, ""), ("wekdays 8-19", "'wekdays' is no day", 1, "'weekdays'"),
        ("", "never opens", 1, "write such as"), ("Europe/Berlin", "never opens", 1, "write such as"),
        ("never", "'never' never opens", 1, "costguard stop"), ("daily 8-8", "same time", 7, "0-24"),
        ("daily 8-25", "no span of hours", 7, "24 hours"), ("daily 8am-7pm", "no span of hours", 7, "24 hours"),
        ("daily 8", "no span of hours", 7, ""), ("mon 8-12 11-13", "overlaps itself: Mon 08:00-12:00", 10, "join"),
        ("weekdays 8-19 mon 8-19", "Mon 08:00-19:00 is there twice", 19, "once"),
        ("sun 22-6 mon 5-9", "overlaps itself: Mon 05:00-09:00 and Sun 22:00-06:00", 14, "join"),
        ("always 8-19", "leaves no room", 1, "drop"), ("8-19 Europe/Berlin UTC", "second time zone", 20, "one zone"),
        ("mon-foo 8-19", "'mon-foo' is no", 1, ""), ("24-6", "no span", 1, ""), ("8:75-9", "no span", 1, ""),
    ]) func saysWhatIsWrongAndWhere(text: String, message: String, column: Int, hint: String) throws {
        let fault = try #require(throws: OpeningHours.Fault.self) { try OpeningHours(text, in: .gmt) }
        #expect(fault.message.contains(message))
        #expect(fault.column == column)
        #expect(hint.isEmpty || fault.hint?.contains(hint) == true, "\(fault.hint ?? "no hint")")
    }

    @Test func endsTheNightOnTheNextDayAndJoinsWhatTouches() throws {
        #expect(
            try boundaries("fri 22-24 sat 0-2 sun 22-6", "2026-11-27T00:00:00Z", "2026-12-01T00:00:00Z") == [
                "open 2026-11-27T22:00:00Z", "close 2026-11-28T02:00:00Z", "open 2026-11-29T22:00:00Z",
                "close 2026-11-30T06:00:00Z",
            ])
    }

    @Test func keepsClosedOnHolidays() throws {
        #expect(
            try boundaries(
                "weekdays 8-19", "2026-12-24T00:00:00Z", "2026-12-29T00:00:00Z", holidays: ["2026-12-25", "2026-12-28"])
                == ["open 2026-12-24T08:00:00Z", "close 2026-12-24T19:00:00Z"])
        #expect(
            try boundaries("always", "2026-12-24T00:00:00Z", "2026-12-29T00:00:00Z", holidays: ["2026-12-25"])
                == ["close 2026-12-25T00:00:00Z", "open 2026-12-26T00:00:00Z"])
    }

    @Test(arguments: [
        // The skipped half hour: what begins in it begins at the skip, what lies in it is not there.
        ("daily 2:30-5 Europe/Berlin", "2026-03-29", "open 2026-03-29T01:00:00Z close 2026-03-29T03:00:00Z"),
        ("daily 2-3 Europe/Berlin", "2026-03-29", ""),
        ("daily 1-2:30 Europe/Berlin", "2026-03-29", "open 2026-03-29T00:00:00Z close 2026-03-29T01:00:00Z"),
        // What is there twice opens at its first and closes at its last.
        ("daily 2:30-5 Europe/Berlin", "2026-10-25", "open 2026-10-25T00:30:00Z close 2026-10-25T04:00:00Z"),
        ("daily 1-2:30 Europe/Berlin", "2026-10-25", "open 2026-10-24T23:00:00Z close 2026-10-25T01:30:00Z"),
        ("daily 1-2 Australia/Lord_Howe", "2026-04-04", "open 2026-04-04T14:00:00Z close 2026-04-04T15:30:00Z"),
        ("daily 8-19 Asia/Kathmandu", "2026-04-04", "open 2026-04-04T02:15:00Z close 2026-04-04T13:15:00Z"),
        ("daily 0-1 Africa/Cairo", "2026-04-23", "open 2026-04-23T22:00:00Z close 2026-04-23T22:00:00Z"),
    ]) func takesChangesOfTheClockOnce(text: String, day: String, wanted: String) throws {
        let zone = try OpeningHours(text, in: .gmt).zone
        let shift = zone.identifier == "Africa/Cairo"
        let from = try time("\(day)T\(shift ? "12" : "00"):00:00Z").addingTimeInterval(shift ? 0 : -2 * 3600)
        let all = try OpeningHours(text, in: .gmt).boundaries(from: from, until: from.addingTimeInterval(22 * 3600))
        let shown = all.map { "\($0.opens ? "open" : "close") \(UTCTime.text($0.at))" }.joined(separator: " ")
        // A day whose first hour is skipped has no such window at all.
        #expect(shown == (shift ? "" : wanted))
    }

    /// By the system's calendar, minute by minute around each change and hour by hour elsewhere.
    @Test(arguments: [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo",
        "Africa/Casablanca", "Pacific/Chatham", "UTC",
    ]) func agreesWithTheClockOnTheWallForAYear(name: String) throws {
        let zone = try #require(OpeningHours.zone(name))
        let hours = try OpeningHours("weekdays 8-19 sat 22-3:30", in: zone)
        let calendar = Calendar.gregorian(in: zone)
        let start = try time("2026-01-01T00:00:00Z")
        let boundaries = hours.boundaries(from: start, until: start.addingTimeInterval(365 * 86_400))
        #expect(zip(boundaries, boundaries.dropFirst()).allSatisfy { $0.at < $1.at && $0.opens != $1.opens })
        #expect(boundaries.count(where: \.opens) == 52 * 6 + 1)
        for boundary in boundaries {
            let parts = calendar.dateComponents([.weekday, .hour, .minute, .second], from: boundary.at)
            let wall = "\(parts.weekday ?? 0) \(parts.hour ?? 0):\(parts.minute ?? 0):\(parts.second ?? 0)"
            let weekdays = (2...6).map { "\($0) \(boundary.opens ? 8 : 19):0:0" }
            // Chatham skips from 2:45 to 3:45.
            let weekend = boundary.opens ? ["7 22:0:0"] : ["1 3:30:0", "1 3:45:0"]
            #expect(Set(weekdays + weekend).contains(wall), "\(wall)")
        }
    }

    @Test func tellsTheStateBetweenItsBoundaries() throws {
        let hours = try OpeningHours("weekdays 8-19 Europe/Berlin", in: .gmt)
        for boundary in hours.boundaries(
            from: try time("2026-03-20T00:00:00Z"), until: try time("2026-04-10T00:00:00Z"))
        {
            let (before, after) = (hours.state(at: boundary.at.addingTimeInterval(-1)), hours.state(at: boundary.at))
            #expect(before.isOpen != boundary.opens && before.until == boundary.at)
            #expect(after.isOpen == boundary.opens && after.since == boundary.at)
        }
        #expect(try OpeningHours("always", in: .gmt).state(at: try time("2026-03-20T00:00:00Z")).since == nil)
        #expect(try OpeningHours("daily 0-12 12-24", in: .gmt).isAlways)
    }

    @Test func looksBeyondLongHolidays() throws {
        var hours = try OpeningHours("weekdays 8-19", in: .gmt)
        hours.holidays = Set((20_660...20_700).map { Int64($0) })
        let state = hours.state(at: Date(timeIntervalSince1970: 20_680.5 * 86_400))
        #expect(!state.isOpen)
        #expect(try #require(state.since) < Date(timeIntervalSince1970: 20_660 * 86_400))
        #expect(try #require(state.until) > Date(timeIntervalSince1970: 20_701 * 86_400))
    }

    @Test func opensOnceADayThatIsMissing() throws {
        // Samoa had no 30 December 2011.
        let hours = try OpeningHours("daily 8-19 Pacific/Apia", in: .gmt)
        let days = hours.boundaries(from: try time("2011-12-28T00:00:00Z"), until: try time("2012-01-02T00:00:00Z"))
        #expect(days.map { $0.opens ? "o" : "c" }.joined() == String(repeating: "co", count: 5))
        #expect(zip(days, days.dropFirst()).allSatisfy { $0.at < $1.at })
    }
}
