// A leaked key at work: told by one mail at the first scan that sees it, with the key first.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Synchronization
import Testing

@Suite struct SurgeTests {
    /// Answers who started machines, and counts the questions.
    final class Trail: LauncherSource {
        let word: LauncherWord
        private let count = Mutex(0)
        init(_ word: LauncherWord) { self.word = word }
        var asked: Int { count.withLock { $0 } }
        func launcher(of instance: ResourceKey) async -> LauncherWord {
            count.withLock { $0 += 1 }
            return word
        }
    }

    private let bob = LauncherWord.told(
        Launcher(
            keyID: "AKIAIOSFODNN7EXAMPLE", name: "bob", arn: "arn:aws:iam::123456789012:user/bob",
            source: "203.0.113.9", at: Stage.now))

    /// Minutes after the beginning at which a week of watching is over.
    private let week = 7.5 * 24 * 60

    private func ports(_ stage: Stage, _ trail: Trail) throws -> AWSPorts {
        let aws = try stage.aws()
        return AWSPorts(
            resources: aws.resources, metrics: aws.metrics, billing: aws.billing, actuator: aws.actuator,
            host: aws.host, notifier: aws.notifier, launchers: trail)
    }

    /// An account with one small busy machine that was watched for a week.
    private func watched(_ trail: Trail) async throws -> Stage {
        let stage = try await Stage(.with([.busy("i-0bbbbbbbbbbbbbbb1")]))
        try await stage.run(afterMinutes: [0, 60, week], with: { try ports(stage, trail) })
        return stage
    }

    /// Starts busy machines at so many minutes after the beginning.
    private func start(
        _ count: Int, _ type: String, in region: String, at minutes: Double, _ stage: Stage, named name: String = "a"
    ) {
        stage.server.change { world in
            for index in 0..<count {
                var machine = Instance.busy("i-0\(name)00000000000\(1000 + index)", type: type)
                machine.launchedAt = Stage.now.addingTimeInterval(minutes * 60)
                machine.createdAt = machine.launchedAt
                world[region][instance: machine.id] = machine
            }
        }
    }

    private func surges(_ stage: Stage) -> [SentMail] {
        stage.server.mails().filter { $0.subject?.hasSuffix("is it you?") == true }
    }

    @Test("dozens of large machines in a region that nobody uses are one mail, at once, with the key before the stops")
    func leakedKey() async throws {
        let trail = Trail(bob)
        let stage = try await watched(trail)
        start(24, "p3.2xlarge", in: "eu-west-1", at: week + 1, stage)
        try await stage.run(afterMinutes: [week + 2], with: { try ports(stage, trail) })
        let mail = try #require(surges(stage).first)
        #expect(mail.subject?.hasPrefix("24 machines in Ireland") == true)
        let text = mail.message
        let key = try #require(text.range(of: "aws iam update-access-key --status Inactive"))
        let stop = try #require(text.range(of: "aws ec2 stop-instances --region eu-west-1"))
        #expect(key.lowerBound < stop.lowerBound)
        #expect(text.contains("--access-key-id AKIAIOSFODNN7EXAMPLE --user-name bob"))
        #expect(text.contains("user/bob") && text.contains("203.0.113.9") && text.contains("24 x p3.2xlarge"))
        start(12, "p3.2xlarge", in: "eu-west-1", at: week + 10, stage, named: "b")
        try await stage.run(afterMinutes: [week + 15, week + 30, week + 120], with: { try ports(stage, trail) })
        #expect(surges(stage).count == 1 && trail.asked == 1)
        #expect(stage.server.requests.allSatisfy { $0.action != "StopInstances" })
    }

    @Test("one dear machine of a family that the account never had is told; one that it has is not")
    func family() async throws {
        let trail = Trail(.untold("AccessDeniedException: no"))
        let stage = try await watched(trail)
        start(3, "t3.medium", in: "us-east-1", at: week + 1, stage)
        try await stage.run(afterMinutes: [week + 2], with: { try ports(stage, trail) })
        #expect(surges(stage).isEmpty)
        start(1, "p3.2xlarge", in: "us-east-1", at: week + 3, stage, named: "c")
        try await stage.run(afterMinutes: [week + 4], with: { try ports(stage, trail) })
        let message = try #require(surges(stage).first?.message)
        let text = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("allow cloudtrail:LookupEvents") && text.contains("--access-key-id KEY"))
    }

    @Test("the first days of an account are quiet, and a flood is told even then")
    func firstDays() async throws {
        let trail = Trail(.notRecorded)
        let stage = try await Stage(.with([]))
        start(4, "g4dn.xlarge", in: "us-east-1", at: -30, stage)
        try await stage.run(afterMinutes: [0, 15], with: { try ports(stage, trail) })
        #expect(surges(stage).isEmpty)
        start(30, "g4dn.xlarge", in: "eu-west-1", at: 20, stage, named: "b")
        try await stage.run(afterMinutes: [30, 45], with: { try ports(stage, trail) })
        #expect(surges(stage).count == 1)
        #expect(surges(stage).first?.message.contains("does not show the start") == true)
    }

    @Test("what was running before a region could be read is not new")
    func regionOpens() async throws {
        let trail = Trail(bob)
        var world = World.with([.busy("i-0bbbbbbbbbbbbbbb1")])
        world[Extras.self].deniedRegions = ["eu-west-1"]
        let stage = try await Stage(world)
        start(5, "p3.2xlarge", in: "eu-west-1", at: 0, stage)
        try await stage.run(afterMinutes: [0, week], with: { try ports(stage, trail) })
        stage.server.change { $0[Extras.self].deniedRegions = [] }
        try await stage.run(afterMinutes: [week + 15], with: { try ports(stage, trail) })
        #expect(surges(stage).isEmpty && trail.asked == 0)
    }

    @Test("when it is over, and comes again another day, it is told again")
    func again() async throws {
        let trail = Trail(bob)
        let stage = try await watched(trail)
        start(2, "p3.2xlarge", in: "eu-west-1", at: week + 1, stage)
        try await stage.run(afterMinutes: [week + 2], with: { try ports(stage, trail) })
        stage.server.change { $0["eu-west-1"] = RegionContents() }
        let next = week + 30 * 60
        try await stage.run(afterMinutes: [week + 10, next], with: { try ports(stage, trail) })
        start(2, "x1.32xlarge", in: "eu-west-1", at: next + 1, stage, named: "d")
        try await stage.run(afterMinutes: [next + 2], with: { try ports(stage, trail) })
        #expect(surges(stage).count == 2)
    }

    @Test("names from outside enter no command as they are")
    func hostileNames() async throws {
        let trail = Trail(
            .told(
                Launcher(
                    keyID: "AKIA; rm -rf /", name: "x; curl evil", arn: "arn\u{202E}\n:evil", source: nil, at: nil)))
        let stage = try await watched(trail)
        start(1, "p3.2xlarge", in: "eu-west-1", at: week + 1, stage)
        try await stage.run(afterMinutes: [week + 2], with: { try ports(stage, trail) })
        let text = try #require(surges(stage).first?.message)
        #expect(text.contains("--access-key-id KEY\n") && !text.contains("curl") && !text.contains("\u{202E}"))
    }
}
