// Times that people type, by the clocks of their zone.

import CostModel
import Foundation
import Testing

@Suite struct LocalTimeTests {
    @Test(arguments: [
        ("03:30", "2026-11-30T12:00:00Z", "Europe/Berlin", "2026-12-01T02:30:00Z"),
        ("13:00", "2026-11-30T12:00:00Z", "Europe/Berlin", "2026-12-01T12:00:00Z"),
        ("13:01", "2026-11-30T12:00:00Z", "Europe/Berlin", "2026-11-30T12:01:00Z"),
        ("2026-12-02 03:30", "2026-11-30T12:00:00Z", "America/New_York", "2026-12-02T08:30:00Z"),
        ("2026-12-02T03:30", "2026-11-30T12:00:00Z", "UTC", "2026-12-02T03:30:00Z"),
        ("2026-12-02T03:30:00Z", "2026-11-30T12:00:00Z", "America/New_York", "2026-12-02T03:30:00Z"),
        // A time that has passed is told as it is: the caller refuses it.
        ("2026-11-29 03:30", "2026-11-30T12:00:00Z", "UTC", "2026-11-29T03:30:00Z"),
        // Skipped, and there twice.
        ("02:30", "2026-03-28T12:00:00Z", "Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("02:30", "2026-10-24T12:00:00Z", "Europe/Berlin", "2026-10-25T00:30:00Z"),
    ]) func isTheNext(text: String, now: String, zone: String, meant: String) throws {
        let now = try #require(UTCTime.date(now))
        let zone = try #require(OpeningHours.zone(zone))
        #expect(LocalTime(zone: zone).date(text, after: now).map { UTCTime.text($0) } == meant)
    }

    @Test(arguments: ["", "3", "25:00", "12:60", "tomorrow", "2026-12-02", "2026-13-02 03:30", "3:5", "-1:30"])
    func isNone(text: String) {
        #expect(LocalTime(zone: .gmt).date(text, after: Date(timeIntervalSince1970: 0)) == nil)
    }

    @Test(
        "a day is over when the next one begins, by the clocks of the zone",
        arguments: [
            ("2026-03-29", "Europe/Berlin", "2026-03-29T22:00:00Z"), ("2026-12-04", "UTC", "2026-12-05T00:00:00Z"),
            // Chile puts its clocks forward at midnight: the next day begins at one.
            ("2026-09-05", "America/Santiago", "2026-09-06T04:00:00Z"),
        ]) func end(day: String, zone: String, end: String) throws
    {
        let day = try #require(UTCTime.day(day))
        let zone = try #require(OpeningHours.zone(zone))
        #expect(UTCTime.text(LocalTime(zone: zone).end(ofDay: day)) == end)
    }
}
