// Which kinds a scan asks for where: everywhere once a day, at once where CloudWatch tells of something, and what is there at
// every scan.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct KindLookTests {
    private static let kinds = StagedKinds.named("databases", "notebooks")

    private func stage() async throws -> Stage {
        var world = World.with([])
        world.kinds = KindWorld(Self.kinds)
        return try await Stage(world, kinds: Self.kinds)
    }

    /// Puts a database and a notebook into Ireland.
    private func put(into stage: Stage, at minute: Double) {
        let time = Stage.now + minute * 60
        stage.server.change { world in
            let things = [
                Thing(
                    "databases", id: "course-db", createdAt: time,
                    values: ["state": .text("available"), "engine": .text("postgres")],
                    metrics: ["DatabaseConnections": 0]),
                Thing("notebooks", id: "thesis", createdAt: time, values: ["state": .text("InService")]),
            ]
            for thing in things { try? world.kinds.put(thing, in: "eu-west-1", account: world.account) }
        }
    }

    /// How many regions each kind was asked in by a scan at this minute, and what is known afterwards.
    private func scan(_ stage: Stage, at minute: Double) async throws -> (asked: [String: Int], known: [String]) {
        func counts() -> [String: Int] {
            stage.server.requests.reduce(into: [:]) { counts, request in
                if ["DescribeDBInstances", "ListNotebookInstances"].contains(request.action) {
                    counts[request.action, default: 0] += 1
                }
            }
        }
        let before = counts()
        try await stage.run(afterMinutes: [minute], apply: false)
        let account = try #require(AccountID(Story.account))
        let known = try await stage.database.things(of: account, kinds: nil).map(\.key.id)
        return (counts().merging(before) { $0 - $1 }.filter { $0.value > 0 }, known)
    }

    @Test("what has come is found as soon as CloudWatch tells of it, and of what it knows nothing, a day later")
    func hints() async throws {
        let stage = try await stage()
        #expect(try await scan(stage, at: 0).asked == ["DescribeDBInstances": 2, "ListNotebookInstances": 2])
        put(into: stage, at: 5)
        let soon = try await scan(stage, at: 15)
        #expect(soon.asked.isEmpty && soon.known.isEmpty)
        let told = try await scan(stage, at: 30)
        #expect(told.asked == ["DescribeDBInstances": 1] && told.known == ["course-db"])
        #expect(try await scan(stage, at: 45).asked == ["DescribeDBInstances": 1])
        #expect(try await scan(stage, at: 24 * 60 + 1).known == ["course-db", "thesis"])
    }

    @Test("a page tells how long ago absent kinds were asked for, and its regions are as of the scan all the same")
    func age() async throws {
        let stage = try await stage()
        _ = try await scan(stage, at: 0)
        #expect(try await stage.plan().scan.regionsSeen == "2 of 2 regions seen whole")
        _ = try await scan(stage, at: 200)
        let plan = try await stage.plan()
        #expect(plan.scan.regionsSeen == "2 of 2 regions seen whole, absent kinds asked for 3h ago")
        #expect(plan.plan.asOf.allSatisfy { $0.at == stage.clock.now })
    }

    @Test("where CloudWatch does not answer, the day goes on, and nothing is missing for it")
    func noHints() async throws {
        let stage = try await stage()
        _ = try await scan(stage, at: 0)
        put(into: stage, at: 5)
        stage.server.inject(Fault(.denied, service: "monitoring", times: .max))
        let silent = try await scan(stage, at: 60)
        #expect(silent.asked.isEmpty && silent.known.isEmpty)
        let account = try #require(AccountID(Story.account))
        #expect(try await stage.database.coverage(of: account).gaps.isEmpty)
    }
}
