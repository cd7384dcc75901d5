import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct HealthTextTests {
    private func health(_ failures: Int, seen: Date? = Sample.morning - 3600) -> ScanHealth {
        ScanHealth(
            profile: "lab", account: Sample.account, seenAt: seen, failingSince: Sample.morning - 1800,
            failures: failures, error: "ExpiredToken: x")
    }

    @Test func silentWhileScansSucceed() {
        #expect(HealthText.line(ScanHealth(profile: ""), timeZone: .gmt, now: Sample.morning) == nil)
    }

    @Test func saysSinceWhenAndHowOften() {
        #expect(
            HealthText.line(health(13), timeZone: .gmt, now: Sample.morning)
                == "No scan has succeeded since 08:00 UTC (13 runs failed)")
        #expect(
            HealthText.line(health(1, seen: nil), timeZone: .gmt, now: Sample.morning)
                == "No scan has succeeded yet (1 run failed)")
    }

    @Test("the status page opens with it, and gives the error")
    func status() {
        let page = StatusReport.text(Sample.context, plan: nil, journal: [], health: health(2))
        #expect(
            page.hasPrefix("No scan has succeeded since 08:00 UTC (2 runs failed).\n  last error   ExpiredToken: x\n"))
    }

    @Test("the mail says what is not guarded, why, and what to type; a hostile profile is no part of a command")
    func mail() {
        let mail = MailText.notSeen(health(13), mailID: "m1", Sample.context)
        #expect(mail.subject == "costguard has not seen account 123456789012 since 08:00 UTC")
        for part in [
            "nothing will be stopped", "13 runs since 08:30 UTC", "ExpiredToken", "costguard doctor --profile lab",
        ] {
            #expect(mail.body.contains(part), "\(mail.body)")
        }
        #expect(mail.body.hasSuffix("Mail m1.\n"))
        let hostile = MailText.notSeen(ScanHealth(profile: "x; rm -rf ~", failures: 2), mailID: "m", Sample.context)
        #expect(hostile.body.contains("  costguard doctor\n"))
    }

    @Test("a run is one line of a journal")
    func watchLine() {
        let scan = ScanSummary(
            account: Sample.account, at: Sample.morning, duration: 4.06, regions: [Sample.oregon, Sample.virginia],
            closedRegions: [],
            gaps: [
                Gap(
                    account: Sample.account, region: Sample.oregon, service: "ec2", operation: "x", kind: .failed,
                    error: "e")
            ], apiCalls: 230, selfCost: .zero)
        let line = WatchText.line(
            scan, [], applied: [.done, .skipped("s"), .failed("f")], unsent: 2, next: Sample.morning + 900,
            timeZone: .gmt, now: Sample.morning)
        #expect(
            line == "1 of 2 regions seen whole, 230 calls, 4.1 s; nothing to stop; stopped 1, left alone 1, failed 1; "
                + "2 mails not sent; next run 09:15 UTC")
    }
}
