// The AWS that `make bench` measures against: an estate of the size asked for, served on loopback by a process of its
// own, so that a client's time and memory are its own. Steered by lines on standard input: see README.md.

import ArgumentParser
import FaultyAWS
import Foundation
import SimulatedAWS
import Synchronization

@main
struct BenchServer: AsyncParsableCommand {
    @Option(help: "EC2 instances, of which one in ten is stopped.")
    var instances = 10_000
    @Option(help: "Those that are idle; two thirds of those that run where no number is given.")
    var idle: Int?
    @Option(help: "EBS volumes.")
    var volumes = 12_000
    @Option(help: "Snapshots that the account owns.")
    var snapshots = 10_000
    @Option(help: "Images that the account owns.")
    var images = 1_000
    @Option(help: "Milliseconds that every answer is on its way.")
    var latency = 20
    @Flag(help: "Refuse what comes faster than EC2's and CloudWatch's own token buckets allow.")
    var buckets = false
    @Flag(help: "Enable every region that needs no opting in; otherwise only the four with something in them.")
    var everyRegion = false

    func run() async throws {
        let clock = SimulatedClock(Date())
        var world = Story.estate(
            instances: instances, idle: idle, volumes: volumes, snapshots: snapshots, images: images, at: clock.now)
        if everyRegion { world.enabledRegions = Set(World.defaultRegions) }
        let server = try await FaultyAWS.start(world, clock: clock)
        var conditions = Conditions()
        conditions.latency = .milliseconds(latency)
        conditions.throttling = buckets ? .realTime : .off
        server.impose(conditions)
        let bucket = try await MemoryBucket.start(world, clock: clock)
        try Steering.tell(["endpoint": server.endpoint, "bucket": bucket.endpoint])
        try await Steering(server: server, clock: clock).obey()
        try await bucket.stop()
        try await server.stop()
    }
}

/// Obeys lines, and answers each with one line of JSON.
///
/// `ahead SECONDS` sets the world's clock so much ahead of this machine's; `counts` tells what was asked since the
/// last time, by action; the end of the input ends the server.
final class Steering: Sendable {
    private let server: FaultyAWS
    private let clock: SimulatedClock
    private let ahead = Mutex(0.0)

    init(server: FaultyAWS, clock: SimulatedClock) {
        self.server = server
        self.clock = clock
    }

    func obey() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.setClock()
                    try? await Task.sleep(for: .milliseconds(500))
                }
            }
            var told: [CallKind: CallCount] = [:]
            while let line = await Task.detached(operation: { readLine() }).value {
                let words = line.split(separator: " ")
                switch (words.first, words.dropFirst().first.flatMap { Double($0) }) {
                case ("ahead", let seconds?):
                    ahead.withLock { $0 = seconds }
                    setClock()
                    try Steering.tell(["ahead": seconds])
                case ("counts", _):
                    let counts = server.counts
                    try Steering.tell(Steering.difference(counts, told))
                    told = counts
                default:
                    try Steering.tell(["error": "got '\(line)', expected 'ahead SECONDS' or 'counts'"])
                }
            }
            group.cancelAll()
        }
    }

    private func setClock() { clock.set(to: Date().addingTimeInterval(ahead.withLock { $0 })) }

    private struct Count: Encodable {
        var requests = 0
        var throttled = 0
        var failed = 0
        var bytes = 0
    }

    private static func difference(_ new: [CallKind: CallCount], _ old: [CallKind: CallCount]) -> [String: Count] {
        new.reduce(into: [:]) { counts, entry in
            let kind = entry.key
            let before = old[entry.key] ?? CallCount()
            counts["\(kind.service) \(kind.action)", default: Count()].requests +=
                entry.value.requests - before.requests
            counts["\(kind.service) \(kind.action)", default: Count()].throttled +=
                entry.value.throttled - before.throttled
            counts["\(kind.service) \(kind.action)", default: Count()].failed += entry.value.failed - before.failed
            counts["\(kind.service) \(kind.action)", default: Count()].bytes += entry.value.bytes - before.bytes
        }
    }

    static func tell(_ answer: some Encodable) throws {
        FileHandle.standardOutput.write(try JSONEncoder().encode(answer) + Data("\n".utf8))
    }
}
