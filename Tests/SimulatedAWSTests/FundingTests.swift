// Credits as AWS lists them: what each has left, by the rule in which AWS draws them, and what a world can withhold.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

extension Story {
    /// The student's account with a Free Tier plan and three prices, for boto3 to read.
    static func funded(at now: Date) -> World {
        var world = student(at: now)
        world.funding.plan = Funding.Plan(
            nanoUSD: 200_000_000_000, startsAt: now - 90 * 86_400, expiresAt: now + 90 * 86_400)
        func product(_ sku: String, _ system: String, _ region: String, _ usd: String) -> String {
            Story.product(
                sku: sku, family: "Compute Instance",
                attributes: [
                    "instanceType": "t3.micro", "operatingSystem": system, "regionCode": region, "tenancy": "Shared",
                ], usd: usd, unit: "Hrs")
        }
        world[Extras.self].priceList["AmazonEC2"] = [
            product("A", "Linux", "us-east-1", "0.0104000000"), product("B", "Windows", "us-east-1", "0.0196000000"),
            product("C", "Linux", "eu-west-1", "0.0114000000"),
        ]
        return world
    }
}

@Suite struct FundingTests {
    private let dollar = 1_000_000_000
    private let day: TimeInterval = 86_400

    /// A dollar an hour of EC2 for 48 hours until two days ago, in the same month.
    private func world(_ credits: [Funding.Credit]) -> World {
        var world = Story.empty()
        world.billing.charges = [
            Billing.Charge(
                "Amazon EC2", nanoUSDPerHour: 3_600 * 277_778, from: storyTime - 4 * day, until: storyTime - 2 * day)
        ]
        world.funding.credits = credits
        return world
    }

    private func credit(_ id: String, _ usd: Int, expiresIn days: Double, products: [String] = []) -> Funding.Credit {
        var credit = Funding.Credit(
            id: id, description: "credit \(id)", nanoUSD: usd * dollar, startsAt: storyTime - 30 * day,
            expiresAt: storyTime + days * day)
        credit.products = products
        return credit
    }

    private func credits(_ client: WireClient, since start: Date = storyTime - 300 * 86_400) -> [[String: Any]]? {
        let body = #"{"accountId":"\#(Story.account)","startDate":\#(Int(start.timeIntervalSince1970))}"#
        return client.json(.billing, "GetCredits", body).json["credits"] as? [[String: Any]]
    }

    /// Whole dollars of an amount by credit.
    private func amounts(_ name: String, _ credits: [[String: Any]]?) -> [Int] {
        (credits ?? []).map { credit in
            let amount = (credit[name] as? [String: String])?["currencyAmount"].flatMap(Double.init)
            return Int((amount ?? -1).rounded())
        }
    }

    @Test func creditsAreDrawnInAWSsOrder() async throws {
        let list = [
            credit("1", 100, expiresIn: 90), credit("2", 20, expiresIn: 30), credit("3", 10, expiresIn: 30),
            credit("4", 5, expiresIn: 10, products: ["Amazon S3"]),
            credit("5", 7, expiresIn: 30, products: ["Amazon EC2", "Amazon S3"]),
        ]
        try await withAWS(world(list)) { _, _, client in
            let told = credits(client)
            #expect(amounts("initialAmount", told) == [100, 20, 10, 5, 7])
            #expect(amounts("estimatedAmount", told) == [89, 0, 0, 5, 0])
            #expect(amounts("remainingAmount", told) == [100, 20, 10, 5, 7], "the month's bill is not final")
            #expect(told?.first?["creditStatus"] as? String == "ENABLED")
        }
    }

    @Test func figuresLagAndRevisionsShowWhenTheyAreKnown() async throws {
        var world = world([credit("1", 100, expiresIn: 90)])
        world.funding.delay = 3 * day
        world.billing.revisions = [
            Billing.Revision("Amazon EC2", nanoUSD: 3 * dollar, day: storyTime - 4 * day, knownFrom: storyTime + day)
        ]
        try await withAWS(world) { _, clock, client in
            #expect(amounts("estimatedAmount", credits(client)) == [76])
            clock.advance(by: 4 * 60)
            clock.set(to: storyTime + 4 * day)
            var later = client
            later.now = clock.now
            #expect(amounts("estimatedAmount", credits(later)) == [49])
        }
    }

    @Test func whatAWorldWithholdsIsRefusedByName() async throws {
        var world = world([])
        world[Extras.self].policies = [Policy(.deny, ["billing:GetBillingPreferences"])]
        try await withAWS(world) { _, _, client in
            #expect(credits(client)?.isEmpty == true)
            #expect(credits(client, since: storyTime - 400 * day) == nil)
            let plan = client.json(.freetier, "GetAccountPlanState", "{}")
            #expect(plan.json["__type"] as? String == "ResourceNotFoundException")
            let denied = client.json(.billing, "GetBillingPreferences", #"{"features":["BILLING_ALERTS"]}"#)
            #expect(denied.json["__type"] as? String == "AccessDeniedException")
        }
    }

    @Test(arguments: [(true, "ENABLED"), (false, "DISABLED")])
    func billingAlertsAreToldAsTheyAre(areOn: Bool, value: String) async throws {
        var world = world([])
        world.billing.billingAlertsEnabled = areOn
        try await withAWS(world) { _, _, client in
            let answer = client.json(.billing, "GetBillingPreferences", #"{"features":["BILLING_ALERTS"]}"#)
            let all = answer.json["billingPreferences"] as? [[String: String]]
            #expect(all?.map { $0["value"] } == [value] && all?.map { $0["feature"] } == ["BILLING_ALERTS"])
        }
    }
}
