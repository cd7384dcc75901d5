// Days, amounts and time zones as people type them, and the zone that a machine tells of itself.

import CostModel
import Foundation
import Testing

@testable import costguard

@Suite struct TypedWordTests {
    @Test(
        "a day is read in every form that can be but one day",
        arguments: [
            "2026-09-01", " 2026-09-01 ", "1 Sep 2026", "01 Sep 2026", "1 September 2026", "Sep 1, 2026",
            "September 1 2026",
            "SEPT 1ST, 2026", "1. September 2026", "1-Sep-2026", "2026 Sep 1", "sep. 1 2026",
        ])
    func days(text: String) { #expect(TypedDay.date(text).map(UTCTime.dayText) == "2026-09-01") }

    @Test(
        "anything else is none, and the fault says how to write it",
        arguments: [
            ("01/09/2026", "2026-09-01 or 2026-01-09"), ("1.9.2026", "2026-09-01 or 2026-01-09"),
            ("13/09/2026", "write 2026-09-13"), ("09/13/2026", "write 2026-09-13"), ("2026/09/01", "write 2026-09-01"),
            ("05-05-2026", "write 2026-05-05"), ("31 Feb 2026", "that month has fewer"), ("29 Feb 2027", "fewer"),
            ("1 Sep 26", "is no day"), ("Sep 2026", "is no day"), ("1 Se 2026", "is no day"),
            ("32 Sep 2026", "is no day"),
            ("1,Sep,2026", "is no day"), ("tomorrow", "is no day"), ("", "is no day"), ("1 Sep 12026", "is no day"),
            ("１ Sep 2026", "is no day"), ("99/99/2026", "is no day"),
        ])
    func noDays(text: String, fault: String) {
        #expect(TypedDay.date(text) == nil)
        #expect(TypedDay.fault(text).contains(fault), "\(TypedDay.fault(text))")
    }

    @Test(
        "an amount bears its sign before or behind",
        arguments: [
            "100", "$100", "100$", "$ 100", "100 USD", "USD 100", "usd100", "US$100", "$100 USD", " 100.00 ",
            "100,0 USD",
        ])
    func amounts(text: String) { #expect(CreditInput.amount(text) == Money("100")) }

    @Test(
        "other money, two signs and thousands that may be ones are no amount",
        arguments: [
            "100 EUR", "€100", "USD", "$", "USD 100 USD", "$100$", "USD $100", "1,000", "1 000", "1e3", "-5", "",
            "100 US", "0x10",
        ])
    func noAmounts(text: String) { #expect(CreditInput.amount(text) == nil) }

    @Test(
        "a zone is typed in any case, and a city leads to its zone",
        arguments: [
            ("Europe/Berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"),
            ("America/New York", "America/New_York"),
            ("UTC", "UTC"), ("US/Pacific", "US/Pacific"),
        ])
    func zones(text: String, zone: String) { #expect(SystemTimeZone.typed(text) == zone) }

    @Test(
        "what is no place's zone is none: an offset knows nothing of summer",
        arguments: ["GMT+2", "CET-1CEST", "CEST", "Berlin", "", "../etc/passwd", "Mars/Olympus"])
    func noZones(text: String) {
        #expect(SystemTimeZone.typed(text) == nil)
        #expect(SystemTimeZone.fault(text).contains("write "))
    }

    @Test("the system's zone is told by TZ, then by /etc/localtime, then by /etc/timezone, and only by a known name")
    func system() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("zone-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: root + "/etc", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        func name(_ zone: String? = nil) -> String? { SystemTimeZone.name(zone.map { ["TZ": $0] } ?? [:], root: root) }
        #expect(name() == nil && name("EST5EDT,M3.2.0,M11.1.0") == nil && name("") == "UTC")
        try "Asia/Tokyo\n".write(toFile: root + "/etc/timezone", atomically: true, encoding: .utf8)
        #expect(name() == "Asia/Tokyo")
        try FileManager.default.createSymbolicLink(
            atPath: root + "/etc/localtime", withDestinationPath: "../usr/share/zoneinfo/posix/Europe/Paris")
        #expect(name() == "Europe/Paris" && name("Nowhere/Land") == "Europe/Paris")
        #expect(name(":Europe/Rome") == "Europe/Rome" && name("/usr/share/zoneinfo/Europe/Rome") == "Europe/Rome")
    }
}
