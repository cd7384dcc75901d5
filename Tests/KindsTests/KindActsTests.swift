// Which kinds costguard itself stops and starts, and by what; read off the shipped files, and off no other.

import CostModel
import Foundation
import Kinds
import Testing
import YAML

@Suite struct KindActsTests {
    private static func acts(_ view: String, origin: String = "built in") throws -> KindActs? {
        let path = try #require(try Shipped.paths.first { $0.hasSuffix("/\(view).yaml") })
        let file = YAMLFile(
            origin: "\(origin): \(view).yaml", text: try String(contentsOfFile: path, encoding: .utf8))
        let catalog = KindCatalog([file], operations: Shipped.operations)
        return KindActs(try #require(catalog.specs.first))
    }

    @Test("what is stopped and started by its id alone is acted on; all else stays a command that is printed")
    func shipped() throws {
        let views = try Shipped.paths.map { String(($0 as NSString).lastPathComponent.dropLast(5)) }
        let acting = try views.filter { try Self.acts($0) != nil }
        #expect(
            acting == [
                "apprunner_services", "appstream_fleets", "database_clusters", "databases", "notebooks", "warehouses",
            ])
    }

    @Test("a rule stops only those of which nothing is lost but what runs")
    func forRules() throws {
        let views = try Shipped.paths.map { String(($0 as NSString).lastPathComponent.dropLast(5)) }
        let stoppable = try views.filter { try Self.acts($0)?.isForRules == true }
        #expect(stoppable == ["apprunner_services", "database_clusters", "databases", "warehouses"])
        #expect(try Self.acts("databases")?.returnsAfter == 7 * .day)
        #expect(try Self.acts("warehouses")?.returnsAfter == nil)
    }

    @Test("what EC2's own meter counts already has no price of its own")
    func noneTwice() throws {
        let machines = [
            "autoscaling_groups", "capacity_reservations", "cloud9_environments", "eks_nodegroups",
            "network_interfaces",
        ]
        for view in machines {
            let path = try #require(try Shipped.paths.first { $0.hasSuffix("/\(view).yaml") })
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(!text.contains("\nprice:"), "\(view)")
        }
    }

    @Test("a user's copy of a file acts on nothing")
    func ownFile() throws {
        #expect(try Self.acts("databases", origin: "/home/ada/.config/costguard/kinds.d/mine") == nil)
    }

    @Test(
        "a state is told in the words that machines have",
        arguments: [
            ("databases", "available", "running"), ("databases", "stopped", "stopped"),
            ("databases", "Stopping", "stopping"), ("notebooks", "InService", "running"),
            ("notebooks", "Stopped", "stopped"), ("warehouses", "paused", "stopped"),
        ])
    func power(view: String, state: String, expected: String) throws {
        #expect(try Self.acts(view)?.power(state) == expected)
    }

    @Test("a database is stopped and started by its identifier")
    func calls() throws {
        let acts = try #require(try Self.acts("databases"))
        #expect(acts.call(.stop).operation == "StopDBInstance" && acts.call(.stop).input == "DBInstanceIdentifier")
        #expect(acts.call(.start).operation == "StartDBInstance" && acts.call(.start).states == ["stopped"])
        #expect(acts.stop.when.holds { ["state": .text("available"), "cluster": .text("c")][$0] } == false)
    }
}
