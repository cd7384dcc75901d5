// Services that bill by use, in a simulated account: what a runaway script costs, when it is told, and what is not counted.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct ServiceUseTests {
    private static let model = "us.amazon.nova-pro-v1:0"
    private let account = AccountID(Story.account)!
    private static let rate = ["InputTokenCount": 12_000_000.0, "OutputTokenCount": 3_000_000.0]
    /// 12 million at 0.80 and 3 million at 3.20.
    private static let perHour = 19.2

    private func use(
        _ model: String = ServiceUseTests.model, in region: String = "us-east-1", fromMinute from: Double,
        until: Double = 100_000, _ rate: [String: Double] = ServiceUseTests.rate
    ) -> TokenUse {
        TokenUse(
            region: region, model: model, from: Stage.now + from * 60, until: Stage.now + until * 60, perHour: rate)
    }

    private func stage(_ uses: [TokenUse]) async throws -> Stage {
        var world = World.with([])
        world.tokens = uses
        return try await Stage(world)
    }

    private let scope = ScanScope(services: [.bedrock])

    private func scan(_ stage: Stage, atMinute minute: Double, _ scope: ScanScope? = nil) async throws -> ScanResult {
        stage.clock.set(to: Stage.now + minute * 60)
        return try await ScanStage(stage.local, try stage.aws(), scope: scope ?? self.scope).run()
    }

    private func figures(_ stage: Stage) async throws -> SpendFigures {
        try #require(try await SpendStage(stage.local).figures(of: account, in: .gmt, at: stage.clock.now))
    }

    /// From one minute up to another.
    private func spent(_ stage: Stage, _ from: Double, _ until: Double) async throws -> MeteredSpend {
        let lines = try await stage.database.usage(
            of: account, from: Stage.now + from * 60, until: Stage.now + until * 60, perResource: false,
            unwatched: false)
        return MeteredSpend(lines, prices: try await stage.database.prices(of: account))
    }

    @Test("tokens are metered once, however often and however late they are read")
    func countedOnce() async throws {
        let stage = try await stage([use(fromMinute: 0, until: 120)])
        for minute in [-15.0, 20, 20, 35, 47, 50, 110, 300] { _ = try await scan(stage, atMinute: minute) }
        let spend = try await spent(stage, -60, 300)
        #expect(abs(spend.amount.usd - 2 * Self.perHour) < 0.001, "\(spend.amount)")
        // Batch and tiers are not told apart: nothing of it is certain.
        #expect(spend.low == .zero && !spend.isLowerBound)
        #expect(try await spent(stage, 0, 60).amount.usd == Self.perHour)
    }

    @Test("what burns now is the last hour that was read, and ends with it")
    func burn() async throws {
        let stage = try await stage([use(fromMinute: -600, until: 0)])
        _ = try await scan(stage, atMinute: 0)
        #expect(abs(try await figures(stage).now.amount.usd - Self.perHour) < 0.001)
        _ = try await scan(stage, atMinute: 90)
        #expect(try await figures(stage).now.amount == .zero)
    }

    @Test("of a credit that was typed, tokens are drawn, those since the last look at the rate of the last hour")
    func drawn() async throws {
        let stage = try await stage([use(fromMinute: 0)])
        try await stage.database.enter(
            EnteredCredit(
                name: "class", at: Stage.now, amount: Money("100")!, used: .zero, granted: nil, expires: nil,
                renews: nil, levels: nil), account: nil)
        for minute in stride(from: 0.0, through: 180, by: 15) { _ = try await scan(stage, atMinute: minute) }
        let balance = try #require(try await stage.database.balances(account: account).first)
        let left = try #require(balance.remaining(at: stage.clock.now)).usd
        #expect(abs(left - (100 - 3 * Self.perHour)) < 0.01, "\(left)")
        #expect(abs(try #require(balance.burnPerHour).usd - Self.perHour) < 0.01)
    }

    @Test("a model without a price is told as tokens, and never as 0 USD alone")
    func unknownModel() async throws {
        let stage = try await stage([use("someone.new-model-v9:0", fromMinute: -60)])
        _ = try await scan(stage, atMinute: 15)
        let now = try await figures(stage).now
        #expect(now.amount == .zero && now.isLowerBound)
        let output = UnpricedItem(item: "bedrock:someone.new-model-v9:0/output", region: .northVirginia)
        #expect(now.unpriced[output] == 3_000_000)
    }

    @Test("a profile's and a model's ARN are priced by their own id, an application's own profile is not")
    func identifiers() {
        let prefix = "arn:aws:bedrock:us-east-1:123456789012:"
        #expect(UsageService.id(prefix + "inference-profile/us.amazon.nova-pro-v1:0") == "us.amazon.nova-pro-v1:0")
        #expect(
            UsageService.id("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0")
                == "amazon.nova-pro-v1:0")
        let own = prefix + "application-inference-profile/abc123"
        #expect(UsageService.id(own) == own)
    }

    @Test("no data is no use, and that it was read is known")
    func nothing() async throws {
        let stage = try await stage([])
        let result = try await scan(stage, atMinute: 0)
        #expect(result.summary.gaps.isEmpty)
        let marks = try await stage.database.serviceMarks(of: account)
        #expect(marks.count == 2 && marks.allSatisfy { $0.isFresh(at: Stage.now) })
        // One question a region, and nothing else.
        #expect(try await stage.database.metricRequests(account: account, at: Stage.now).statistics == marks.count)
    }

    @Test("who does not ask for it pays no call")
    func off() async throws {
        let stage = try await stage([use(fromMinute: -60)])
        _ = try await scan(stage, atMinute: 0, ScanScope())
        #expect(try await stage.database.serviceMarks(of: account).isEmpty)
        #expect(try await stage.database.metricRequests(account: account, at: Stage.now) == MetricRequests())
    }

    @Test("a region that fails is a gap, and is read whole later; the others go on")
    func failing() async throws {
        let stage = try await stage([use(fromMinute: 0), use(in: "eu-west-1", fromMinute: 0)])
        _ = try await scan(stage, atMinute: 0)
        stage.server.inject(Fault(.denied, service: "monitoring", region: "us-east-1", times: .max))
        let result = try await scan(stage, atMinute: 60)
        #expect(result.summary.gaps.map(\.region) == [.northVirginia])
        let ireland = Region("eu-west-1")!
        let marks = try await stage.database.serviceMarks(of: account)
        #expect(marks.first { $0.region == ireland }?.until == Stage.now + 45 * 60)
        #expect(marks.first { $0.region == .northVirginia }?.until == Stage.now - 15 * 60)
        stage.server.heal()
        _ = try await scan(stage, atMinute: 75)
        let here = try await stage.database.usage(
            of: account, from: Stage.now, until: Stage.now + 3600, perResource: true, unwatched: false
        ).filter { $0.region == .northVirginia }
        #expect(here.reduce(0) { $0 + $1.unitSeconds } == 15_000_000 * 3600)
    }

    private func run(
        _ stage: Stage, from begin: Double, through end: Double, credit: String? = nil
    ) async throws -> [(minute: Double, subject: String)] {
        var told: [(minute: Double, subject: String)] = []
        for minute in stride(from: begin, through: end, by: 15) {
            stage.clock.set(to: Stage.now + minute * 60)
            stage.newProcess()
            _ = try await RunStage(
                stage.local, try stage.aws(), scope: scope, settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
            let mails = stage.server.mails().compactMap(\.subject).filter { $0.contains("Bedrock costs") }
            told += mails.dropFirst(told.count).map { (minute, $0) }
        }
        return told
    }

    @Test(
        "a script that runs away is told once, within 40 minutes of its beginning, wherever cron's quarters lie",
        arguments: [0.0, 1, 4, 5, 9, 14])
    func runaway(minute: Double) async throws {
        let stage = try await stage([use(fromMinute: minute)])
        let told = try await run(stage, from: 0, through: 120)
        #expect(told.count == 1, "\(told)")
        let first = try #require(told.first)
        // The first scan that is 20 minutes after the beginning, or one before it.
        #expect(first.minute - minute < 35, "\(first.minute - minute) minutes")
        let body = try #require(stage.server.mails().first { $0.subject == first.subject }).message
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for word in [Self.model, "us-east-1", "USD an hour", "bedrock:InvokeModel*", "Marketplace"] {
            #expect(body.contains(word), "\(word) in\n\(body)")
        }
    }

    @Test("what goes on as it did the day before is no news, and neither is what costs little")
    func usual() async throws {
        let steady = try await stage([use(fromMinute: -3000)])
        #expect(try await run(steady, from: 0, through: 60).isEmpty)
        let little = try await stage([use(fromMinute: 0, ["InputTokenCount": 100_000])])
        #expect(try await run(little, from: 0, through: 60).isEmpty)
    }

    @Test("many tokens of a model without a price are told with their number")
    func unpricedRunaway() async throws {
        let stage = try await stage([use("someone.new-model-v9:0", fromMinute: 0)])
        let told = try await run(stage, from: 0, through: 60)
        #expect(told.count == 1 && told.first?.subject.contains("without a known price") == true, "\(told)")
    }
}
