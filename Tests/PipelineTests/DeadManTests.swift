// Nobody looks any more: told once, and taken back once, by runs that know of each other only through the database.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct DeadManTests {
    struct Failure: Error, CustomStringConvertible { let description: String }

    let settings = DeadManSettings(profile: "lab", limit: 3 * 3600, isMailed: true, timeZone: .gmt)

    /// Runs as cron does, every 15 minutes in these hours, and returns how many failed.
    @discardableResult
    private func runs(
        _ stage: Stage, hours: ClosedRange<Double>, secret: String = Story.secretAccessKey
    ) async throws -> Int {
        var failures = 0
        for hour in stride(from: hours.lowerBound, through: hours.upperBound, by: 0.25) {
            stage.clock.set(to: Stage.now.addingTimeInterval(hour * 3600))
            let run = RunStage(
                stage.local, try stage.aws(secret: secret), scope: ScanScope(), settings: stage.settings,
                timeZone: .gmt, deadMan: settings)
            do { _ = try await run.run(apply: false) } catch { failures += 1 }
        }
        return failures
    }

    @Test("after three hours of failures one mail is sent, with the last error and what to do; then one when it ends")
    func oneMailAnEpisode() async throws {
        let stage = try await Stage(.with([]))
        try await runs(stage, hours: 0...0)
        stage.server.inject(Fault(.denied, service: "sts", times: 120))
        #expect(try await runs(stage, hours: 0.25...3) == 12)
        #expect(stage.server.mails().isEmpty)
        #expect(try await runs(stage, hours: 3.25...30) == 108)
        let mail = try #require(stage.server.mails().first)
        #expect(stage.server.mails().count == 1)
        #expect(mail.subject == "costguard has not seen account 123456789012 since 12:00 UTC")
        #expect(mail.message.contains("GetCallerIdentity") && mail.message.contains("costguard doctor --profile lab"))
        try await runs(stage, hours: 30.25...31)
        #expect(stage.server.mails().map(\.subject).last == "costguard sees account 123456789012 again")
        #expect(stage.server.mails().count == 2)
        #expect(try await stage.database.episodes().isEmpty)
        #expect(try await stage.database.health(of: "lab")?.failures == 0)
    }

    @Test("with lapsed keys the mail waits, and health says so; it goes out when keys work again")
    func lapsedKeys() async throws {
        let stage = try await Stage(.with([]))
        try await runs(stage, hours: 0...0)
        #expect(try await runs(stage, hours: 0.25...6, secret: "lapsed") == 24)
        #expect(stage.server.mails().isEmpty)
        #expect(try await stage.database.unsent().count == 1)
        let health = try #require(try await stage.database.health(of: "lab"))
        #expect(health.failures == 24 && health.seenAt == Stage.now && health.error?.isEmpty == false)
        try await runs(stage, hours: 6.25...6.25)
        #expect(stage.server.mails().count == 2)
    }

    @Test("a scan that is denied everywhere has not seen the account")
    func deniedEverywhere() async throws {
        let stage = try await Stage(.with([]))
        try await runs(stage, hours: 0...0)
        stage.server.change { $0[Extras.self].deniedRegions = ["eu-west-1"] }
        try await runs(stage, hours: 0.25...0.25)
        #expect(try await stage.database.health(of: "lab")?.failures == 0)
        for action in ["Instances", "Volumes", "Snapshots", "Images", "Addresses", "LaunchTemplates"] {
            stage.server.inject(Fault(.denied, service: "ec2", action: "Describe\(action)", times: 10_000))
        }
        stage.server.inject(Fault(.denied, service: "autoscaling", times: 10_000))
        try await runs(stage, hours: 0.5...0.5)
        #expect(try await stage.database.health(of: "lab")?.failures == 1)
    }

    @Test("without a topic nothing is owed, and health is kept all the same")
    func noTopic() async throws {
        let stage = try await Stage(.with([]))
        var silent = settings
        silent.isMailed = false
        for hour in 0..<9 {
            stage.clock.set(to: Stage.now.addingTimeInterval(Double(hour) * 3600))
            try await DeadManStage(stage.local, silent).note(
                failure: Failure(description: "no keys\nhint: get some"))
        }
        #expect(try await stage.database.unsent().isEmpty)
        #expect(try await stage.database.health(of: "lab")?.error == "no keys; hint: get some")
    }

    @Test("the end of a lab's session is no failure, by an error or by a scan that was denied everywhere; others are")
    func sessionsEnd() async throws {
        let stage = try await Stage(.with([]))
        var lab = settings
        lab.sessionsEnd = SessionsEnd(isError: { "\($0)".contains("ended") }, isDenial: { !$0.isEmpty })
        for (words, failures) in [("the keys have ended", 0), ("no network", 1), ("the keys have ended", 1)] {
            try await DeadManStage(stage.local, lab).note(failure: Failure(description: words))
            let health = try await stage.database.health(of: "lab")
            #expect((health?.failures ?? 0) == failures)
        }
    }
}
