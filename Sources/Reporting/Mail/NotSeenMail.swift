// The mails that say what is not seen: nobody looks any more, or AWS is in trouble in some regions; and the one that takes
// it back.

package import CostModel
package import Foundation

extension MailText {
    /// Runs have failed for too long.
    package static func notSeen(
        _ health: ScanHealth, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        let account = name(health)
        let since = (health.seenAt ?? health.failingSince).map(context.point) ?? "the first run"
        var lines = TextLines(context.plain)
        lines.add("costguard has not seen \(account) since \(since).")
        lines.add("Nothing is watched there, and nothing will be stopped, until a run succeeds.")
        lines.blank()
        lines.field("failed", HealthText.runs(health, context))
        lines.field("last error", health.error ?? "not known")
        lines.blank()
        lines.add("What to do, on the machine that runs costguard:")
        lines.verbatim("  costguard doctor" + profileOption(health))
        lines.add("It tries every step and says which one fails. Keys that have lapsed are the usual reason: sign in")
        lines.add("again, or renew the keys of the profile. You get one more mail when the account is seen again.")
        lines.blank()
        close(&lines, "Mail \(mailID).", context)
        return (Sanitizer.subject("costguard has not seen \(account) since \(since)"), lines.text)
    }

    /// A scan succeeded again.
    ///
    /// - Parameter before: as it was until then.
    package static func seenAgain(
        _ before: ScanHealth, account: AccountID, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        lines.add("costguard sees account \(account) again.")
        if let since = before.seenAt ?? before.failingSince {
            let span = TimeText.span(context.now.timeIntervalSince(since))
            lines.add("Nobody looked from \(context.point(since)) to \(context.point(context.now)): \(span).")
        }
        lines.field("failed", HealthText.runs(before, context))
        lines.field("last error", before.error ?? "not known")
        lines.blank()
        lines.add("What the time cost stands in:")
        lines.verbatim("  costguard credits")
        lines.blank()
        close(&lines, "Mail \(mailID).", context)
        return (Sanitizer.subject("costguard sees account \(account) again"), lines.text)
    }

    private static func name(_ health: ScanHealth) -> String {
        if let account = health.account { return "account \(account)" }
        return health.profile.isEmpty ? "your account" : "the account of profile '\(health.profile)'"
    }

    private static func profileOption(_ health: ScanHealth) -> String {
        let isPlain = health.profile.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        return health.profile.isEmpty || !isPlain ? "" : " --profile \(health.profile)"
    }
}

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
        close(&lines, "Account \(account). One mail per outage. Mail \(mailID).", context)
        return (Sanitizer.subject("AWS fails in \(area): costguard stops nothing there"), lines.text)
    }
}
