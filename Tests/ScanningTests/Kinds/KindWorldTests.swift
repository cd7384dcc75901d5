// Random accounts of all kinds, in every way in which AWS's services write what they write; and lists that AWS makes hard:
// circles, huge ones, clusters in which nothing is.

import AWSAPI
import CostModel
import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@testable import Scanning

@Suite struct KindWorldTests {
    @Test("random accounts come back as they were given, however AWS writes them", arguments: UInt64(1)...8)
    func randomWorlds(seed: UInt64) async throws {
        var numbers = SeededNumbers(seed: seed)
        var dialect = Dialect()
        dialect.tags = Bool.random(using: &numbers) ? nil : Dialect.Tags.allCases.randomElement(using: &numbers)
        dialect.hasTextTimes = Bool.random(using: &numbers)
        dialect.hasTextNumbers = Bool.random(using: &numbers)
        dialect.hidesEmptyLists = Bool.random(using: &numbers)
        var kinds = KindWorld(ShippedKinds.all, dialect: dialect)
        var given: [String: [Thing]] = [:]
        for spec in ShippedKinds.all {
            var maker = ThingMaker(spec, seed: numbers.next())
            let things = (0..<Int.random(in: 0...25, using: &numbers)).map { _ in maker.thing() }
            for thing in things { try kinds.put(thing, in: spec.homes[0]) }
            given[spec.view] = things
        }
        var conditions = Conditions()
        conditions.largestPage = Int.random(in: 1...30, using: &numbers)
        let account = try await KindAccount.start(kinds, conditions: conditions)
        for spec in ShippedKinds.all {
            let list = try await account.list(spec, in: spec.homes[0])
            list.expect(try #require(given[spec.view]), of: spec, in: spec.homes[0])
        }
        try await account.aws.stop()
    }

    @Test("things that are asked about in one call are asked about in the cluster that each is in")
    func clusters() async throws {
        let spec = try #require(ShippedKinds.all.first { $0.view == "ecs_tasks" })
        var kinds = KindWorld([spec])
        for number in 0..<6 {
            let cluster = "arn:aws:ecs:us-east-1:123456789012:cluster/\(number % 3)"
            try kinds.put(
                Thing("ecs_task", id: "arn:task/\(number)", values: ["cluster": .text(cluster)]), in: "us-east-1")
        }
        let account = try await KindAccount.start(kinds)
        let list = try await account.list(spec, in: "us-east-1")
        #expect(Set(list.resources.map(\.key.id)) == Set((0..<6).map { "arn:task/\($0)" }))
        #expect(account.aws.requests.count { $0.action == "DescribeTasks" } == 3)
        try await account.aws.stop()
    }

    @Test("a list whose tokens go in a circle ends as a failure", arguments: ["databases", "notebooks", "brokers"])
    func circle(view: String) async throws {
        let spec = try #require(ShippedKinds.all.first { $0.view == view })
        var kinds = KindWorld([spec])
        var maker = ThingMaker(spec, seed: 3)
        for _ in 0..<4 { try kinds.put(maker.thing(), in: "us-east-1") }
        var conditions = Conditions()
        conditions.largestPage = 1
        let account = try await KindAccount.start(kinds, conditions: conditions)
        account.aws.inject(Fault(.repeatedToken, action: spec.steps[0].operation.name, page: .number(2), times: 100))
        await #expect(throws: (any Error).self) { try await account.list(spec, in: "us-east-1") }
        #expect(account.aws.requests.count { $0.action == spec.steps[0].operation.name } < 10)
        try await account.aws.stop()
    }

    @Test("a page of a thousand things is read, and of these a part is asked about")
    func hugePage() async throws {
        let spec = try #require(ShippedKinds.all.first { $0.view == "log_groups" })
        var kinds = KindWorld([spec])
        for number in 0..<1_000 {
            try kinds.put(
                Thing("log_group", id: "/group/\(number)", arn: "arn:\(number)", tags: ["n": "\(number)"]),
                in: "us-east-1")
        }
        let account = try await KindAccount.start(kinds)
        let list = try await account.list(spec, in: "us-east-1")
        #expect(list.resources.count == 1_000 && list.odd.isEmpty && list.gaps.isEmpty)
        #expect(
            list.resources.allSatisfy { $0.tags == ["n": String($0.key.id.dropFirst(7))] || $0.unknown == ["tags"] })
        try await account.aws.stop()
    }

    @Test("what cannot be a thing of its kind cannot be put into an account")
    func refusals() throws {
        var kinds = KindWorld(ShippedKinds.all)
        let wrong = [
            Thing("parrots", id: "a"), Thing("databases", id: "a", values: ["colour": .text("green")]),
            Thing("databases", id: "a", values: ["storage_gb": .text("many")]),
            Thing("hosted_zones", id: "a", createdAt: KindAccount.now),
            Thing("capacity_reservations", id: "a", values: ["state": .integer(1), "total": .text("x")]),
            Thing(
                "load_balancers", id: "arn:loadbalancer/app/a/1", values: ["dimension": .text("app/b/1")]),
            Thing("studio_apps", id: "a"),
        ]
        for thing in wrong {
            #expect(throws: ThingError.self, "\(thing.kind)") { try kinds.put(thing, in: "us-east-1") }
        }
    }

    @Test("what a thing is called by its tag, or by a name of its own")
    func names() async throws {
        var kinds = KindWorld(ShippedKinds.all)
        try kinds.put(Thing("database", id: "a", name: "shop"), in: "us-east-1")
        try kinds.put(Thing("broker", id: "b", name: "mail"), in: "us-east-1")
        let account = try await KindAccount.start(kinds)
        for (view, name) in [("databases", "shop"), ("brokers", "mail")] {
            let spec = try #require(ShippedKinds.all.first { $0.view == view })
            #expect(try await account.list(spec, in: "us-east-1").resources.map(\.name) == [name])
        }
        try await account.aws.stop()
    }
}
