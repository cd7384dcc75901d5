// The program under signals, against a simulated AWS that takes its time.

import FaultyAWS
import Foundation
import Glibc
import SimulatedAWS
import Testing

@Suite struct SignalTests {
    /// A home with keys of a simulated student's account.
    private struct Bench {
        let home: Home
        let server: FaultyAWS

        init() async throws {
            home = try Home()
            server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        }

        var environment: [String: String] {
            [
                "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
                "AWS_ENDPOINT_URL": server.endpoint,
            ]
        }

        func run(_ arguments: String...) async throws -> Ended {
            try await home.run(arguments, environment: environment)
        }

        /// Starts the program, and sends it these signals once the server has had this many requests; returns then.
        func start(_ arguments: String..., until requests: Int, then signals: [Int32]) async throws -> Running {
            let already = server.requests.count
            let running = try home.start(arguments, environment: environment)
            try await once(running, has: { server.requests.count >= already + requests }) {
                for signal in signals { running.send(signal) }
            }
            return running
        }
    }

    @Test(
        "a scan that gets a signal ends at once: the lists stay, the rest is a gap, the status is the signal's",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func callsOff(signal: Int32, status: Int32) async throws {
        let bench = try await Bench()
        bench.server.inject(Fault(.delay(.seconds(100)), service: "ec2", action: "DescribeImages", times: 99))
        let scan = try await bench.start("scan", until: 40, then: [signal])
        let ended = await scan.ended
        #expect(ended.status == status, "\(ended.talk)")
        let words = ended.talk.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("Not seen: costguard scan in ") && words.contains(": called off before"), "\(words)")
        let plan = try await bench.run("plan", "--format", "json")
        #expect(plan.status == 3 && plan.output.contains("called off before everything was listed"))
        try await bench.server.stop()
    }

    @Test("a second signal ends it at once, and the database is whole")
    func secondSignal() async throws {
        let bench = try await Bench()
        #expect(try await bench.run("scan").status == 0)
        bench.server.inject(Fault(.delay(.seconds(100)), service: "ec2", action: "DescribeImages", times: 99))
        let scan = try await bench.start("scan", until: 40, then: [SIGINT, SIGINT])
        #expect([SIGINT, 130].contains(await scan.ended.status))
        try await expectWhole(bench)
        try await bench.server.stop()
    }

    @Test("nothing of a line of progress is written into a pipe")
    func noProgressOnAPipe() async throws {
        let bench = try await Bench()
        let ended = try await bench.run("scan")
        #expect(!ended.talk.contains("\r") && !ended.talk.contains("\u{1b}"))
        try await bench.server.stop()
    }

    @Test("a scan that is killed at any point leaves a whole database, which the next scan goes on with")
    func killedAnywhere() async throws {
        let bench = try await Bench()
        let first = try await bench.run("scan")
        #expect(first.status == 0, "\(first.talk)")
        let requests = bench.server.requests.count
        for point in stride(from: 1, through: requests, by: max(1, requests / 8)) {
            let scan = try await bench.start("scan", until: point, then: [SIGKILL])
            #expect([SIGKILL, 0].contains(await scan.ended.status))
            try await expectWhole(bench)
        }
        #expect(try await bench.run("scan").status == 0)
        #expect(try await bench.run("plan").status == 0)
        try await bench.server.stop()
    }

    /// What `doctor` says of the database; the rest of its words are about keys.
    private func expectWhole(_ bench: Bench) async throws {
        let doctor = try await bench.home.run(["doctor"])
        let talk = doctor.output + doctor.talk
        #expect(talk.contains("database") && !talk.contains("damaged"), "\(talk)")
    }
}

/// Acts at once when something has come about, or the program has ended before. On a thread of its own: among hundreds of
/// tests a task comes late by minutes, and the program would have given up the answer that it is kept waiting for.
func once(
    _ running: Running, has cameAbout: @escaping @Sendable () -> Bool, _ act: @escaping @Sendable () -> Void
) async throws {
    let limit = ContinuousClock.now + .seconds(300)
    let came = await withCheckedContinuation { (done: CheckedContinuation<Bool, Never>) in
        Thread.detachNewThread {
            while !cameAbout(), kill(running.pid, 0) == 0, ContinuousClock.now < limit { usleep(2_000) }
            act()
            done.resume(returning: ContinuousClock.now < limit)
        }
    }
    try #require(came, "it did not come to pass within 300 s")
}

/// Waits until something holds. The limit only ends a test that would hang: a busy machine takes long for little.
func wait(until holds: () -> Bool) async throws {
    let limit = ContinuousClock.now + .seconds(300)
    while !holds() {
        try #require(ContinuousClock.now < limit, "it did not come to pass within 300 s")
        try await Task.sleep(for: .milliseconds(2))
    }
}
