// SIGKILL at points of a run that are counted in requests, against a simulated AWS in the tests' own process: whatever
// was done is written down before, the database is whole, and the next run goes on where this one ended.

import FaultyAWS
import Foundation
import Glibc
import Proving
import SimulatedAWS
import Testing

@Suite struct KillTests {
    /// A home, and an account in which three machines are due to be stopped.
    private struct Bench {
        let home: Home
        let server: FaultyAWS
        let machines = ["i-0aaaaaaaaaaaaaaa1", "i-0aaaaaaaaaaaaaaa2", "i-0aaaaaaaaaaaaaaa3"]

        init() async throws {
            let now = Date()
            var world = Story.empty()
            world.enabledRegions = ["us-east-1", "us-west-2"]
            var topic = Topic(arn: Story.topic)
            topic.subscribe("student@example.edu", isConfirmed: true)
            world.topics = [topic]
            for id in machines {
                world["us-west-2"][instance: id] = Instance(
                    id: id, type: "t3.small", launchedAt: now.addingTimeInterval(-48 * 3600),
                    imageID: "ami-0123456789abcdef0", tags: [:],
                    load: LoadProfile(LoadProfile.Level(cpuPercent: 0.8)))
            }
            server = try await FaultyAWS.start(world, clock: SimulatedClock(now))
            home = try Home()
            try home.write(
                """
                regions: [us-west-2]
                unattended: { actions: [stop] }
                guardrails: { maxActions: 20, maxPercent: 100 }
                notify: { sns: "\(Story.topic)" }
                rules: { idle-instance: { for: 0s } }

                """, to: ".config/costguard/config.yaml")
        }

        private var environment: [String: String] {
            [
                "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
                "AWS_ENDPOINT_URL": server.endpoint,
            ]
        }

        var requests: Int { server.counts.values.reduce(0) { $0 + $1.requests } }
        var stopped: Set<String> {
            Set(server.world["us-west-2"].instances.filter { $0.power != .running }.map(\.id))
        }

        func run(_ arguments: [String]) async throws -> Ended {
            try await home.run(arguments, environment: environment)
        }

        /// Runs the program, and kills it when the server has had so many requests. From that one on no answer comes,
        /// so that the program cannot get further, whatever the machine is busy with.
        func kill(_ arguments: [String], at point: Int) async throws {
            let already = requests
            server.inject(Fault(.delay(.seconds(90)), after: point - 1, times: .max))
            let running = try home.start(arguments, environment: environment)
            try await once(running, has: { requests >= already + point }) { running.kill() }
            let status = await running.ended.status
            #expect([SIGKILL, 0].contains(status))
            server.heal()
        }
    }

    private static let commands = [["scan"], ["run"], ["run", "--apply"], ["run", "--apply"]]

    /// What an undisturbed run asks, by command.
    private static func length(_ arguments: [String]) async throws -> Int {
        let bench = try await Bench()
        let ended = try await bench.run(arguments)
        #expect(ended.status == 0, "\(ended.talk)")
        return bench.requests
    }

    @Test("a run that is killed at any request leaves all that the next one needs", arguments: 0..<12)
    func killed(round: Int) async throws {
        let arguments = KillTests.commands[round % KillTests.commands.count]
        let bench = try await Bench()
        // Spread over the run's length by the golden ratio: every round another point, the same in every test.
        let share = (Double(round) * 0.618_034).truncatingRemainder(dividingBy: 1)
        let point = 1 + Int(share * Double(try await KillTests.length(arguments)))
        try await bench.kill(arguments, at: point)
        let talk = "round \(round): \(arguments.joined(separator: " ")) killed at request \(point)"
        #expect(integrity(bench.home) == "ok", "\(talk)")

        // No stop without an intent, and none by a command that stops nothing.
        let stopped = bench.stopped
        if !stopped.isEmpty {
            let intents = try await bench.home.history()
            #expect(stopped.isSubset(of: intents.map(\.resource.id)), "\(talk)")
            #expect(arguments == ["run", "--apply"], "\(talk)")
        }
        // The lock is free; what is left is stopped; nothing is told twice.
        for _ in 0..<2 {
            let next = try await bench.run(["run", "--apply"])
            #expect(next.status == 0, "\(talk): \(next.talk)")
        }
        #expect(bench.stopped == Set(bench.machines), "\(talk)")
        let done = try await bench.home.history().filter { $0.outcome == "done" }.map(\.resource.id)
        #expect(done.sorted() == bench.machines, "\(talk)")
        let mails = bench.server.mails()
        #expect(bench.machines.allSatisfy { id in mails.contains { $0.message.contains(id) } }, "\(talk)")
        // A duplicate is the same mail, word for word, with its id; no machine stands in two different ones.
        let different = Set(mails.map(\.message))
        for id in bench.machines {
            #expect(different.count { $0.contains("--instance-ids \(id)") || $0.contains(id) } == 1, "\(talk)")
        }
        #expect(integrity(bench.home) == "ok", "\(talk)")
        try await bench.server.stop()
    }

    /// `ok`, or what SQLite finds damaged in the whole file.
    private func integrity(_ home: Home) -> String {
        guard FileManager.default.fileExists(atPath: home.database) else { return "ok" }
        return SQLiteFile.integrity(of: home.database)
    }
}
