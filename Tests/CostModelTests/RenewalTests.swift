// When a credit comes anew: month ends, leap days, and whole days in UTC.

import CostModel
import Foundation
import Testing

@Suite struct RenewalTests {
    private func day(_ text: String) throws -> Date {
        try Date(text.contains("T") ? text : text + "T00:00:00Z", strategy: .iso8601)
    }

    @Test(
        "the newest renewal at or before an instant",
        arguments: [
            ("2026-11-21T08:00:00Z", nil, "2026-11-01"), ("2026-11-01T00:00:00Z", nil, "2026-11-01"),
            ("2026-10-31T23:59:59Z", nil, "2026-10-01"), ("2026-11-21T08:00:00Z", "2026-09-15", "2026-11-15"),
            ("2026-11-14T23:59:59Z", "2026-09-15", "2026-10-15"), ("2028-02-29T00:00:00Z", "2027-08-31", "2028-02-29"),
            ("2028-02-28T23:59:59Z", "2027-08-31", "2028-01-31"), ("2027-02-28T12:00:00Z", "2026-08-31", "2027-02-28"),
            ("2027-03-30T12:00:00Z", "2026-08-31", "2027-02-28"), ("2027-03-31T00:00:00Z", "2026-08-31", "2027-03-31"),
            ("2027-01-10T00:00:00Z", "2026-08-29", "2026-12-29"), ("2100-02-28T06:00:00Z", "2099-01-29", "2100-02-28"),
        ] as [(String, String?, String)])
    func latest(now: String, granted: String?, renewed: String) throws {
        let first = try granted.map { try day($0) }
        #expect(Renewal.monthly.latest(before: try day(now), granted: first) == (try day(renewed)))
    }
}
