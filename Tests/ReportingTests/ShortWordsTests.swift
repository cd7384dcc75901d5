import CostModel
import Foundation
import Testing

@testable import Reporting

/// What a tired reader is told, and what is no news.
@Suite struct ShortWordsTests {
    @Test(
        "a lag is told where the last scan did not see the place, and is more than a moment",
        arguments: [(3.0, false), (300, false), (1200, true)])
    func lag(seconds: Double, isTold: Bool) {
        var context = Sample.context
        context.spend?.until = Sample.morning + 60
        context.spend?.lagging = [
            MeterMark(
                region: Sample.ireland, kind: .volume, since: .distantPast, until: Sample.morning + 60 - seconds)
        ]
        let told = SpendReport.uncertainty(context).contains { $0.0 == "not seen" }
        #expect(told == isTold)
    }

    @Test func aPlaceThatTheLastScanSawLagsBehindNothing() {
        var context = Sample.context
        context.spend?.until = Sample.morning + 5400
        context.spend?.lagging = [
            MeterMark(region: Sample.ireland, kind: .volume, since: .distantPast, until: Sample.morning)
        ]
        #expect(!SpendReport.uncertainty(context).contains { $0.0 == "not seen" })
    }

    @Test func machinesOfOneNameAreToldWithTheirIdsInEveryLineOfAMail() {
        let notices = ["i-0aa", "i-0bb"].map { id in
            IdleNotice(
                Sample.judgement(
                    Sample.key(id), Sample.rule("told", "told", action: .notify), .holds, name: "lab", reason: "still",
                    row: ["instance_type": .text("g4dn.xlarge"), "hourly_usd": .real(0.526)]),
                attendedBecause: nil)
        }
        let mail = MailText.alertMail(
            [], idle: notices, account: Sample.account, plan: nil, mailID: "m", Sample.context)
        #expect(mail.subject.contains("lab (i-0aa), lab (i-0bb)"))
        for id in ["i-0aa", "i-0bb"] {
            #expect(mail.body.contains("lab (\(id)) has been idle for an hour"), "\(mail.body)")
            #expect(mail.body.contains("To stop lab (\(id)) now"), "\(mail.body)")
        }
    }

    @Test(
        "a word stands in a command so that the shell takes it as one",
        arguments: [
            ("hw3-gpu", "hw3-gpu"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("$HOME;ls", "'$HOME;ls'"), ("", "''"),
            ("class/a.sqlite", "class/a.sqlite"), ("größe", "'größe'"), ("-x", "'-x'"),
            ("tag:jobname=hw3", "tag:jobname=hw3"), ("=x", "'=x'"),
        ])
    func words(word: String, written: String) { #expect(ShellWord.text(word) == written) }
}
