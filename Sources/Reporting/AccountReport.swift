// All that is said of one account, and the page of it. What stands in its sections is AccountSections'; the other forms
// are in AccountReport+Text, +JSON and +CSV.

package import CostModel
import Foundation

/// What a report shows beside a plan and the credits. What is absent is not known.
package struct ReportFigures: Sendable {
    /// Where the money went: AWS's bill of the newest month where it tells services, else a week of the meter.
    package var services: SpendByService?
    /// What costs at this moment, dearest first, each with its list price per hour.
    package var burning: [ResourceSpend]
    /// What was left of each credit at earlier scans, oldest first.
    package var history: [BalancePoint]
    /// costguard's own calls.
    package var selfCost: SelfCost?

    /// Nothing is known without arguments.
    package init(
        services: SpendByService? = nil, burning: [ResourceSpend] = [], history: [BalancePoint] = [],
        selfCost: SelfCost? = nil
    ) {
        self.services = services
        self.burning = burning
        self.history = history
        self.selfCost = selfCost
    }

    /// AWS's bill of the newest month by service, gross; nil where it was not asked, or not by service.
    package static func billed(_ figures: BillingFigures) -> SpendByService? {
        guard let lines = figures.costLines?.filter({ !$0.isCredit }), let told = figures.costsAt,
            let month = lines.map({ $0.start.prefix(7) }).max()
        else { return nil }
        let newest = lines.filter { $0.start.hasPrefix(month) }
        guard newest.contains(where: { $0.service != nil }),
            let from = newest.map(\.start).min().flatMap({ UTCTime.day($0) })
        else { return nil }
        return SpendByService(
            basis: .billed, from: from, until: told,
            services: Dictionary(grouping: newest) { $0.service ?? $0.recordType }.map { name, lines in
                ServiceSpend(name: name, amount: lines.reduce(.zero) { $0 + $1.amount })
            })
    }
}

/// What can be written in every form.
package protocol Report: Sendable {
    /// For a terminal, 80 columns.
    var text: String { get }
    /// One object, schema version 1.
    var json: String { get }
    /// One table.
    var csv: String { get }
    /// One file that needs no network.
    var html: String { get }
}

/// One account at one time.
package struct AccountReport: Report {
    /// Findings and steps over the last scan.
    package let plan: Plan
    /// Scan, credits, what runs, spend; and the reader's surroundings.
    package let context: TextContext
    /// What stands beside them.
    package let figures: ReportFigures
    /// What must be said first, such as that no scan has succeeded for hours; nil: nothing.
    package let alarm: String?

    /// A report, all its parts given.
    package init(plan: Plan, context: TextContext, figures: ReportFigures, alarm: String? = nil) {
        self.plan = plan
        self.context = context
        self.figures = figures
        self.alarm = alarm
    }

    /// What must be read before all else.
    var notices: [String] {
        let unpaid = UnpaidText.unpaid(context).map { UnpaidText.sentence($0, context) }
        let pause = context.pause.map { KeepText.pauseLine($0, context) }
        let brake = context.brake.map { BrakeText.line($0, context) }
        return [alarm, StatusReport.notice(context), pause, brake, unpaid].compactMap { $0 }
    }

    /// `17 of 17 regions seen whole, 3 min ago`.
    var lead: String {
        guard let scan = context.scan else { return "no scan yet" }
        let ago = TimeText.ago(scan.at, now: context.now)
        return "Scanned \(context.point(scan.at)), \(ago); \(scan.regionsSeen)"
    }

    /// One file that needs no network.
    package var html: String {
        Page.document(
            "Account \(plan.account)", lead: lead, notices: notices,
            sections: [
                Page.credits(plan, context), Page.steps(plan, context), Page.curves(context, figures),
                Page.spent(context), .tag("div", ["class": "pair"], Page.burning(self), Page.services(self)),
                Page.hoursUnread(plan), Page.flagged(plan), Page.refused(plan), Page.unknown(plan),
                Page.leftAlone(plan, context), Page.unseen(plan, context), Page.selfCost(figures.selfCost, context),
            ], command: "costguard report --format html", context)
    }

    /// What would be done and why, as a page.
    package var planPage: String {
        Page.document(
            "Plan \(plan.id)", lead: "Account \(plan.account). \(lead). Nothing was changed.", notices: notices,
            sections: [
                Page.credits(plan, context), Page.steps(plan, context), Page.hoursUnread(plan), Page.flagged(plan),
                Page.refused(plan), Page.unknown(plan), Page.leftAlone(plan, context), Page.unseen(plan, context),
                Page.selfCost(figures.selfCost, context),
            ], command: "costguard plan --format html", context)
    }
}
