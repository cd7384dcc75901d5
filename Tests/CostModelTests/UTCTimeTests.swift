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
                    #expect(UTCTime.day(text) == expected, "\(text)")
                    #expect(UTCTime.date(text + "T00:00Z") == expected, "\(text)")
                    guard let expected else { continue }
                    let late = expected.addingTimeInterval(86_399.5)
                    #expect(UTCTime.dayText(late) == text && UTCCalendar.startOfDay(late) == expected, "\(text)")
                    #expect(UTCCalendar.startOfMonth(late) == start, "\(text)")
                    #expect(UTCCalendar.startOfNextMonth(late).timeIntervalSince(start) == Double(length) * 86_400)
                }
            }
        }
    }

    @Test(
        "what is written by us is read back",
        arguments: [0.0, 951_868_799, 1_795_251_600, 253_402_300_799])
    func roundTrip(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(UTCTime.text(date) == date.formatted(.iso8601))
        #expect(UTCTime.date(UTCTime.text(date)) == date)
        #expect(
            UTCTime.day(UTCTime.dayText(date))
                == Date(timeIntervalSince1970: (seconds / 86_400).rounded(.down) * 86_400))
    }

    @Test(
        "a day is ten signs and nothing else",
        arguments: ["", " 2026-12-31", "2026-12-31 ", "2026-12-31T00:00Z", "2026-12-3", "2026-12-031", "-026-12-31"])
    func noDay(text: String) { #expect(UTCTime.day(text) == nil) }

    @Test(
        "a time before 1970 is none, wherever its zone puts it",
        arguments: [("1970-01-01T01:59+02:00", nil), ("1970-01-01T02:00+02:00", 0)] as [(String, Double?)])
    func theFirstSecond(text: String, seconds: Double?) {
        #expect(UTCTime.date(text)?.timeIntervalSince1970 == seconds)
    }
}

/// The forms that AWS and HTTP have beside ISO 8601.
@Suite struct UTCTimeWireTests {
    @Test(
        "reads AWS's times",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T00:00:00.000Z", 1_795_219_200),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("2026-11-20T01:02:03.5Z", 1_795_136_523.5), ("2100-03-01T00:00:00Z", 4_107_542_400),
        ])
    func readsTimes(text: String, seconds: Double) {
        #expect(UTCTime.aws(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026-11-20", "2026-11-20T01:02:03", "2026-11-20T01:02:03+01:00", "2026-13-01T00:00:00Z",
        "2026-11-20T25:00:00Z", "2026-11-20 01:02:03Z", "2026-11-20T01:02:03.Z", "٢٠٢٦-11-20T01:02:03Z",
        "20261120T010203000Z",
    ])
    func refusesWhatIsNoTime(text: String) { #expect(UTCTime.aws(text) == nil) }

    @Test func agreesWithFoundationOnEveryDayOfACentury() {
        for day in stride(from: 0, to: 36_525, by: 1) {
            let date = Date(timeIntervalSince1970: Double(day) * 86400 + 3723)
            #expect(UTCTime.text(date) == date.formatted(.iso8601))
            #expect(UTCTime.aws(UTCTime.text(date)) == date)
        }
    }

    @Test(
        "HTTP's Date is a day that exists and a whole time",
        arguments: [
            ("Sun, 29 Feb 2032 23:59:59 GMT", 1_961_711_999), ("Wed, 4 Nov 2026 09:00:00 GMT", 1_793_782_800),
            ("Sat, 01 Jan 2000 00:00:00 GMT", 946_684_800), ("Sun, 30 Feb 2031 09:00:00 GMT", nil),
            ("Wed, 04 Nov 2026 09:00 GMT", nil), ("Wed, +4 Nov 2026 09:00:00 GMT", nil),
            ("Wed, 04 Nov 2026 09:00:00 UTC", nil), ("Wed, 04 November 2026 09:00:00 GMT", nil),
        ] as [(String, Double?)])
    func http(text: String, seconds: Double?) {
        #expect(UTCTime.http(text)?.timeIntervalSince1970 == seconds)
    }

    @Test func aSignatureBearsItsTimeWithoutMarks() {
        #expect(UTCTime.signed(Date(timeIntervalSince1970: 1_440_938_160.9)) == "20150830T123600Z")
    }
}
