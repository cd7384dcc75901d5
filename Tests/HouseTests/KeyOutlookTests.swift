// What is said of how long keys last. Here because this suite alone sees inside the program.

import AWSAPI
import Foundation
import Testing

@testable import costguard

@Suite struct KeyOutlookTests {
    private static let now = Date(timeIntervalSince1970: 1_795_162_805)  // 2026-11-20 08:20:05

    private func outlook(minutes: Double?, _ renewal: KeyRenewal, token: String? = "t") -> KeyOutlook {
        KeyOutlook(
            keys: Credentials(
                accessKeyID: "ASIA", secretAccessKey: "plantedSecret", sessionToken: token,
                expiration: minutes.map { Self.now.addingTimeInterval($0 * 60) }), renewal: renewal, now: Self.now)
    }

    @Test("keys without an end are fine")
    func longLived() {
        let outlook = outlook(minutes: nil, .never(writtenAt: nil), token: nil)
        #expect(outlook.finding.grade == .fine && outlook.warning == nil)
    }

    @Test("keys that are renewed are fine however soon they end")
    func renewed() {
        let outlook = outlook(minutes: 5, .byItself)
        #expect(outlook.finding.text.hasSuffix("until 2026-11-20 08:25 UTC, renewed without anybody"))
        #expect(outlook.warning == nil)
    }

    @Test("keys that nobody renews are noted, and a run warns in their last half hour")
    func ending() {
        #expect(outlook(minutes: 31, .never(writtenAt: nil)).warning == nil)
        let late = outlook(minutes: 29, .never(writtenAt: nil))
        #expect(late.warning == "The keys end at 2026-11-20 08:49 UTC, in 29 min, and nobody renews them.")
        #expect(late.finding.grade == .worth && late.finding.hint?.hasSuffix("see docs/keys.md") == true)
    }

    @Test("keys that have ended are a failure")
    func ended() {
        let outlook = outlook(minutes: -1, .never(writtenAt: nil))
        #expect(outlook.finding.grade == .fails)
        #expect(outlook.warning == "The keys ended at 2026-11-20 08:19 UTC: take new ones.")
    }

    @Test("of pasted keys is told what is known: when their file was changed, and the lab's hours")
    func pasted() {
        let written = Self.now.addingTimeInterval(-3 * 3600)
        let outlook = outlook(minutes: nil, .never(writtenAt: written))
        #expect(outlook.finding.detail.hasSuffix("nothing tells when they end; their file was changed 3 h ago"))
        #expect(outlook.finding.hint?.contains("Learner Lab") == true && outlook.warning == nil)
    }

    @Test(
        "where the configuration says how long pasted keys last, their end is reckoned from the file",
        arguments: [
            (190.0, nil, "pasted 3 h 10 min ago; they last about 4 h"),
            (196.0, "any minute", "pasted 3 h 16 min ago; they last about 4 h"),
            (250.0, "should have ended", "they last about 4 h and should have ended"),
        ] as [(Double, String?, String)])
    func lasting(minutes: Double, warning: String?, detail: String) {
        let written = Self.now.addingTimeInterval(-minutes * 60)
        var outlook = outlook(minutes: nil, .never(writtenAt: written))
        outlook.lasting = 4 * 3600
        #expect((outlook.warning == nil) == (warning == nil))
        #expect(outlook.warning?.contains(warning ?? "") ?? true)
        #expect(outlook.finding.detail.hasSuffix(detail), "\(outlook.finding.detail)")
        #expect(outlook.hasPassed == (minutes > 240) && outlook.isPasted)
    }

    @Test("keys by a code tell what cron needs")
    func code() {
        let finding = outlook(minutes: 60, .byCode).finding
        #expect(finding.grade == .worth && finding.hint?.contains("mfa: { keep: true }") == true)
    }
}
