// The program on a machine whose clock is off: the simulated AWS shows another time than this machine.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@Suite struct WrongClockTests {
    private func environment(_ server: FaultyAWS) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint, "AWS_REGION": "us-east-1",
        ]
    }

    /// A home and an AWS whose time is so many seconds ahead of this machine's.
    private func start(ahead: Double) async throws -> (home: Home, server: FaultyAWS) {
        let home = try Home()
        try home.write("regions: [us-east-1]\nunattended: { actions: [stop] }\n", to: ".config/costguard/config.yaml")
        let truth = Date().addingTimeInterval(ahead)
        let clock = SimulatedClock(following: { Date() }, ahead: ahead)
        return (home, try await FaultyAWS.start(Story.student(at: truth), clock: clock))
    }

    @Test(
        "run, status and doctor say how far the clock is off",
        arguments: [(-91_800.0, "25 h ahead"), (91_800, "25 h behind")])
    func tells(_ ahead: Double, _ words: String) async throws {
        let (home, server) = try await start(ahead: ahead)
        let run = try await home.run(["run", "--apply", "--quiet"], environment: environment(server))
        #expect(run.talk.contains("This machine's clock is \(words)") && run.talk.contains("AWS's time is used"))
        let status = try await home.run(["status"], environment: environment(server))
        #expect(status.output.contains("clock was \(words)"), "\(status.output)")
        #expect(status.talk.contains("The database is") == (ahead > 0), "\(status.talk)")
        let doctor = try await home.run(["doctor"], environment: environment(server))
        let line = doctor.report.split(separator: "\n").first { $0.contains("note  clock") } ?? ""
        #expect(line.contains(words) && line.contains("in truth"), "\(doctor.report)")
    }

    @Test("a right clock is worth no word")
    func saysNothingOfARightOne() async throws {
        let (home, server) = try await start(ahead: 0)
        let run = try await home.run(["run", "--quiet"], environment: environment(server))
        #expect(!run.talk.contains("clock"), "\(run.talk)")
        #expect(try await home.run(["doctor"], environment: environment(server)).output.contains("agrees with AWS"))
    }

    @Test(
        "where AWS takes the signature and dates its answer otherwise, all is read and nothing is stopped, and that is told",
        arguments: [(["run", "--apply"], 4), (["run"], 0), (["scan"], 0), (["apply", "--yes"], 4)]
            as [([String], Int32)])
    func stopsNothingInDoubt(_ words: [String], _ status: Int32) async throws {
        let (home, server) = try await start(ahead: 12_600)
        impose(on: server)
        if words[0] == "apply" { _ = try await home.run(["run", "--quiet"], environment: environment(server)) }
        let ended = try await home.run(words, environment: environment(server))
        #expect(ended.status == status, "\(ended.talk)")
        #expect(ended.talk.contains("The time cannot be relied on") && ended.talk.contains("3 h"))
        #expect(server.requests.allSatisfy { $0.action != "StopInstances" })
        #expect(try await home.run(["status"]).output.contains("RUNNING"))
    }

    @Test("the doctor fails where the time cannot be relied on")
    func doctorFails() async throws {
        let (home, server) = try await start(ahead: -12_600)
        impose(on: server)
        let doctor = try await home.run(["doctor"], environment: environment(server))
        #expect(doctor.status == 1 && doctor.report.contains("FAIL  clock"), "\(doctor.report)")
    }

    /// Signatures of any time are taken, as by something on the way that signs anew.
    private func impose(on server: FaultyAWS) {
        var conditions = Conditions()
        conditions.clockTolerance = 1e9
        server.impose(conditions)
    }

    @Test(
        "verbs that ask nobody say that the database is newer than the clock",
        arguments: [
            ["plan"], ["explain", "hw3-gpu"], ["report"], ["history"], ["credits"], ["alerts", "list"],
        ])
    func offlineVerbs(_ words: [String]) async throws {
        let (home, server) = try await start(ahead: 648_000)
        try home.write(
            "credits: [{ name: class, amount: 100 }]\nregions: [us-east-1]\n", to: ".config/costguard/config.yaml")
        _ = try await home.run(["scan", "--quiet"], environment: environment(server))
        let ended = try await home.run(words)
        #expect(ended.talk.contains("The database is 7 days newer than this machine's clock"), "\(ended.talk)")
    }
}

extension SimulatedClock {
    /// This machine's time, however long a program takes to start.
    static var running: SimulatedClock { SimulatedClock(following: { Date() }) }
}
