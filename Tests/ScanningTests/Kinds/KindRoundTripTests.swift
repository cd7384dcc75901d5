// Every kind that ships, listed from a simulated AWS that answers from the same file, but for itself: what went in comes
// out, over pages, protocols and regions, and what is closed, empty or nameless is told as that.

import AWSAPI
import CostModel
import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@testable import Scanning

@Suite struct KindRoundTripTests {
    /// Two things of a kind in each of two regions, or, of a kind that has one home, there.
    private struct Shelf {
        let spec: KindSpec
        var things: [String: [Thing]] = [:]

        init(_ spec: KindSpec, seed: UInt64) {
            self.spec = spec
            var maker = ThingMaker(spec, seed: seed)
            for region in spec.homes { things[region] = [maker.thing(), maker.thing()] }
        }
    }

    /// All kinds in one account: many ask the same calls.
    private static let account = Task {
        var kinds = KindWorld(ShippedKinds.all)
        var shelves: [String: Shelf] = [:]
        for (number, spec) in ShippedKinds.all.enumerated() {
            let shelf = Shelf(spec, seed: UInt64(number))
            for (region, things) in shelf.things {
                for thing in things { try kinds.put(thing, in: region) }
            }
            shelves[spec.view] = shelf
        }
        var conditions = Conditions()
        conditions.largestPage = 1
        return (try await KindAccount.start(kinds, conditions: conditions), shelves)
    }

    @Test("there are 62 kinds, all of which are tried here")
    func all() { #expect(ShippedKinds.all.count == 62) }

    @Test("what an account holds comes back as it was given", arguments: ShippedKinds.all.map(\.view))
    func roundTrip(view: String) async throws {
        let (account, shelves) = try await Self.account.value
        let shelf = try #require(shelves[view])
        for (region, things) in shelf.things {
            let list = try await account.list(shelf.spec, in: region)
            list.expect(things, of: shelf.spec, in: region)
        }
    }

    @Test("lists come in pages, each asked for by the token of the one before")
    func pages() async throws {
        for spec in ShippedKinds.all where spec.steps.count == 1 && spec.steps[0].operation.paging != nil {
            var kinds = KindWorld([spec])
            var maker = ThingMaker(spec, seed: 1)
            let region = try #require(spec.homes.first)
            for _ in 0..<3 { try kinds.put(maker.thing(), in: region) }
            var conditions = Conditions()
            conditions.largestPage = 2
            let account = try await KindAccount.start(kinds, conditions: conditions)
            let list = try await account.list(spec, in: region)
            #expect(list.resources.count == 3, "\(spec.view)")
            let first = account.aws.requests.filter { $0.action == spec.steps[0].operation.name }
            #expect(first.count == 2 && first.allSatisfy { $0.status == 200 }, "\(spec.view)")
            try await account.aws.stop()
        }
    }

    @Test("an account that holds nothing has empty lists, with nothing missing")
    func empty() async throws {
        for dialect in [Dialect(), .hidingEmptyLists] {
            let account = try await KindAccount.start(KindWorld(ShippedKinds.all, dialect: dialect))
            for spec in ShippedKinds.all {
                let list = try await account.list(spec, in: try #require(spec.homes.first))
                #expect(list.resources.isEmpty && list.odd.isEmpty && list.gaps.isEmpty, "\(spec.view)")
            }
            #expect(account.aws.requests.count == ShippedKinds.all.count, "one call for each kind of nothing")
            try await account.aws.stop()
        }
    }

    @Test("a thing without its id is odd, and costs no other")
    func odd() async throws {
        var kinds = KindWorld(ShippedKinds.all)
        var good: [String: Thing] = [:]
        for spec in ShippedKinds.all {
            let region = try #require(spec.homes.first)
            var maker = ThingMaker(spec, seed: 7)
            try kinds.put(maker.thing(hasID: false), in: region)
            let thing = maker.thing()
            good[spec.view] = thing
            try kinds.put(thing, in: region)
        }
        let account = try await KindAccount.start(kinds)
        for spec in ShippedKinds.all {
            let region = try #require(spec.homes.first)
            var list = try await account.list(spec, in: region)
            #expect(list.odd.map(\.id) == [nil], "\(spec.view)")
            list.odd = []
            list.expect([try #require(good[spec.view])], of: spec, in: region)
        }
        try await account.aws.stop()
    }

    @Test("a closed region, one that comes too fast and one that fails are no empty lists, in any protocol")
    func refusals() async throws {
        let account = try await KindAccount.start(KindWorld(ShippedKinds.all))
        let faults: [(Fault.Kind, AWSError.Kind?)] = [
            (.denied, .denied), (.regionDenied, .denied), (.throttle, .throttled), (.http(503), nil),
        ]
        for spec in ShippedKinds.all {
            let region = try #require(spec.homes.first)
            for (fault, kind) in faults {
                account.aws.inject(Fault(fault, times: 1_000))
                let error = await #expect(throws: AWSError.self, "\(spec.view) \(fault)") {
                    try await account.list(spec, in: region)
                }
                if let kind { #expect(error?.kind == kind, "\(spec.view) \(fault)") }
                account.aws.heal()
            }
        }
        try await account.aws.stop()
    }

    @Test("a policy that leaves out one action of a kind denies that, under the name that IAM has for it")
    func permissions() async throws {
        let account = try await KindAccount.start(KindWorld(ShippedKinds.all))
        for spec in ShippedKinds.all {
            let first = try #require(spec.permissions.first)
            account.aws.change { $0[Extras.self].policies = [Policy(.deny, [first])] }
            let error = await #expect(throws: AWSError.self, "\(spec.view)") {
                try await account.list(spec, in: spec.homes[0])
            }
            #expect(error?.kind == .denied, "\(spec.view)")
        }
        try await account.aws.stop()
    }
}

extension KindSpec {
    /// Where things of it are put.
    var homes: [String] {
        switch scope {
        case .one(let region): [region.code]
        case .regional: ["us-east-1", "eu-west-1"]
        }
    }
}

extension Dialect {
    static var hidingEmptyLists: Dialect {
        var dialect = Dialect()
        dialect.hidesEmptyLists = true
        return dialect
    }
}

extension KindList {
    /// Looks whether these things were listed, and nothing else.
    func expect(
        _ things: [Thing], of spec: KindSpec, in region: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(odd.isEmpty && gaps.isEmpty, "\(spec.view): \(odd) \(gaps)", sourceLocation: sourceLocation)
        #expect(resources.count == things.count, "\(spec.view)", sourceLocation: sourceLocation)
        for thing in things {
            let listed = resources.filter { resource in
                thing.id.map { $0 == resource.key.id } ?? (resource.facts == thing.expected(of: spec))
            }
            guard listed.count == 1, let resource = listed.first else {
                Issue.record(
                    "\(spec.view): \(thing.id ?? "-") was listed \(listed.count) times", sourceLocation: sourceLocation)
                continue
            }
            #expect(
                resource.facts == thing.expected(of: spec), "\(spec.view) \(resource.key.id)",
                sourceLocation: sourceLocation)
            #expect(
                resource.key.kind == spec.kind && resource.key.region.code == region, sourceLocation: sourceLocation)
            #expect(resource.tags == thing.tags, "\(spec.view)", sourceLocation: sourceLocation)
            #expect(resource.createdAt == thing.createdAt, "\(spec.view)", sourceLocation: sourceLocation)
            let name = spec.name == nil ? thing.tags["Name"] : thing.name
            #expect(resource.name == name, "\(spec.view)", sourceLocation: sourceLocation)
            #expect(resource.unknown == (spec.hasTags ? [] : ["tags"]), "\(spec.view)", sourceLocation: sourceLocation)
        }
    }
}
