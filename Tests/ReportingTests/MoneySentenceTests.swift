import CostModel
import Foundation
import Testing

@testable import Reporting

/// Unknown is not zero, in words too.
@Suite struct MoneySentenceTests {
    private func balance(
        burned: String? = "83.4", burn: String? = "1.26", source: BalanceSource = .grossSinceGrant,
        expires hours: Double? = nil
    ) -> CreditText {
        let balance = CreditBalance(
            name: "class", source: source, granted: Money("100")!, burned: burned.flatMap { Money($0) },
            burnPerHour: burn.flatMap { Money($0) }, expiresAt: hours.map { Sample.morning + $0 * 3600 },
            asOf: nil, basis: "", levels: [])
        return CreditText(balance: balance, context: Sample.context)
    }

    @Test func whatIsLeftIsNotInvented() {
        #expect(balance(burned: nil).standing == "100.00 USD granted; what is left is not known")
        #expect(balance(burned: nil).pace(Money("1.26")) == "1.26 USD/h")
        #expect(balance(burn: nil).pace(nil) == nil)
    }

    @Test(
        "how it ends",
        arguments: [
            (BalanceSource.grossSinceGrant, nil, "1.26 USD/h: empty Sat 21 Nov about 22:10 UTC, then your card pays"),
            (.freeTierPlan, nil, "1.26 USD/h: empty Sat 21 Nov about 22:10 UTC"),
            (.entered, nil, "1.26 USD/h: empty Sat 21 Nov about 22:10 UTC"),
            (.entered, 2.0, "1.26 USD/h: expires after 21 Nov 2026, before it is used up"),
        ] as [(BalanceSource, Double?, String)])
    func endings(source: BalanceSource, expires: Double?, expected: String) {
        let sentence = balance(source: source, expires: expires)
        #expect(sentence.pace(sentence.balance.burnPerHour) == expected)
    }

    @Test(
        "who pays afterwards follows the plan, whatever tells the balance",
        arguments: [
            ("PAID", "ACTIVE", "then your card pays"), ("FREE", "ACTIVE", "then AWS closes the account (free plan)"),
            ("FREE", "NOT_STARTED", "then AWS closes the account (free plan)"),
            ("FREE", "EXPIRED", "then AWS has closed the account (free plan)"), ("TRIAL", "ACTIVE", "22:10 UTC"),
        ], [BalanceSource.freeTierPlan, .entered, .billingCredits, .grossSinceGrant])
    func payer(plan: (String, String, String), source: BalanceSource) {
        var context = Sample.context
        context.figures = BillingFigures(
            plan: FreeTierPlan(type: plan.0, status: plan.1, remaining: nil, expiresAt: nil), planAt: Sample.morning)
        let sentence = CreditText(balance: balance(source: source, expires: nil).balance, context: context)
        let pace = sentence.pace(sentence.balance.burnPerHour)
        #expect(pace?.hasSuffix(plan.2) == true, "\(pace ?? "")")
    }

    @Test("what is only a lower bound says so, in what is used, what is left, and what burns")
    func bounds() {
        var least = balance().balance
        least.isLowerBound = true
        least.isBurnLowerBound = true
        let sentence = CreditText(balance: least, context: Sample.context)
        #expect(sentence.standing.hasPrefix("at least ") && sentence.standing.contains("at most "))
        let pace = sentence.pace(least.burnPerHour) ?? ""
        #expect(pace.hasPrefix("at least 1.26 USD/h") && pace.contains("at the latest"), "\(pace)")
    }

    @Test("advice never asks for a permission that is there", arguments: [true, false])
    func advice(isAnswered: Bool) {
        var unknown = CreditBalance(
            name: "class", source: .none, granted: Money("100")!, burned: nil, burnPerHour: nil, expiresAt: nil,
            asOf: nil, basis: "no source tells", levels: [])
        unknown.asOf = nil
        var context = Sample.context
        context.figures = BillingFigures(
            costLines: isAnswered ? [] : nil, costsAt: isAnswered ? Sample.morning : nil)
        let origin = CreditText(balance: unknown, context: context).origin
        #expect(origin.contains("ce:GetCostAndUsage") != isAnswered && origin.contains("costguard credits set"))
        guard !isAnswered else { return }
        context.figures?.gaps = [
            Gap(
                account: Sample.account, region: .global, service: "ce", operation: "GetCostAndUsage", kind: .denied,
                error: "Cost Explorer is not switched on: open it")
        ]
        let unopened = CreditText(balance: unknown, context: context).origin
        #expect(!unopened.contains("GetCostAndUsage") && unopened.contains("open Cost Explorer once"), "\(unopened)")
    }

    @Test func nothingBurnsAndNothingIsLeft() {
        #expect(balance(burn: "0").pace(.zero) == "0.00 USD/h: nothing burns")
        #expect(balance(burned: "120").pace(Money("1")) == "1.00 USD/h: nothing is left, your card pays")
    }

    /// A balance that somebody typed weeks ago, and what was metered since.
    private func typed(drawn: String) -> CreditBalance {
        CreditBalance(
            name: "class", source: .entered, granted: Money("100")!, burned: Money("12"), burnPerHour: Money("1"),
            expiresAt: nil, asOf: Sample.morning - 30 * 86_400, basis: "typed in", levels: [.percentBurned(80)],
            drawn: Money(drawn)!, drawnUntil: Sample.morning)
    }

    @Test("a mail's subject tells what is left now, where the balance was typed long ago")
    func subjectOfATypedBalance() {
        let mail = MailText.alertMail(
            [Crossing(balance: typed(drawn: "70"), levels: [.percentBurned(80)])], account: Sample.account, plan: nil,
            mailID: "m", Sample.context)
        #expect(mail.subject.hasPrefix("18.00 USD left, empty "), "\(mail.subject)")
        #expect(mail.subject.hasSuffix("(class credit, 82 % used)"), "\(mail.subject)")
    }

    @Test("a credit that was drawn empty since its balance was typed is empty, and lasts to no day")
    func drawnEmpty() {
        let credit = CreditText(balance: typed(drawn: "90"), context: Sample.context)
        #expect(credit.pace(Money("1")) == "1.00 USD/h: nothing is left, it is used up")
        #expect(credit.lasting(Money("1")!) == nil)
    }

    @Test func aMarkIsNotReachedBeforeItIs() {
        #expect(CommonText.percent(79.99) == "79 %")
        #expect(CommonText.percent(100) == "100 %")
        #expect(CommonText.percent(.nan) == "? %")
    }

    @Test func lessThanACentIsNotNothing() {
        #expect(CommonText.rate(Money("0.0042")!) == "0.0042")
        #expect(CommonText.rate(Money("0.526")!) == "0.53")
        #expect(CommonText.rate(.zero) == "0.00")
    }

    @Test(
        "a gap in the watch is told with what it cost",
        arguments: [
            (9.0, "0.526", "no scan for 9 h, 4.73 USD burned meanwhile"), (9, nil, "no scan for 9 h"),
            (2, "0.526", nil), (-3, "0.526", nil),
        ] as [(Double, String?, String?)])
    func watch(hours: Double, burn: String?, expected: String?) {
        let notice = StatusReport.gapNotice(
            lastScan: Sample.morning - hours * 3600, now: Sample.morning, burnPerHour: burn.flatMap { Money($0) })
        #expect(notice == expected)
    }

    @Test func theBurnAfterApplyingIsNotKnownWhereAPriceIsNot() {
        let priced = Sample.plan
        #expect(PlanReport.burnAfter(priced, Money("1.26")) == Money("0.734"))
        #expect(PlanReport.burnAfter(priced, nil) == nil)
        let step = PlanStep(
            action: .stop, resource: Sample.gpuKey, name: nil, rules: [], unattended: false, launchTime: nil,
            savingPerMonth: nil)
        let unpriced = Plan(
            id: "1", account: Sample.account, createdAt: Sample.morning, asOf: [], gaps: [], findings: [],
            steps: [step], faults: [], running: priced.running)
        #expect(PlanReport.burnAfter(unpriced, Money("1.26")) == nil)
    }

    @Test(
        "a sum says what it is worth: exact, an upper or a lower bound, or nothing",
        arguments: [
            ([("3.65", false), ("8", false)], "11.65 USD a month"),
            ([("3.65", false), ("8", true)], "up to 11.65 USD a month"),
            ([("3.65", false), (nil, true)], "at least 3.65 USD a month"),
            ([("3.65", true), (nil, false)], "about 3.65 USD a month"),
            ([(nil, false), (nil, true)], nil), ([], nil),
        ] as [([(String?, Bool)], String?)])
    func sumOfSavings(parts: [(String?, Bool)], words: String?) {
        let sum = SavingSum(parts.map { (saving: $0.0.flatMap { Money($0) }, isUpperBound: $0.1) })
        #expect(sum.aMonth == words)
        #expect(sum.count == parts.count && sum.unpriced == parts.count { $0.0 == nil })
    }

    @Test(
        "the word credit is not said twice",
        arguments: [
            ("class", "Credit class", "credit class", "class credit", " class"),
            ("credit", "Credit", "the credit", "credit", ""), ("Credits", "Credit", "the credit", "credit", ""),
            ("lab credit", "lab credit", "lab credit", "lab credit", " lab"),
            ("AWS Credits", "AWS Credits", "AWS Credits", "AWS credit", " AWS"),
            ("aws_credit", "aws_credit", "aws_credit", "aws credit", " aws"),
            ("Credit 2026", "Credit 2026", "Credit 2026", "2026 credit", " 2026"),
            ("lab (credit)", "lab (credit)", "lab (credit)", "lab credit", " lab"),
            ("accredit", "Credit accredit", "credit accredit", "accredit credit", " accredit"),
            ("creditable", "Credit creditable", "credit creditable", "creditable credit", " creditable"),
            ("credits for labs", "credits for labs", "credits for labs", "for labs credit", " for labs"),
        ])
    func creditNames(name: String, heading: String, subject: String, phrase: String, label: String) {
        let words = CreditName(name)
        #expect(words.heading == heading && words.subject == subject)
        #expect(words.phrase(cutTo: 16) == phrase && words.label(cutTo: 24) == label)
    }
}
