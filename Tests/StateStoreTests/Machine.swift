// One machine with a clock of its own and runs on a shared database, whose contents are lines: so that a test can see which
// were kept.

import AWSAPI
import CostModel
import Foundation
import StateStore
import Synchronization
import Testing

let place = "s3://memory/class/costguard.sqlite"
let databasePath = "s3.us-east-1.amazonaws.com/memory/class/costguard.sqlite"
let lockPath = databasePath + ".lock"

/// A clock that may be off, and stands still while the machine is frozen.
final class MachineClock: Sendable {
    private let bucket: FakeBucket
    private let offset: TimeInterval
    private let frozen = Mutex<Date?>(nil)
    private let lag = Mutex<TimeInterval>(0)

    init(_ bucket: FakeBucket, offset: TimeInterval = 0) {
        self.bucket = bucket
        self.offset = offset
    }

    /// As a machine whose clocks stand still with it, of which it knows nothing afterwards.
    func freeze() { frozen.withLock { $0 = bucket.now } }
    func wake() {
        let since = frozen.withLock { frozen in
            defer { frozen = nil }
            return frozen
        }
        if let since { lag.withLock { $0 += bucket.now.timeIntervalSince(since) } }
    }

    var now: Date {
        (frozen.withLock { $0 } ?? bucket.now).addingTimeInterval(offset - lag.withLock { $0 })
    }
    private static let zero = ContinuousClock.now
    var uptime: ContinuousClock.Instant { Self.zero + .seconds(now.timeIntervalSince1970 - 1_795_000_000) }
}

/// A run, its copy in a directory of its own.
final class TestRun: Sendable {
    let state: SharedState
    let clock: MachineClock
    private let directory = NSTemporaryDirectory() + "costguard-state-" + UUID().uuidString

    var copy: String { directory + "/copy" }

    init(
        _ bucket: FakeBucket, _ name: String = "ada", clock: MachineClock? = nil, endsIn seconds: Int? = nil
    ) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let clock = clock ?? MachineClock(bucket)
        self.clock = clock
        let client = bucket.client { clock.now }
        state = SharedState(
            try StatePlace(place), client: client, region: "us-east-1",
            account: try #require(AccountID("123456789012")),
            run: .init(owner: name, endsIn: seconds), uptime: { clock.uptime })
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func open() async throws {
        if try await !state.open(to: copy) { try Data().write(to: URL(fileURLWithPath: copy)) }
    }

    /// Appends a line to the copy and stores it.
    func note(_ line: String) async throws {
        let text = try lines() + [line]
        try Data(text.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: copy))
        try await state.store(copy)
    }

    func lines() throws -> [String] {
        try String(contentsOfFile: copy, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// Whether it may sign a change by its own time.
    var maySign: Bool { (try? state.check(signedAt: clock.now)) != nil }

    /// What the bucket holds, read without a lock.
    static func kept(_ bucket: FakeBucket) async throws -> [String] {
        let reader = try TestRun(bucket)
        guard try await reader.state.read(to: reader.copy) else { return [] }
        return try reader.lines()
    }
}

/// The code of the error that some work ends with.
func code(_ work: () async throws -> Void) async -> StateError.Code? {
    do {
        try await work()
        return nil
    } catch { return (error as? StateError)?.code }
}
