import CostModel
import Foundation
import Testing

/// The one reader of dates and times: all of it or nothing.
@Suite struct UTCTimeTests {
    @Test("every day of four centuries is read as Foundation counts it, and the days between months are none")
    func everyDay() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for year in 1970..<2370 {
            for month in 1...12 {
                let start = try #require(calendar.date(from: DateComponents(year: year, month: month, day: 1)))
                let length = try #require(calendar.range(of: .day, in: .month, for: start)).count
                for day in [1, 28, 29, 30, 31] {
                    let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
                    let expected = day <= length ? start.addingTimeInterval(Double(day - 1) * 86_400) : nil
                    #expect(UTCDay.date(text) == expected, "\(text)")
                    #expect(UTCTime.date(text + "T00:00Z") == expected, "\(text)")
                }
            }
        }
    }

    @Test(
        "what is written by us is read back",
        arguments: [0.0, 951_868_799, 1_795_251_600, 253_402_300_799])
    func roundTrip(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(UTCTime.date(date.formatted(.iso8601)) == date)
        #expect(
            UTCDay.date(UTCDay.text(date)) == Date(timeIntervalSince1970: (seconds / 86_400).rounded(.down) * 86_400))
    }

    @Test(
        "a day is ten signs and nothing else",
        arguments: ["", " 2026-12-31", "2026-12-31 ", "2026-12-31T00:00Z", "2026-12-3", "2026-12-031", "-026-12-31"])
    func noDay(text: String) { #expect(UTCDay.date(text) == nil) }

    @Test(
        "a time before 1970 is none, wherever its zone puts it",
        arguments: [("1970-01-01T01:59+02:00", nil), ("1970-01-01T02:00+02:00", 0)] as [(String, Double?)])
    func theFirstSecond(text: String, seconds: Double?) {
        #expect(UTCTime.date(text)?.timeIntervalSince1970 == seconds)
    }
}
