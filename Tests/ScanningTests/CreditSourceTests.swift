// AWS's own words on credits, plans, billing alerts and budgets, as they stand on the wire.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

private func credit(_ more: String = "", amount: String = "100.00", currency: String = "USD") -> String {
    func money(_ text: String) -> String { #"{"currencyCode":"\#(currency)","currencyAmount":"\#(text)"}"# }
    return #"{"creditId":"123","creditType":"Promotion","description":"AWS Educate","initialAmount":\#(money(amount)),"#
        + #""remainingAmount":\#(money("-80.5")),"startDate":1790000000,"endDate":1814400000\#(more)}"#
}

private func scripted(credits: AWSReply, plan: AWSReply = .jsonError("ResourceNotFoundException")) -> ScriptedAWS {
    ScriptedAWS { $0.operation == "GetCredits" ? credits : plan }
}

@Suite struct CreditSourceTests {
    private func told(_ scripted: ScriptedAWS) async -> BillingFigures {
        await AWSBillingSource(client: scripted.client, usage: APIUsage()).credits(account: account, at: now)
    }

    @Test func readsEachCreditWithWhatItCovers() async throws {
        let more =
            #","estimatedAmount":{"currencyCode":"USD","currencyAmount":"7.75E1"},"applicableProductNames":["Amazon "#
            + #"Elastic Compute Cloud"],"creditStatus":"DISABLED""#
        let scripted = scripted(credits: .json(#"{"credits":[\#(credit(more)),\#(credit())]}"#))
        let figures = await told(scripted)
        let credits = try #require(figures.credits)
        #expect(credits.map(\.left) == [Money("77.5"), Money("80.5")])
        #expect(credits.map(\.isEnabled) == [false, true] && credits.allSatisfy(\.coversEC2))
        #expect(credits[0].initial == Money("100") && credits[0].products == ["Amazon Elastic Compute Cloud"])
        #expect(credits[0].expiresAt == Date(timeIntervalSince1970: 1_814_400_000))
        #expect(figures.gaps.isEmpty && figures.creditsAt == now && figures.planAt == now && figures.plan == nil)
        let call = try #require(scripted.calls("GetCredits").first)
        let start = Int(now.timeIntervalSince1970) - 360 * 86_400
        #expect(
            call.body.contains(#""accountId":"\#(account.digits)""#) && call.body.contains(#""startDate":\#(start)"#))
    }

    @Test(
        "what cannot be read is a gap, never a credit of 0",
        arguments: [credit(currency: "CNY"), credit(amount: "1,000"), #"{"creditId":"1"}"#])
    func unreadable(text: String) async {
        let figures = await told(scripted(credits: .json(#"{"credits":[\#(text)]}"#)))
        #expect(figures.credits == nil && figures.gaps.map(\.operation) == ["GetCredits"])
    }

    @Test(
        "a plan's end is read as AWS's model writes it, as text, and as seconds",
        arguments: [#""2027-06-30T00:00:00Z""#, #""2027-06-30T00:00:00.000Z""#, "1814313600"])
    func aPlansEnd(text: String) async {
        let plan = #"{"accountPlanType":"FREE","accountPlanExpirationDate":\#(text)}"#
        let figures = await told(scripted(credits: .jsonError("AccessDeniedException"), plan: .json(plan)))
        #expect(figures.plan?.expiresAt == Date(timeIntervalSince1970: 1_814_313_600), "\(figures.gaps)")
    }

    @Test("money is asked for in the account's own part of AWS")
    func otherPartition() async throws {
        let scripted = ScriptedAWS { _ in .jsonError("AccessDeniedException") }
        let china = try #require(Region("cn-northwest-1"))
        let source = AWSBillingSource(client: scripted.client, usage: APIUsage(), home: china)
        _ = await source.credits(account: account, at: Date(timeIntervalSince1970: 1_795_000_000))
        let figures = await source.figures(
            account: account, at: Date(timeIntervalSince1970: 1_795_000_000),
            costsSince: Date(timeIntervalSince1970: 1_794_000_000), daily: false)
        #expect(Set(scripted.calls.map(\.operation)).count == 4 && figures.gaps.allSatisfy { $0.region == china })
        #expect(scripted.calls.filter { $0.host == "monitoring" }.map(\.region) == ["cn-northwest-1"])
    }

    @Test func aPlanIsReadAndAnAccountWithoutOneIsNoGap() async {
        let plan =
            #"{"accountId":"123456789012","accountPlanType":"FREE","accountPlanStatus":"ACTIVE","#
            + #""accountPlanRemainingCredits":{"amount":174.32,"unit":"USD"},"accountPlanExpirationDate":1814400000}"#
        let figures = await told(scripted(credits: .jsonError("AccessDeniedException"), plan: .json(plan)))
        #expect(figures.plan?.remaining == Money("174.32") && figures.plan?.type == "FREE")
        #expect(figures.credits == nil)
        #expect(figures.gaps.map { "\($0.service) \($0.kind)" } == ["billing denied"])
    }

    @Test(
        arguments: [
            (#"[{"feature":"BILLING_ALERTS","key":"k","value":"ENABLED"}]"#, true),
            (#"[{"feature":"BILLING_ALERTS","key":"k","value":"DISABLED"}]"#, false), ("[]", nil),
        ] as [(String, Bool?)])
    func billingAlerts(preferences: String, areOn: Bool?) async throws {
        let scripted = ScriptedAWS { _ in .json(#"{"billingPreferences":\#(preferences)}"#) }
        #expect(try await BillingAlerts.areOn(scripted.client, home: .northVirginia) == areOn)
    }

    @Test func budgetsThatCountCreditsAreBlind() async throws {
        let budgets = [
            #"{"BudgetName":"c","BudgetType":"COST","TimeUnit":"MONTHLY","CostTypes":{"IncludeCredit":false}}"#,
            #"{"BudgetName":"b","BudgetType":"COST","TimeUnit":"MONTHLY","CostTypes":{"IncludeTax":true}}"#,
            #"{"BudgetName":"a","BudgetType":"COST","TimeUnit":"MONTHLY","FilterExpression":{"Not":{}}}"#,
            #"{"BudgetName":"u","BudgetType":"USAGE","TimeUnit":"MONTHLY"}"#,
        ]
        let scripted = ScriptedAWS { call in
            call.body.contains("NextToken")
                ? .json(#"{"Budgets":[\#(budgets[2]),\#(budgets[3])]}"#)
                : .json(#"{"Budgets":[\#(budgets[0]),\#(budgets[1])],"NextToken":"2"}"#)
        }
        let all = try await AWSBudgets.all(of: account, scripted.client, home: .northVirginia)
        #expect(all.map { "\($0.name) \($0.isBlindedByCredits)" } == ["a false", "b true", "c false"])
    }
}
