import CostModel
import Foundation
import Planning
import Testing

@Suite struct DeadManTests {
    private func failing(at hours: [Double]) -> ScanHealth {
        hours.reduce(ScanHealth(profile: "lab")) { DeadMan.failed($0, error: "e\($1)", at: morning + $1 * hour) }
    }

    @Test("counts failures from the first one on, and keeps the last error")
    func counts() {
        let health = failing(at: [0, 1, 2])
        #expect(health.failures == 3 && health.failingSince == morning && health.error == "e2.0")
    }

    @Test("is due when runs have failed for the limit, not a second before, and never by one failure")
    func due() {
        #expect(DeadMan.isDue(failing(at: [0, 3]), after: 3 * hour, at: morning + 3 * hour))
        #expect(!DeadMan.isDue(failing(at: [0, 3]), after: 3 * hour, at: morning + 3 * hour - 1))
        #expect(!DeadMan.isDue(failing(at: [0]), after: 0, at: morning + 9 * hour))
        #expect(!DeadMan.isDue(ScanHealth(profile: ""), after: 0, at: morning))
    }

    @Test("a success ends it")
    func success() throws {
        let account = try #require(AccountID("123456789012"))
        let health = DeadMan.succeeded(failing(at: [0, 1]), account: account, at: morning + 2 * hour)
        #expect(health == ScanHealth(profile: "lab", account: account, seenAt: morning + 2 * hour))
    }

    @Test("a clock that was set back moves the beginning back, so that the notice is not held up")
    func setBack() {
        let health = DeadMan.failed(failing(at: [5]), error: "e", at: morning)
        #expect(health.failingSince == morning)
    }
}
