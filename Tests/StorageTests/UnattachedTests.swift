// How long a disk or an address has been seen in no use, from its own history.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct UnattachedTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    /// What scans at these hours after noon show: nil where the disk is not there.
    private func hours(_ scans: (hour: Double, disk: Resource?)...) async throws -> Double? {
        let database = try bench.open()
        for (hour, disk) in scans {
            let now = noon.plus(hours: hour)
            try await database.beginScan(of: .lab, at: now, regions: [.ireland])
            try await database.list(.volume, disk.map { [$0] } ?? [], at: now)
        }
        return try database.row("SELECT unattached_hours FROM volumes")[0]
    }

    private let loose = Resource.volume("vol-1")
    private let used = Resource.volume("vol-1", ["state": .text("in-use"), "attached_instance": .text("i-1")])
    private let grown = Resource.volume("vol-1", ["size_gib": .integer(200)])

    @Test("loose since the first scan: how long is not known here")
    func sinceEver() async throws {
        #expect(try await hours((0, loose)) == nil)
    }

    @Test("loose at the first scan and ever since, though other facts changed")
    func everSince() async throws {
        #expect(try await hours((0, loose), (5, grown), (9, loose)) == nil)
    }

    @Test("in use, then loose: since it was first seen loose")
    func detached() async throws {
        #expect(try await hours((0, used), (1, loose)) == 0)
    }

    @Test("a change while it is loose does not begin anew")
    func changed() async throws {
        #expect(try await hours((0, used), (1, loose), (3, grown), (5, loose)) == 4)
    }

    @Test("attached again in between begins anew")
    func attachedAgain() async throws {
        #expect(try await hours((0, used), (1, loose), (2, used), (3, loose), (4, loose)) == 1)
    }

    @Test("what is on its way is not loose")
    func creating() async throws {
        let creating = Resource.volume("vol-1", ["state": .text("creating")])
        #expect(try await hours((0, creating), (2, loose), (3, loose)) == 1)
    }

    @Test("what was not there at the first scan is loose since it appeared")
    func appeared() async throws {
        #expect(try await hours((0, nil), (1, loose), (3, loose)) == 2)
    }

    @Test("in use now: none")
    func inUse() async throws {
        #expect(try await hours((0, loose), (1, used)) == nil)
    }

    @Test("an address counts likewise")
    func address() async throws {
        func address(_ isUsed: Bool) -> Resource {
            Resource(
                resourceKey(.address, "eipalloc-1"),
                facts: ["public_ip": .text("192.0.2.1"), "associated": .flag(isUsed), "pool": .text("amazon")])
        }
        let database = try bench.open()
        for (hour, isUsed) in [(0.0, true), (1, false), (7, false)] {
            try await database.beginScan(of: .lab, at: noon.plus(hours: hour), regions: [.ireland])
            try await database.list(.address, [address(isUsed)], at: noon.plus(hours: hour))
        }
        #expect(try database.row("SELECT unattached_hours FROM addresses")[0] == 6.0)
    }
}
