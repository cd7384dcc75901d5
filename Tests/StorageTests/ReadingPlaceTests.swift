// Where a database is read, and that a log beside it is never passed over in silence.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct ReadingPlaceTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    @Test(arguments: [
        (false, false, false, true, ReadingPlace.Way.ordinary), (false, false, true, true, .ordinary),
        (true, false, false, false, .immutable), (true, false, true, false, .copy),
        (false, true, false, true, .copy), (true, true, false, false, .copy), (false, false, false, false, .copy),
    ])
    func theDiskDecidesHowAFileIsRead(
        isReadOnly: Bool, isNetwork: Bool, hasLog: Bool, mayWrite: Bool, way: ReadingPlace.Way
    ) {
        let found = ReadingPlace.way(
            isReadOnlyDisk: isReadOnly, isNetworkDisk: isNetwork, hasLog: hasLog, mayWriteBeside: mayWrite)
        #expect(found == way)
    }

    @Test func aCopyHoldsWhatStandsInTheLogAlone() async throws {
        let writer = try await bench.scanning()
        try await writer.list(.instance, [.instance("i-1")])
        #expect(try size(bench.path + "-wal") > 0)
        let place = try ReadingPlace(copying: bench.path)
        #expect(place.name != bench.path)
        #expect(try mode(place.name) == 0o600)
        #expect(try ids(in: place.name) == ["i-1"])
        // What is written later is not in it.
        try await writer.list(.instance, [.instance("i-1"), .instance("i-2")], at: noon.plus(hours: 1))
        #expect(try ids(in: place.name) == ["i-1"])
    }

    @Test func aCopyGoesAwayWithItsReader() throws {
        _ = try bench.open()
        var place: ReadingPlace? = try ReadingPlace(copying: bench.path)
        let name = try #require(place?.name)
        #expect(FileManager.default.fileExists(atPath: name))
        place = nil
        #expect(!FileManager.default.fileExists(atPath: (name as NSString).deletingLastPathComponent))
    }

    @Test func aFileIsReadUnchangedThroughAURI() throws {
        let strange = try Workbench(named: "a b?c#d%20é.sqlite")
        _ = try strange.open()
        #expect(try ids(in: ReadingPlace.immutable(strange.path)) == [])
    }

    private func ids(in name: String) throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: name, configuration: configuration).read {
            try String.fetchAll($0, sql: "SELECT id FROM instance ORDER BY id")
        }
    }

    private func size(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    private func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }
}
