import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct DriftCheckTests {
    private func step(_ judgement: Judgement = .fixture()) throws -> PlanStep {
        try #require(Planner.plan(request([judgement])).steps.first)
    }

    private func answer(_ fresh: [Judgement], unattended: Bool = false, held: Int = 100_000) throws -> DriftCheck.Answer
    {
        DriftCheck.compare(step: try step(), fresh: Planner.plan(request(fresh, held: held)), unattended: unattended)
    }

    @Test func goesAheadWhereNothingChanged() throws {
        #expect(try answer([.fixture()], unattended: true) == .proceed)
    }

    @Test func skipsWhatWasStartedAgain() throws {
        let restarted = Judgement.fixture(facts: ["launch_time": .time(morning - 2 * hour)])
        #expect(try answer([restarted]) == .skip("it was started again since the plan was made"))
    }

    @Test func namesTheNewStartBeforeTheMetricsThatItMakesUnknown() throws {
        let restarted = Judgement.fixture(
            outcome: .unknown, facts: ["launch_time": .time(morning - 2 * hour)],
            missing: [MissingFact("cpu_percent", "started 0 h before the window's end")])
        #expect(try answer([restarted]) == .skip("it was started again since the plan was made"))
    }

    @Test(
        "skips, and says why",
        arguments: [
            (Judgement.fixture(outcome: .clear), "no rule asks for it any more"),
            (.fixture(outcome: .spared(by: "keep-tag")), "spared by its tag costguard:keep"),
            (.fixture(facts: ["stop_protected": .integer(1)]), "stop-protection"),
            (.fixture(outcome: .unknown, missing: [MissingFact("cpu_percent", "3 of 24 points")]), "cpu_percent"),
        ])
    func skips(fresh: Judgement, word: String) throws {
        guard case .skip(let why) = try answer([fresh]) else {
            Issue.record("went ahead")
            return
        }
        #expect(why.contains(word))
    }

    @Test func skipsWhatIsGone() throws {
        #expect(try answer([]) != .proceed)
    }

    @Test func skipsAPlanOverAnotherAccount() throws {
        var elsewhere = request([.fixture()])
        elsewhere.account = otherAccount
        #expect(DriftCheck.compare(step: try step(), fresh: Planner.plan(elsewhere), unattended: false) != .proceed)
    }

    @Test func cronSkipsWhatIsNoLongerItsToDo() throws {
        let withScratch = Judgement.fixture(facts: ["has_instance_store": .integer(1)])
        guard case .skip(let why) = try answer([withScratch], unattended: true) else {
            Issue.record("went ahead")
            return
        }
        #expect(why.contains("instance-store-data"))
        #expect(try answer([withScratch], unattended: false) == .proceed)
        #expect(try answer([.fixture()], unattended: true, held: 0) != .proceed)
        #expect(try answer([.fixture()], unattended: false, held: 0) == .proceed)
    }
}
