// The mail that says that nobody looks any more, and the one that takes it back.

import CostModel
import Foundation

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
        lines.add("Mail \(mailID).")
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
        lines.add("Mail \(mailID).")
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
