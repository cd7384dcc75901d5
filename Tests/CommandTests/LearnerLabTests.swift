// A Learner Lab: set up by one line, keys that lapse, and a cron that does not mail every quarter of an hour.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@Suite struct LearnerLabTests {
    private let role = "arn:aws:sts::\(Story.account):assumed-role/voclabs/user1234=A_Student"
    private let setup = ["init", "--learner-lab", "--credit", "50", "--used", "12.40"]
    /// The lab's account, with keys that come with a token.
    private func lab() async throws -> FaultyAWS {
        var world = Story.student(at: Date())
        world.keys.append(AccessKey(id: "ASIALAB", secret: "labSecret", arn: role, sessionToken: "labToken"))
        return try await FaultyAWS.start(world, clock: .running)
    }

    private func endpoint(_ server: FaultyAWS) -> [String: String] { ["AWS_ENDPOINT_URL": server.endpoint] }

    private func lapse(_ server: FaultyAWS, _ isOver: Bool) {
        server.change { world in
            guard let index = world.keys.firstIndex(where: { $0.id == "ASIALAB" }) else { return }
            world.keys[index].expiresAt = isOver ? .distantPast : .distantFuture
        }
    }

    /// As a student pastes them, some time ago.
    private func paste(_ home: Home, minutesAgo: Double = 0) throws {
        let file = try home.write(
            """
            [default]
            aws_access_key_id=ASIALAB
            aws_secret_access_key=labSecret
            aws_session_token=labToken

            """, to: ".aws/credentials")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -minutesAgo * 60)], ofItemAtPath: file)
    }

    @Test("one line sets it up: two regions, the balance as typed, and nothing asked that is billed")
    func sets() async throws {
        let home = try Home()
        let server = try await lab()
        let ended = try await home.run(setup, environment: endpoint(server))
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.output.contains("LEARNER LAB") && ended.output.contains("starts ALL"))
        #expect(!ended.output.contains("IAM POLICY"), "nobody makes policies in a lab")
        try paste(home)
        let run = try await home.run(["run", "--quiet"], environment: endpoint(server))
        #expect(run.status == 0 && run.talk.isEmpty, "\(run.talk)")
        #expect(Set(server.requests.filter { $0.service == "ec2" }.map(\.region)) == ["us-east-1", "us-west-2"])
        #expect(!server.requests.contains { $0.service == "ce" || $0.action == "GetMetricData" })
        let credits = try await home.run(["credits"])
        #expect(credits.output.contains("12.4") && credits.output.contains("of 50.00 USD used"), "\(credits.output)")
        try await server.stop()
    }

    @Test("keys that lapse are told once by cron, then silence with status 1, until others lapse")
    func lapses() async throws {
        let home = try Home()
        let server = try await lab()
        #expect(try await home.run(setup, environment: endpoint(server)).status == 0)
        try paste(home, minutesAgo: 10)
        let cron = { try await home.run(["run", "--quiet"], environment: endpoint(server)) }
        #expect(try await cron().status == 0)
        lapse(server, true)
        let first = try await cron()
        #expect(first.status == 1 && first.output.isEmpty)
        #expect(first.talk.split(separator: "\n").count == 3, "\(first.talk)")
        #expect(first.talk.contains("The keys have ended with the lab's session") && first.talk.contains("AWS Details"))
        #expect(first.talk.contains("told once"))
        #expect(!first.talk.contains("failed"), "the end of a session is no failure: \(first.talk)")
        for _ in 0..<2 {
            let later = try await cron()
            #expect(later.status == 1 && later.talk.isEmpty && later.output.isEmpty, "\(later.talk)")
        }
        #expect(try await !home.run([]).output.contains("failed"))
        let doctor = try await home.run(["doctor"], environment: endpoint(server))
        #expect(doctor.status == 1 && doctor.report.contains("The keys have ended with the lab"), "\(doctor.report)")
        lapse(server, false)
        #expect(try await cron().status == 0)
        lapse(server, true)
        #expect(try await cron().talk.contains("The keys have ended"), "another lapse is told anew")
        try await server.stop()
    }

    @Test("keys that have ended are told alike by every verb, within 80 columns, and with AWS's words for who asks")
    func alike() async throws {
        let home = try Home()
        let server = try await lab()
        #expect(try await home.run(setup, environment: endpoint(server)).status == 0)
        try paste(home)
        lapse(server, true)
        let words = "The keys have ended with the lab's session: nobody looks at the account"
        let place = "hint: start the lab, and paste its keys ('AWS Details') into ~/.aws/credentials, profile 'default'"
        for verb in [["scan"], ["apply"], ["prices", "refresh"], ["run", "--quiet"]] {
            let ended = try await home.run(verb, environment: endpoint(server))
            #expect(ended.status == 1 && ended.output.isEmpty, "\(verb): \(ended.output)")
            #expect(ended.talk.hasPrefix("costguard: \(words)\n\(place)\n"), "\(verb): \(ended.talk)")
            #expect(ended.foldedTalk.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(ended.foldedTalk)")
            #expect(!ended.talk.contains("ExpiredToken"), "\(ended.talk)")
        }
        let other = ["init", "--learner-lab", "--config", "other.yaml", "--email", "me@example.org"]
        let setsUp = try await home.run(other, environment: endpoint(server))
        #expect(setsUp.status == 1 && setsUp.talk.contains("costguard: \(words)\n\(place)\n"), "\(setsUp.talk)")
        let doctor = try await home.run(["doctor"], environment: endpoint(server))
        #expect(doctor.status == 1 && doctor.report.contains("FAIL  credentials     \(words)"), "\(doctor.output)")
        let asked = try await home.run(["scan", "-v"], environment: endpoint(server))
        #expect(asked.talk.contains("AWS said: sts GetCallerIdentity in us-east-1: ExpiredToken"), "\(asked.talk)")
        try await server.stop()
    }

    @Test("a lab whose session is over denies everything: that is a lapse too")
    func over() async throws {
        let home = try Home()
        let server = try await lab()
        #expect(try await home.run(setup, environment: endpoint(server)).status == 0)
        try paste(home)
        let cron = { try await home.run(["run", "--quiet"], environment: endpoint(server)) }
        #expect(try await cron().status == 0)
        server.change { $0[Extras.self].policies = [Policy(.deny, ["*"])] }
        let first = try await cron()
        #expect(first.status == 1 && first.talk.split(separator: "\n").count == 3, "\(first.talk)")
        #expect(first.talk.contains("The keys have ended"))
        let second = try await cron()
        #expect(second.status == 1 && second.talk.isEmpty, "\(second.talk)")
        let doctor = try await home.run(["doctor"], environment: endpoint(server))
        #expect(doctor.report.contains("FAIL  lab"), "\(doctor.report)")
        #expect(!doctor.report.contains("DescribeVolumes"), "one cause is told once")
        try await server.stop()
    }

    @Test("pasted keys are warned of before they lapse: by the run once, by the status and the doctor always")
    func warns() async throws {
        let home = try Home()
        let server = try await lab()
        #expect(try await home.run(setup, environment: endpoint(server)).status == 0)
        let cron = { try await home.run(["run", "--quiet"], environment: endpoint(server)) }
        try paste(home, minutesAgo: 190)
        #expect(try await cron().talk.isEmpty)
        try paste(home, minutesAgo: 200)
        let warned = try await cron()
        #expect(warned.status == 0 && warned.talk.contains("pasted 3 h 20 min ago"), "\(warned.talk)")
        #expect(try await cron().talk.isEmpty, "cron hears it once")
        for _ in 0..<2 { #expect(try await home.run([]).talk.contains("they may end any minute")) }
        let doctor = try await home.run(["doctor"], environment: endpoint(server))
        #expect(
            doctor.report.contains("note  keys") && doctor.report.contains("they last about 4 h"), "\(doctor.report)")
        try paste(home)
        let fresh = try await home.run([])
        #expect(try await cron().talk.isEmpty)
        #expect(fresh.talk.isEmpty, "\(fresh.talk)")
        try await server.stop()
    }

    @Test("the night between two sessions makes no mail, neither when keys have ended nor when all is denied")
    func silentNights() async throws {
        for denies in [false, true] {
            var world = Story.student(at: Date())
            world.keys.append(AccessKey(id: "ASIALAB", secret: "labSecret", arn: role, sessionToken: "labToken"))
            let clock = SimulatedClock.running
            let home = try Home()
            let server = try await FaultyAWS.start(world, clock: clock)
            #expect(try await home.run(setup, environment: endpoint(server)).status == 0)
            #expect(
                try await home.run(
                    ["init", "--email", "me@example.org"],
                    environment: endpoint(server).merging(
                        ["AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey]) { $1 }
                ).status == 0)
            try paste(home)
            let run = { try await home.run(["run", "--quiet"], environment: endpoint(server)) }
            _ = try await run()
            let before = server.mails().count
            if denies {
                server.change { $0[Extras.self].policies = [Policy(.deny, ["*"])] }
            } else {
                lapse(server, true)
            }
            for _ in 0..<3 {
                clock.advance(by: 4 * 3600)
                #expect(try await run().status == 1)
            }
            if denies { server.change { $0[Extras.self].policies = [] } } else { lapse(server, false) }
            try paste(home)
            let morning = try await run()
            #expect(morning.status == 0 && !morning.talk.contains("no scan for"), "\(morning.talk)")
            let subjects = server.mails().dropFirst(before).compactMap(\.subject)
            #expect(!subjects.contains { $0.contains("has not seen") || $0.contains("sees account") }, "\(subjects)")
            try await server.stop()
        }
    }

    /// A session's account: one idle machine that the lab has just started.
    private func session(_ clock: SimulatedClock) async throws -> FaultyAWS {
        var world = Story.empty()
        world.enabledRegions = ["us-east-1", "us-west-2"]
        world.keys.append(AccessKey(id: "ASIALAB", secret: "labSecret", arn: role, sessionToken: "labToken"))
        world["us-east-1"][instance: box] = Instance(
            id: box, type: "t3.medium", launchedAt: clock.now.addingTimeInterval(-600),
            imageID: "ami-0123456789abcdef0",
            tags: ["Name": "homework"], load: LoadProfile(LoadProfile.Level(cpuPercent: 0.8)))
        return try await FaultyAWS.start(world, clock: clock)
    }

    private let box = "i-0aaaaaaaaaaaaaaa1"

    private func isRunning(_ server: FaultyAWS) -> Bool {
        server.world["us-east-1"][instance: box]?.power == .running
    }

    /// Runs of a session until the machine is stopped; how many minutes that took. In the first hour nothing is old enough.
    private func minutesToStop(_ home: Home, _ server: FaultyAWS, _ clock: SimulatedClock) async throws -> Int? {
        var last = 0
        for minute in [0, 60, 75, 90, 105, 120, 225] {
            clock.advance(by: Double(minute - last) * 60)
            last = minute
            let ended = try await home.run(["run", "--apply", "--quiet"], environment: endpoint(server))
            #expect(ended.status == 0, "\(ended.talk)")
            if !isRunning(server) { return minute }
        }
        return nil
    }

    @Test("in a session of four hours an idle machine is found and stopped, and without the lab's rules it never is")
    func findsWithinASession() async throws {
        let clock = SimulatedClock.running
        let home = try Home()
        let server = try await session(clock)
        try home.write(
            "regions: [us-east-1, us-west-2]\nunattended: { actions: [stop] }\n", to: ".config/costguard/config.yaml")
        try paste(home)
        #expect(try await minutesToStop(home, server, clock) == nil)
        try await server.stop()

        let after = try Home()
        let lab = try await session(clock)
        let made = try await after.run(setup + ["--unattended"], environment: endpoint(lab))
        #expect(made.output.contains("watch --apply") && !made.output.contains("crontab"), "\(made.output)")
        try paste(after)
        let minutes = try #require(try await minutesToStop(after, lab, clock))
        #expect((60...120).contains(minutes), "\(minutes)")

        // The next session starts it again, alone, and it is found again; its third start is told with the command.
        for day in 1...2 {
            clock.advance(by: 20 * 3600)
            lab.change { [now = clock.now, box] world in
                world["us-east-1"][instance: box]?.power = .running
                world["us-east-1"][instance: box]?.launchedAt = now.addingTimeInterval(-300)
                world["us-east-1"][instance: box]?.changedAt = now.addingTimeInterval(-300)
            }
            try paste(after)
            #expect(try await minutesToStop(after, lab, clock) != nil, "session \(day + 1)")
            let plan = try await after.plan()
            let told = plan.findings.first { $0.rule == "unused-over-sessions" }
            let command = "aws ec2 terminate-instances --region us-east-1 --instance-ids \(box)"
            let seen = try await after.run(["explain", "homework"]).output
            #expect((told?.reason.contains(command) == true) == (day == 2), "\(told?.reason ?? "none") \(seen)")
        }
        try await lab.stop()
    }

    @Test("a watch ends with its session: with status 0, and a word on how to go on")
    func watches() async throws {
        let home = try Home()
        let server = try await lab()
        #expect(try await home.run(setup + ["--unattended"], environment: endpoint(server)).status == 0)
        try paste(home)
        #expect(try await home.run(["run", "--quiet"], environment: endpoint(server)).status == 0)
        lapse(server, true)
        let early = try await home.run(["watch", "--apply"], environment: endpoint(server))
        #expect(early.status == 1 && early.talk.contains("The lab's session has ended"), "\(early.talk)")
        try await server.stop()
    }

    @Test("keys that are wrong but have not ended are told at every run")
    func wrong() async throws {
        let home = try Home()
        let server = try await lab()
        #expect(try await home.run(setup, environment: endpoint(server)).status == 0)
        try paste(home)
        server.inject(Fault(.denied, service: "sts", times: .max))
        for _ in 0..<2 {
            let ended = try await home.run(["run", "--quiet"], environment: endpoint(server))
            #expect(ended.status == 1 && !ended.talk.isEmpty)
        }
        try await server.stop()
    }

    @Test(
        "a balance that cannot be is refused, and nothing is written",
        arguments: [["--used", "5"], ["--credit", "50", "--used", "lots"]])
    func badBalance(arguments: [String]) async throws {
        let home = try Home()
        let ended = try await home.run(["init", "--learner-lab"] + arguments)
        #expect(ended.status == 64 && ended.talk.contains("--used") && ended.talk.contains("hint: "), "\(ended.talk)")
        #expect(!FileManager.default.fileExists(atPath: home.configuration))
    }
}
