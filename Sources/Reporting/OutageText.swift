// What is said of regions in which AWS is in trouble: one line among a run's messages, one mail.

import CostModel
import Foundation

/// Words on outages.
package enum OutageText {
    /// `AWS is in trouble in N. Virginia (us-east-1): 12 of 40 calls failed …`, all regions together; nil where there
    /// are none.
    package static func line(_ outages: [Outage]) -> String? {
        guard !outages.isEmpty else { return nil }
        let error = outages.lazy.compactMap(\.error).first.map { " (\($0))" } ?? ""
        return "\(count(outages)) failed\(error): what is there is not seen whole, and cron stops nothing there "
            + "in this run"
    }

    /// `12 of 40 calls in us-east-1, 3 of 8 in eu-west-1`.
    static func count(_ outages: [Outage]) -> String {
        outages.enumerated().map { index, outage in
            "\(outage.calls.failed) of \(outage.calls.made)\(index == 0 ? " calls" : "") in \(outage.region)"
        }.joined(separator: ", ")
    }
}

extension MailText {
    /// Calls fail in some regions, and nothing is stopped there.
    ///
    /// - Parameter held: what would have been stopped by this run.
    package static func outage(
        _ outages: [Outage], since: Date, held: [PlanStep], account: AccountID, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        let places = outages.map(\.region.place)
        let area = places.count < 4 ? places.joined(separator: ", ") : "\(places.count) regions"
        var lines = TextLines(context.plain)
        lines.add("More than a tenth of costguard's calls fail in \(area), since \(context.point(since)).")
        lines.add("What is there is not seen whole, so nothing is stopped there until AWS answers again.")
        lines.blank()
        lines.field("failed", "\(OutageText.count(outages)), in the run of \(context.point(context.now))")
        if let error = outages.lazy.compactMap(\.error).first { lines.field("for example", error) }
        let titles = Titles(held)
        for step in held.prefix(5) {
            let price = step.savingPerMonth.map { ", \(CommonText.perDay(perMonth: $0).cents) USD a day" } ?? ""
            lines.field("goes on", "\(titles.title(step.resource, step.name)), idle\(price)")
            lines.verbatim("  \(Commands.stop(step.resource))")
        }
        if held.count > 5 { lines.add("and \(held.count - 5) more: costguard plan") }
        lines.blank()
        lines.add("Whether it is AWS or the way to it: https://health.aws.amazon.com/health/status, and")
        lines.verbatim("  costguard doctor")
        lines.blank()
        lines.add("Account \(account). One mail per outage. Mail \(mailID).")
        return (Sanitizer.subject("AWS fails in \(area): costguard stops nothing there"), lines.text)
    }
}
