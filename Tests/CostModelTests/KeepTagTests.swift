import CostModel
import Foundation
import Testing

/// The user's word against ours: when in doubt, the tag holds.
@Suite struct KeepTagTests {
    /// 2026-11-21T09:00:00Z.
    let now = Date(timeIntervalSince1970: 1_795_251_600)

    private func reading(_ value: String, key: String = "costguard:keep") -> KeepTag.Reading {
        KeepTag.read([key: value], at: now)
    }

    @Test(
        "any word holds for ever",
        arguments: [
            "", "true", "yes", "no", "false", "0", "please", "2026", "2026-13-45", "21.11.2026", "next week",
            "2026-11-20 or later", "20261120", "until 2020-01-01",
            // A date and more, or less.
            "2026-09-01T10:00:00Z set by Anna", "2026-09-01T10:00:00Z/2027-03-01T00:00:00Z", "2026-09-01 - 2027-03-01",
            "2026-09-01, until further notice", "2026-09-01.", "2026-09-01Z", "2026-09-01T", "2026-09",
            "2026-09-01 10h",
            "2026-09-01T10:00:00+02:00 thesis", "2026-09-01 10:00 CET", "2026-09-01T10:00[UTC]", "\"2026-09-01\"",
            "1999-12-31 (never)", "Tue 2026-09-01", "2026-W36-2", "2026-244",
            // No such day, no such time, no such zone, no such year.
            "2026-02-30", "2026-02-29", "2025-13-01", "2026-00-10", "2026-01-00", "2026-09-01T24:00",
            "2026-09-01 25:00",
            "2026-09-01T10:60", "2026-09-01T10:00:60Z", "2026-09-01T10:00+99:00", "2026-09-01T10:00+14:01",
            "2026-09-01T10:00-12:30", "0000-01-01", "0001-01-01", "1900-01-01", "12026-09-01", "26-09-01",
            // Other ways to write, and signs that only look alike.
            "3/12/2026", "01.03.2027", "2026/09/01", "2026.09.01", "2026-9-1", "1 Sep 2026", "1788220800",
            "٢٠٢٦-٠٩-٠١", "２０２６-09-01", "2026‑09‑01", "2026–09–01", "2026-09-01\u{200B}", "2026-09-01T１０:00",
            "2026-09-01T10:00:00.Z", "2026-09-01T10:00:00.1234567890Z", "2026-09-01T10", "2026-09-01T1000Z",
        ])
    func words(value: String) { #expect(reading(value) == .holds(until: nil)) }

    @Test(
        "case and blanks of the key are forgiven",
        arguments: [
            "costguard:keep", "CostGuard:Keep", " costguard:keep ", "costguard: keep", "COSTGUARD :KEEP",
            "costguard:keep\n",
        ])
    func keys(key: String) { #expect(reading("x", key: key) == .holds(until: nil)) }

    @Test("another key is no keep tag", arguments: ["keep", "costguard-keep", "costguard:keeper", "costguard:kee", ""])
    func otherKeys(key: String) { #expect(reading("x", key: key) == .absent) }

    @Test(
        "a date holds until its day is over anywhere on Earth",
        arguments: [
            ("2026-11-20", 1_795_262_400.0, true), ("2026-11-21", 1_795_348_800, true),
            ("2026-11-19", 1_795_176_000, false), (" 2026-11-21 ", 1_795_348_800, true),
        ])
    func dates(value: String, end: Double, holds: Bool) {
        let end = Date(timeIntervalSince1970: end)
        #expect(reading(value) == (holds ? .holds(until: end) : .ended(end)))
    }

    @Test(
        "a time ends at that time, UTC unless it says otherwise",
        arguments: [
            ("2026-11-21T09:00:01Z", 1.0), ("2026-11-21T10:00:00Z", 3600), ("2026-11-21 10:00", 3600),
            ("2026-11-21T10:00", 3600), ("2026-11-21T10:00:00", 3600), ("2026-11-21T12:00:00+02:00", 3600),
            ("2026-11-21T10:00Z", 3600), ("2026-11-21T12:00+02:00", 3600), ("2026-11-21T10:00:00.500Z", 3600.5),
            ("2026-11-21 10:00 UTC", 3600), ("2026-11-21 10:00:00 gmt", 3600), ("2026-11-21t10:00z", 3600),
            ("2026-11-21 12:00 +0200", 3600), ("2026-11-21T12:00+02", 3600), ("2026-11-21T02:30:00-07:30", 3600),
            ("2026-11-22T00:00+14:00", 3600), ("\t2026-11-21\u{A0}10:00\r\n", 3600), ("2026-11-21   10:00", 3600),
            ("2026-12-31T23:59:60Z", 3_510_000), ("2027-01-01T01:59:60+02:00", 3_510_000),
        ])
    func times(value: String, after seconds: Double) {
        #expect(reading(value) == .holds(until: now + seconds))
    }

    @Test func aTimeEndsOnTheSecond() {
        #expect(reading("2026-11-21T09:00:00Z") == .ended(now))
        #expect(reading("2026-11-21T08:59:59Z") == .ended(now - 1))
    }

    @Test(
        "a value that holds for good and speaks of a date is told, and so is one that says no",
        arguments: [
            ("2026-12-31 ask Anna", KeepTag.Doubt.notADate), ("until 2026-12-31", .notADate), ("3/12/2026", .notADate),
            ("01.03.27", .notADate), ("20261231", .notADate), ("20261231T235900Z", .notADate),
            ("31 Dec 2026", .notADate),
            ("2026-02-30", .notADate), ("12026-01-01", .notADate), ("0000-01-01", .notADate),
            ("until 18:00", .notADate),
            ("٢٠٢٦-١٢-٣١", .notADate), ("2026–12–31", .notADate), ("2026-12-31T24:00", .notADate), ("2026", .notADate),
            (" No ", .saysNo), ("FALSE", .saysNo), ("0", .saysNo), ("off", .saysNo),
            ("", nil), ("thesis", nil), ("yes", nil), ("true", nil), ("1", nil), ("ticket 123456", nil), ("gpu-7", nil),
            ("2026-12-31", nil), ("2020-01-01 10:00", nil), ("½", nil),
        ] as [(String, KeepTag.Doubt?)])
    func doubts(value: String, doubt: KeepTag.Doubt?) { #expect(KeepTag.doubt(about: value) == doubt) }

    @Test func ofSeveralSpellingsTheLongestCounts() {
        let tags = ["costguard:keep": "2020-01-01", "CostGuard:Keep": "2026-12-01", "costguard: keep": "2026-11-25"]
        #expect(KeepTag.read(tags, at: now) == .holds(until: Date(timeIntervalSince1970: 1_796_212_800)))
        #expect(KeepTag.read(tags.merging(["COSTGUARD:KEEP": "x"]) { $1 }, at: now) == .holds(until: nil))
        #expect(KeepTag.read([:], at: now) == .absent)
        #expect(KeepTag.value(in: tags) == "2026-12-01")
        #expect(KeepTag.value(in: tags.merging(["COSTGUARD:KEEP": "2026-12-01 Anna"]) { $1 }) == "2026-12-01 Anna")
    }

    @Test(
        "a key is meant in any case, with blanks, and with signs in it that nobody sees",
        arguments: [
            "costguard:keep", "COSTGUARD : Keep ", "cost guard:keep", "costguard:keep\u{200B}",
            "\u{FEFF}costguard:keep",
            "costguard:\u{2060}keep", "cost\u{AD}guard:keep", "costguard:\u{A0}keep", "costguard:kee\u{200D}p",
        ])
    func spellings(key: String) { #expect(reading("x", key: key) == .holds(until: nil)) }

    @Test("another key is another tag", arguments: ["costguard:keeps", "costguard:stopped", "my:costguard:keep", ""])
    func others(key: String) { #expect(reading("x", key: key) == .absent) }
}
