// Which items of a list are read, and which are known by their bytes.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Synchronization
import Testing

@testable import Scanning

@Suite struct KnownItemScanTests {
    /// What a store that knows all that it was handed makes of each page.
    private final class Memory: Sendable {
        private let rows = Mutex<[KnownItems.Digest: KnownItems.Row]>([:])
        let pages = Mutex<[(read: [String], unchanged: [KnownItems.Row])]>([])

        func list(_ kind: ResourceKind, _ scripted: ScriptedAWS, build: String? = "a") async throws {
            let source = AWSResourceSource(
                client: scripted.client, homeRegion: .northVirginia,
                types: ["t3.micro": InstanceType(vcpus: 2, gpus: 0, instanceStoreGB: 0)], build: build)
            try await source.list(
                [kind], in: [ireland], of: account, at: now, knowing: { _ in KnownItems(self.rows.withLock { $0 }) }
            ) { part in
                guard case .page(_, let resources, let unchanged, _) = part else { return }
                self.pages.withLock { $0.append((resources.map(\.key.id), unchanged)) }
                self.rows.withLock { rows in
                    for digest in resources.compactMap(\.digest) { rows[digest] = KnownItems.Row(rows.count + 1) }
                }
            }
        }
        var last: (read: [String], unchanged: [KnownItems.Row])? { pages.withLock { $0.last } }
    }

    private func volumes(_ items: String) -> ScriptedAWS {
        aws { $0.operation == "DescribeVolumes" ? answer("volumeSet", items) : nil }
    }
    private func volume(_ id: String, _ state: String = "in-use", _ rest: String = "") -> String {
        "<item><volumeId>\(id)</volumeId><status>\(state)</status>\(rest)</item>"
    }

    @Test("the second time, what says what it said is known and what does not is read")
    func secondTime() async throws {
        let memory = Memory()
        try await memory.list(.volume, volumes(volume("vol-1") + volume("vol-2")))
        #expect(memory.last?.read == ["vol-1", "vol-2"] && memory.last?.unchanged == [])
        try await memory.list(.volume, volumes(volume("vol-3") + volume("vol-2") + volume("vol-1", "available")))
        #expect(memory.last?.read == ["vol-3", "vol-1"] && memory.last?.unchanged == [2])
    }

    @Test("a byte that no fact is made of makes an item be read")
    func anyByte() async throws {
        let memory = Memory()
        try await memory.list(.volume, volumes(volume("vol-1")))
        try await memory.list(.volume, volumes(volume("vol-1", "in-use", "<nobodyReadsThis>1</nobodyReadsThis>")))
        #expect(memory.last?.read == ["vol-1"])
    }

    @Test("what another build has read is read anew", arguments: ["b", nil])
    func otherBuild(_ build: String?) async throws {
        let memory = Memory()
        try await memory.list(.volume, volumes(volume("vol-1")))
        try await memory.list(.volume, volumes(volume("vol-1")), build: build)
        #expect(memory.last?.read == ["vol-1"])
    }

    @Test("instances are known one by one, whichever reservation they stand in")
    func instances() async throws {
        func instance(_ id: String) -> String {
            "<item><instanceId>\(id)</instanceId><instanceState><name>running</name></instanceState>"
                + "<instanceType>t3.micro</instanceType></item>"
        }
        func reserved(_ ids: [String]...) -> ScriptedAWS {
            let items = ids.map { "<item><instancesSet>\($0.map(instance).joined())</instancesSet></item>" }.joined()
            return aws { $0.operation == "DescribeInstances" ? answer("reservationSet", items) : nil }
        }
        let memory = Memory()
        try await memory.list(.instance, reserved(["i-1", "i-2"], ["i-3"]))
        try await memory.list(.instance, reserved(["i-2"], ["i-3", "i-4"]))
        #expect(memory.last?.read == ["i-4"] && memory.last?.unchanged == [2, 3])
    }
}
