// The report as a page, and the pages of a plan and of credits out of the same sections.

import CostModel
import Foundation

extension AccountReport {
    /// One file that needs no network.
    package var html: String {
        Page.document(
            "Account \(plan.account)", lead: lead, notices: notices,
            sections: [
                Page.credits(plan, context), Page.steps(plan, context), Page.curves(context, figures),
                Page.spent(context), .tag("div", ["class": "pair"], Page.burning(self), Page.services(self)),
                Page.flagged(plan), Page.refused(plan), Page.unknown(plan),
                Page.leftAlone(plan, context), Page.unseen(plan, context), Page.selfCost(figures.selfCost, context),
            ], command: "costguard report --format html", context)
    }

    /// What would be done and why, as a page.
    package var planPage: String {
        Page.document(
            "Plan \(plan.id)", lead: "Account \(plan.account). \(lead). Nothing was changed.", notices: notices,
            sections: [
                Page.credits(plan, context), Page.steps(plan, context), Page.flagged(plan), Page.refused(plan),
                Page.unknown(plan), Page.leftAlone(plan, context), Page.unseen(plan, context),
                Page.selfCost(figures.selfCost, context),
            ], command: "costguard plan --format html", context)
    }
}

extension CreditsReport {
    /// What is left of each credit, as a page.
    package static func html(_ context: TextContext, _ figures: ReportFigures) -> String {
        let account = context.scan.map { "Account \($0.account), scanned \(context.point($0.at))" } ?? "No scan yet"
        return Page.document(
            "Credits", lead: account, notices: [StatusReport.notice(context)].compactMap { $0 },
            sections: [
                Page.credits(nil, context), Page.curves(context, figures), Page.spent(context),
                Page.unmetered(context),
            ], command: "costguard credits --format html", context)
    }
}
