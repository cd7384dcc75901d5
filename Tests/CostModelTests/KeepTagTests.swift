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
        ])
    func times(value: String, after seconds: Double) {
        #expect(reading(value) == .holds(until: now + seconds))
    }

    @Test func aTimeEndsOnTheSecond() {
        #expect(reading("2026-11-21T09:00:00Z") == .ended(now))
        #expect(reading("2026-11-21T08:59:59Z") == .ended(now - 1))
    }

    @Test func ofSeveralSpellingsTheLongestCounts() {
        let tags = ["costguard:keep": "2020-01-01", "CostGuard:Keep": "2026-12-01", "costguard: keep": "2026-11-25"]
        #expect(KeepTag.read(tags, at: now) == .holds(until: Date(timeIntervalSince1970: 1_796_212_800)))
        #expect(KeepTag.read(tags.merging(["COSTGUARD:KEEP": "x"]) { $1 }, at: now) == .holds(until: nil))
        #expect(KeepTag.read([:], at: now) == .absent)
    }
}
