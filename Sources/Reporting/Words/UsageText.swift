// Words on services that bill by use: what of them is metered, and the mail on a burn out of nowhere.

package import CostModel
package import Foundation

/// Words on what is used of services such as Bedrock.
package enum UsageText {
    /// `Bedrock tokens in 17 regions, about, up to some 20 minutes ago`: what was really read; nil where nothing is.
    static func metered(_ spend: SpendFigures) -> String? {
        let parts = UsageService.all.compactMap { service -> String? in
            let count = spend.services.count { $0.service == service.name && $0.isFresh(at: spend.until) }
            guard count > 0 else { return nil }
            let regions = CountText.text(count, "region")
            return "\(service.title) \(service.unit) in \(regions), about, up to some 20 minutes ago"
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// What is not told any more is of the past for so many seconds.
    private static let stale: TimeInterval = 7 * .day

    /// What of the services that are read is not in the figures.
    static func limits(_ spend: SpendFigures) -> [String] {
        UsageService.all.flatMap { service -> [String] in
            let marks = spend.services.filter { $0.service == service.name }
            let late = marks.filter { mark in
                !mark.isFresh(at: spend.until) && spend.until.timeIntervalSince(mark.until) < stale
            }
            let places = late.map(\.region.place).joined(separator: ", ")
            let unread = late.isEmpty ? [] : ["\(service.title) \(service.unit) in \(places), not read of late"]
            let isRead = late.count < marks.count && metered(spend) != nil
            return unread + (isRead ? ["\(service.title) beside its \(service.unit)"] : [])
        }
    }

    /// `48.0 M`, `12.5 k`, `900`.
    static func count(_ amount: Int64) -> String {
        if amount >= 1_000_000 { return "\(QuantityText.decimal(Double(amount) / 1e6, places: 1)) M" }
        return amount >= 10_000 ? "\(QuantityText.decimal(Double(amount) / 1e3, places: 1)) k" : "\(amount)"
    }

    private static let most = 8

    /// The mail on a service that suddenly costs much: what, where and how dear first, then what to do.
    package static func surge(
        _ surge: UsageSurge, usual: UsageSurge, until: Date, account: AccountID, mailID: String,
        _ context: TextContext
    ) -> (subject: String, body: String) {
        let service = surge.service
        var lines = TextLines(context.plain)
        lines.add(
            "\(service.title) costs \(rate(surge)) in this account, by the \(UsageSurge.window / 60) minutes up to "
                + "\(context.point(until)). The day before it was \(rate(usual)).")
        for part in surge.parts.prefix(most) {
            let one = UsageSurge(service, [part])
            lines.add(
                "\(CommonText.place(part.key.region)): \(Sanitizer.terminal(part.key.id).cut(to: 120)), \(rate(one))",
                head: "  ")
        }
        if surge.parts.count > most { lines.add("and \(surge.parts.count - most) more", head: "  ") }
        lines.add(
            "About: by list prices; batches and tiers are billed otherwise, and are not told apart. CloudWatch is some "
                + "15 minutes behind.")
        for balance in context.balances {
            lines.add("\(CreditName(balance).yours): \(CreditText(balance: balance, context: context).standing).")
        }
        lines.add(
            "Models of other makers are sold through AWS Marketplace, and many credits do not pay for them: then your "
                + "card does. Your credits and what they apply to:")
        lines.verbatim("  \(ConsoleLink.credits(near: surge.parts.first?.key.region))")
        lines.blank()
        lines.add("If it is you or yours: end the script or the app that calls. Nothing stops by itself.")
        lines.add("If it is not, a key of your account is in other hands. In this order:")
        lines.add("1. See who calls: CloudTrail, Event history, event name InvokeModel or Converse, in that region.")
        lines.add("2. Make that key inactive, or revoke the role's active sessions, in the console of IAM:")
        lines.verbatim("  aws iam update-access-key --status Inactive --access-key-id KEY")
        lines.add("3. Deny the calls to whoever makes them, by a policy on that user or role (a Deny goes before all):")
        lines.verbatim(
            "  {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":")
        lines.verbatim(
            "  [\"bedrock:InvokeModel*\",\"bedrock:Converse*\"],\"Resource\":\"*\"}]}")
        lines.blank()
        lines.add("costguard changes none of this: there is nothing that it could stop and start again.")
        MailText.close(&lines, "Account \(account). One mail per burn. Mail \(mailID).", context)
        return (Sanitizer.subject("\(service.title) costs \(rate(surge)): is it you?"), lines.text)
    }

    /// `45.92 USD an hour`, `at least 1.20 USD an hour, and 48.0 M tokens an hour without a known price`.
    private static func rate(_ surge: UsageSurge) -> String {
        let unpriced = "\(count(surge.unpriced)) \(surge.service.unit) an hour without a known price"
        guard surge.unpriced > 0 else { return "about \(CommonText.rate(surge.perHour)) USD an hour" }
        if surge.perHour == .zero { return unpriced }
        return "at least \(CommonText.rate(surge.perHour)) USD an hour, and \(unpriced)"
    }
}
