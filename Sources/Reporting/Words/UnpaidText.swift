// What no credit pays, by AWS's own Credit lines: a warning where a credit could have, and what is on the card.

package import CostModel
import Foundation

/// Words on usage that the card pays.
package enum UnpaidText {
    /// A warning for the top of a report; nothing where the credits pay, or nobody knows.
    static func warning(_ context: TextContext, _ lines: inout TextLines) {
        guard let unpaid = unpaid(context) else { return }
        lines.field(
            "NOT PAID", sentence(unpaid, context), indent: 0, label: TextLines.titleColumns,
            style: context.palette.bad)
    }

    static func unpaid(_ context: TextContext) -> UnpaidUsage? {
        UnpaidUsage(context.figures, context.balances, at: context.now)
    }

    /// `No credit has paid 540.00 USD since Sun 1 Nov: your card pays. Of it Claude Sonnet 4 540.00`.
    static func sentence(_ unpaid: UnpaidUsage, _ context: TextContext) -> String {
        let day = TimeText.lastDay(before: unpaid.since.addingTimeInterval(.day))
        let payer = CommonText.afterwards(.grossSinceGrant, context.figures?.plan) ?? CommonText.card
        let named = services(unpaid.services)
        return "no credit has paid \(unpaid.total.cents) USD since \(day): \(payer)"
            + (named.isEmpty ? "" : ". Of it \(named)")
    }

    /// What none of the credits covers, of all that AWS's lines tell; nil where that is nothing.
    static func onCard(_ context: TextContext) -> String? {
        guard let lines = context.figures?.costLines, let told = context.figures?.costsAt,
            let first = lines.map(\.start).min()
        else { return nil }
        let card = CreditCoverage(lines, since: "", told: told).card
        guard !card.isEmpty else { return nil }
        let total = card.reduce(Money.zero) { $0 + $1.amount }
        let named = services(card)
        return "\(total.cents) USD since \(first) that no credit covers" + (named.isEmpty ? "" : ": \(named)")
    }

    private static func services(_ services: [ServiceSpend]) -> String {
        let named = services.filter { !$0.name.isEmpty }
        let shown = named.prefix(3).map { "\(Sanitizer.terminal($0.name).cut(to: 48)) \($0.amount.cents)" }
        return shown.joined(separator: ", ") + (named.count > 3 ? " and \(named.count - 3) more" : "")
    }

    /// The mail that tells of it, once.
    package static func mail(
        _ unpaid: UnpaidUsage, account: AccountID, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        let sentence = sentence(unpaid, context)
        lines.add(sentence.prefix(1).uppercased() + sentence.dropFirst() + ".")
        lines.add(
            "By AWS's Credit lines in Cost Explorer, of days that it has had two days to fill. Credits do not pay for "
                + "everything (Marketplace, domains, support and tax among others), and end; see your credits and what "
                + "they apply to:")
        lines.verbatim("  \(ConsoleLink.credits(near: context.scan?.regions.first))")
        lines.blank()
        for balance in context.balances {
            let credit = CreditText(balance: balance, context: context)
            lines.add("\(CreditName(balance).yours): \(credit.standing).")
        }
        MailText.close(&lines, "Account \(account). One mail until credits pay again. Mail \(mailID).", context)
        let payer = CommonText.afterwards(.grossSinceGrant, context.figures?.plan) ?? CommonText.card
        return (Sanitizer.subject("No credit has paid \(unpaid.total.cents) USD: \(payer)"), lines.text)
    }
}
