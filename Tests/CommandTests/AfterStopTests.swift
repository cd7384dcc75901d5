// After a stop: what is said, and what every verb then knows of it.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct AfterStopTests {
        @Test("a quiet run that stopped something says so, and that nobody is told of it")
        func heard() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(
                for: account, regions: ["us-west-2"], unattended: "actions: [stop]", isMailed: false)
            let reading = try await home.run(["run", "--quiet"], on: account)
            #expect(reading.talk.isEmpty, "\(reading.talk)")
            let ended = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(ended.output.isEmpty && ended.talk.contains("STOPPED        1 of 1"), "\(ended.talk)")
            #expect(ended.talk.contains("idle-oregon"), "\(ended.talk)")
            #expect(ended.talk.contains("Nobody is told of a stop: notify.sns is not set"), "\(ended.talk)")
            let next = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(!next.talk.contains("STOPPED"), "\(next.talk)")
        }

        @Test("status, plan, explain and history agree on it at once, and applying again says when it was stopped")
        func known() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: ["us-west-2"])
            _ = try await home.run(["scan", "--quiet"], on: account)
            let plan = try await home.plan()
            #expect(plan.names("due").contains("idle-oregon"))
            let status = try await home.run(["status"])
            #expect(status.output.contains("costguard apply \(plan.planID)"), "\(status.output)")
            let ended = try await home.run(["apply", plan.planID, "--yes"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(ended.talk.contains("Stop 1 machine of account \(plan.account)"), "\(ended.talk)")

            #expect(try await !home.plan().names("due").contains("idle-oregon"))
            let after = try await home.run(["status"])
            #expect(!after.output.contains("costguard apply"), "\(after.output)")
            let machine = try account.fact("idle-oregon").id
            let start = "aws ec2 start-instances --region us-west-2 --instance-ids \(machine)"
            #expect(try await home.run(["history"]).output.contains("start again: \(start)"))
            let explained = try await home.run(["explain", machine])
            #expect(!explained.output.contains("state = 'running'  ✓"), "\(explained.output)")

            let again = try await home.run(["apply", plan.planID, "--yes"], on: account)
            #expect(
                again.status == 0 && again.talk.contains("already stopped by plan \(plan.planID) at "), "\(again.talk)")
            #expect(try await account.stopped() == ["idle-oregon"])
        }

        @Test("who cannot be asked is shown what would be lost and saved, and how to be asked, not how not to be")
        func refused() async throws {
            let account = try await MotoAccount.unchanged.value
            let home = try Home.configured(for: account, regions: ["us-west-2"])
            _ = try await home.run(["run", "--quiet"], on: account)
            let ended = try await home.run(["apply", "--only", "idle-oregon"], on: account)
            #expect(ended.status == 4)
            #expect(ended.talk.contains("you lose RAM") && ended.talk.contains("USD a day"), "\(ended.talk)")
            #expect(ended.talk.contains("--only idle-oregon' in a terminal") && !ended.talk.contains("--yes"))
        }
    }
}
