// What persons said, in words: to whom, until when, and how to take it back.

import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct KeepTextTests {
    private func keep(name: String? = "hw3-gpu", until: Date? = Sample.morning + 86_400) -> Keep {
        Keep(
            resource: Sample.gpuKey, name: name, since: Sample.morning, until: until, because: "thesis run",
            who: "ada on laptop")
    }

    private let pause = Pause(
        since: Sample.morning, until: Sample.morning + 3600, because: "exam", who: "ada on laptop")

    @Test("what was kept is named with its end and what takes it back")
    func kept() {
        #expect(
            KeepText.kept(keep(), Sample.context) == """
                hw3-gpu (i-0a1b2c3d4e5f60718) is kept to Sun 22 Nov 09:00 UTC: no rule touches
                it.
                Next: costguard unkeep hw3-gpu

                """)
        #expect(
            KeepText.kept(keep(name: nil, until: nil), Sample.context).hasPrefix(
                "i-0a1b2c3d4e5f60718 is kept until you"))
    }

    @Test("of what is kept the first to end stands first, with who said it and why")
    func list() {
        let text = KeepText.list([keep(name: "late", until: nil), keep()], Sample.context)
        #expect(text.contains("by ada on laptop: thesis run"))
        let places = ["hw3-gpu", "late"].compactMap { text.range(of: $0)?.lowerBound }
        #expect(places.count == 2 && places == places.sorted())
    }

    @Test("for scripts the same in the same order, and what has no end or reason is null")
    func json() throws {
        let endless = Keep(
            resource: Sample.gpuKey, name: nil, since: Sample.morning, until: nil, because: nil, who: "ada on laptop")
        let document = try JSONDecoder().decode(
            Kept.self, from: Data(KeepText.json([endless, keep()]).utf8))
        #expect(document.keeps.map(\.until) == ["2026-11-22T09:00:00Z", nil])
        #expect(document.keeps.map(\.because) == ["thesis run", nil])
        #expect(KeepText.json([]).contains("\"keeps\": []"), "\(KeepText.json([]))")
    }

    private struct Kept: Decodable {
        struct Entry: Decodable {
            let until, because: String?
        }
        let keeps: [Entry]
    }

    @Test("a hostile name opens no line of its own, neither in the list nor in the mail, and is no part of a command")
    func hostile() {
        let keep = keep(name: "x\nBcc: all\u{1b}[31m$(id)")
        for text in [KeepText.list([keep], Sample.context), KeepText.kept(keep, Sample.context)] {
            #expect(!text.contains("\u{1b}") && !text.contains("\nBcc"))
        }
        let mail = MailText.keepEnds(keep, mailID: "m1", Sample.context)
        #expect(!mail.subject.contains("\n") && mail.subject.utf8.allSatisfy { $0 < 128 } && mail.subject.count < 100)
        #expect(mail.body.contains("\n  costguard keep i-0a1b2c3d4e5f60718 --for 3d\n"))
    }

    @Test("while the guard is paused pages, reports and mails say so")
    func paused() {
        var context = Sample.context
        context.pause = pause
        let line = "PAUSED to 10:00 UTC by ada on laptop: exam. costguard stops nothing by itself"
        #expect(KeepText.pauseLine(pause, context).hasPrefix(line))
        let report = AccountReport(plan: Sample.plan, context: context, figures: Sample.figuresOfReport)
        for page in [report.html, report.planPage] {
            #expect(page.replacing("\u{A0}", with: " ").contains(line))
        }
        #expect(report.text.replacing("\n", with: " ").contains(line))
        let mail = MailText.digest(Sample.plan, mailID: "m1", context)
        #expect(mail.body.replacing("\n", with: " ").contains(line))
        #expect(!MailText.digest(Sample.plan, mailID: "m1", Sample.context).body.contains("PAUSED"))
    }
}
