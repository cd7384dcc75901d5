// What spoke against a change is asked again before it is due once more: a person may have mended it. What cannot speak
// against it is not asked.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import RuleEngine
import SimulatedAWS
import Testing

@Suite struct AskAgainTests {
    private static let machine = "i-0aaaaaaaaaaaaaaa1"
    private static let keyARN = "arn:aws:kms:us-east-1:\(Story.account):key/12-ab"
    /// Friday noon is 13:00 in Berlin; minutes from there to the end of the hours, and to their next beginning.
    private static let close = 6 * 60.0
    private static let opens = 19 * 60.0

    /// An idle machine whose one disk is encrypted with a key that somebody disabled.
    private static func sealed(_ tags: [String: String] = [:]) -> World {
        var world = World.with([.idle(machine, tags: tags)])
        var disk = Volume(id: "vol-0aaaaaaaaaaaaaaa1", sizeGiB: 8, createdAt: Stage.now - 90 * 86_400)
        disk.attachment = Attachment(
            volumeID: disk.id, instanceID: machine, device: "/dev/xvda", attachedAt: disk.createdAt)
        disk.keyARN = keyARN
        world["us-east-1"].volumes = [disk]
        world[Extras.self].encryptionKeys = [keyARN: EncryptionKey(state: "Disabled")]
        return world
    }

    private func power(_ stage: Stage) -> Instance.Power? {
        stage.server.world["us-east-1"][instance: Self.machine]?.power
    }

    private func enableKey(_ stage: Stage) {
        stage.server.change { $0[Extras.self].encryptionKeys[Self.keyARN]?.state = "Enabled" }
    }

    private func refusals(_ result: RunResult) -> [String] {
        result.plan.plan.findings.compactMap { $0.refusal?.guardrail }
    }

    @Test("a disk's key that can be used again lets a rule's stop go on with the next run")
    func keyForARule() async throws {
        let stage = try await Stage(Self.sealed())
        let held = try await stage.run(afterMinutes: [0, 30, 60])
        #expect(refusals(held) == ["key-unusable"] && power(stage) == .running)
        enableKey(stage)
        try await stage.run(afterMinutes: [75])
        #expect(power(stage) == .stopped)
    }

    @Test("and so for hours that have ended")
    func keyForASchedule() async throws {
        let stage = try await Stage(
            Self.sealed(["costguard:schedule": "weekdays 8-19 Europe/Berlin"]), rules: .load([]),
            schedules: ScheduleBook())
        let held = try await stage.run(afterMinutes: [0, Self.close + 5])
        #expect(refusals(held) == ["key-unusable"] && power(stage) == .running)
        enableKey(stage)
        try await stage.run(afterMinutes: [Self.close + 20])
        #expect(power(stage) == .stopped)
    }

    @Test("before a start nobody asks for the stop protection, which forbids none, though it forbade the stop")
    func protectionBeforeAStart() async throws {
        var world = World.with([.idle(Self.machine)])
        world["us-east-1"][instance: Self.machine]?.isStopProtected = true
        let book = ScheduleBook(schedules: [
            Schedule(
                name: "office", hours: try OpeningHours("daily 8-19 Europe/Berlin", in: .gmt),
                machines: [MachineSelector()], starting: .all)
        ])
        let stage = try await Stage(world, rules: .load([]), schedules: book)
        let held = try await stage.run(afterMinutes: [Self.close + 5, Self.opens - 60])
        #expect(refusals(held) == ["stop-protection"])
        // Somebody stops it from within.
        let now = stage.clock.now
        stage.server.change { world in
            world["us-east-1"][instance: Self.machine]?.power = .stopped
            world["us-east-1"][instance: Self.machine]?.changedAt = now
        }
        let asked = attributesAsked(stage)
        try await stage.run(afterMinutes: [Self.opens + 5])
        #expect(power(stage) == .running)
        #expect(asked > 0 && attributesAsked(stage) == asked)
    }

    private func attributesAsked(_ stage: Stage) -> Int {
        stage.server.requests.count { $0.action == "DescribeInstanceAttribute" }
    }
}
