// Random accounts against the model of what their people may rely on. COSTGUARD_RANDOM=1000 plays so many; the seeds ascend
// from COSTGUARD_SEED, each account lives for COSTGUARD_TICKS half hours, and a violation names its own.

import CostModel
import Foundation
import RuleEngine
import Testing

@Suite struct RandomRunTests {
    private static func number(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
    }

    private static func say(_ tally: RandomRun.Tally, last seed: Int) {
        print(
            "random: accounts \(tally.accounts), to seed \(seed): runs \(tally.runs), stops \(tally.stops)",
            "(\(tally.braked) with the brake), starts \(tally.starts), orders \(tally.orders), kills \(tally.kills),",
            "faults \(tally.faults), runs that failed of them \(tally.failed), undone \(tally.undone),",
            "violations \(tally.violations.count)")
        fflush(nil)
    }

    @Test(
        "whatever people, AWS and the machine do: nothing in use or guarded is stopped, all is journaled, told and undone"
    )
    func promises() async throws {
        let told = RuleOverride(noticeSeconds: 3_600)
        // Those that stop machines: of other things these accounts have none, and looking for them is most of the time.
        let stopping: Set = ["idle-instance", "idle-costly-instance"]
        let rules = [
            try Stage.shippedRules(only: stopping),
            try Stage.shippedRules(
                overrides: ["idle-instance": told, "idle-costly-instance": told], only: stopping),
        ]
        let first = Self.number("COSTGUARD_SEED", 1)
        let count = Self.number("COSTGUARD_RANDOM", 4)
        var tally = RandomRun.Tally()
        for seed in first..<first + count {
            var run = try await RandomRun(seed: UInt64(seed), rules: rules[seed % 2], isTold: seed % 2 == 1)
            let account = try await run.play(ticks: Self.number("COSTGUARD_TICKS", 22))
            // Of many accounts the first violation is worth knowing before the last one is played.
            for violation in account.violations { print("random: \(violation)") }
            tally = tally + account
            // A play that is cut still counts.
            if tally.accounts % 20 == 0 || tally.accounts == count { Self.say(tally, last: seed) }
        }
        #expect(tally.violations.isEmpty, "\(tally.violations.joined(separator: "\n"))")
        #expect(tally.stops > 0 && tally.undone > 0, "nothing was stopped, so nothing was proved")
    }
}
