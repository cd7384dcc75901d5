// AWS's own nets, as `init` makes them: what is shown, asked, made, and written down.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@Suite struct NetTests {
    private let budget = ["init", "--budget", "100", "--email", "me@example.org"]

    private func keys(_ server: FaultyAWS) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint,
        ]
    }

    /// A home with a configuration and a scan, and the account that was scanned.
    private func scanned(_ more: String = "") async throws -> (Home, FaultyAWS) {
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let home = try Home()
        try home.write("timezone: UTC\n" + more, to: ".config/costguard/config.yaml")
        let scan = try await home.run(["scan", "--quiet"], environment: keys(server))
        #expect(scan.status == 0, "\(scan.talk)")
        return (home, server)
    }

    @Test("a budget leaves credits and refunds out, an alarm mails in its own region, and both are in the journal")
    func makes() async throws {
        let (home, server) = try await scanned()
        let made = try await home.run(budget + ["--gpu-alarms", "--yes"], environment: keys(server))
        #expect(made.status == 0, "\(made.talk)")
        #expect(
            made.talk.contains("Credits and refunds are left out") && made.talk.contains("10 in an account are free"))
        let mine = try #require(server.world[Extras.self].budgets.first { $0.name == "costguard" })
        #expect(!mine.includesCredit && !mine.includesRefund && mine.limit == "100")
        #expect(mine.marks == ["ACTUAL 50", "ACTUAL 80", "ACTUAL 100", "FORECASTED 100"])
        #expect(Set(mine.subscribers) == ["me@example.org"])
        let alarms = server.world[Extras.self].alarms
        #expect(alarms.values.reduce(0) { $0 + $1.count } == gpuMachines(server).count && !alarms.isEmpty)
        for (region, list) in alarms {
            for alarm in list {
                #expect(
                    alarm.missing == "notBreaching" && alarm.comparison == "LessThanThreshold" && alarm.threshold == 5)
                #expect(alarm.period * alarm.evaluationPeriods == 3 * 3600 && alarm.namespace == "AWS/EC2")
                #expect(alarm.actions == ["arn:aws:sns:\(region):\(Story.account):costguard"], "\(alarm.actions)")
                #expect(alarm.dimensions.keys.sorted() == ["InstanceId"])
            }
        }
        let journal = try await home.run(["history"])
        #expect(journal.output.contains("budget") && journal.output.contains("made by hand"), "\(journal.output)")
        try await again(home, server)
        try await server.stop()
    }

    /// Called again, it makes nothing twice.
    private func again(_ home: Home, _ server: FaultyAWS) async throws {
        let before = (server.world[Extras.self].budgets, server.world[Extras.self].alarms)
        let ended = try await home.run(budget + ["--gpu-alarms", "--yes"], environment: keys(server))
        #expect(ended.status == 0 && ended.talk.contains("There is a budget 'costguard' already"), "\(ended.talk)")
        #expect(ended.talk.contains("There is an alarm on ") && ended.talk.contains("it only mails"))
        #expect(server.world[Extras.self].budgets == before.0 && server.world[Extras.self].alarms == before.1)
        let doctor = try await home.run(["doctor"], environment: keys(server))
        #expect(doctor.report.contains("ok    gpu alarms"), "\(doctor.report)")
    }

    private func gpuMachines(_ server: FaultyAWS) -> [Instance] {
        server.world.regions.values.flatMap(\.instances).filter { $0.type.hasPrefix("g4dn") || $0.type.hasPrefix("p3") }
    }

    @Test("without a terminal and without --yes everything is shown and nothing is made")
    func asks() async throws {
        let (home, server) = try await scanned()
        let ended = try await home.run(budget + ["--gpu-alarms"], environment: keys(server))
        #expect(ended.status == 4 && ended.talk.contains("--yes") && ended.talk.contains("Budget 'costguard'"))
        #expect(
            !server.world[Extras.self].budgets.contains { $0.name == "costguard" }
                && server.world[Extras.self].alarms.isEmpty)
        #expect(!server.requests.contains { $0.action == "CreateTopic" })
        try await server.stop()
    }

    @Test("a budget that AWS refuses does not hide the alarms, and the status says that something failed")
    func onesFailure() async throws {
        let (home, server) = try await scanned()
        server.change { $0[Extras.self].policies = [Policy(.deny, ["budgets:*"])] }
        let ended = try await home.run(budget + ["--gpu-alarms", "--yes"], environment: keys(server))
        #expect(ended.status == 1 && ended.output.contains("FAILED  budget 'costguard'"), "\(ended.output)")
        #expect(ended.output.contains("made    alarm on ") && !server.world[Extras.self].alarms.isEmpty)
        #expect(try await home.history().contains { $0.outcome == "failed" && $0.rule == "net" })
        try await server.stop()
    }

    @Test("an alarm stops its machine only where that is asked for, and never one with scratch disks or the keep tag")
    func stops() async throws {
        let (home, server) = try await scanned()
        let region = "eu-west-1"
        let machines: [(String, [String: String])] = [
            ("i-0aaaaaaaaaaaaaaa1", [:]), ("i-0aaaaaaaaaaaaaaa2", ["costguard:keep": ""]),
        ]
        server.change { world in
            for (id, tags) in machines {
                world[region][instance: id] = Instance(
                    id: id, type: "p3.2xlarge", launchedAt: Date(timeIntervalSinceNow: -36_000), imageID: "ami-1",
                    tags: tags, load: LoadProfile(.init(cpuPercent: 1)))
            }
        }
        _ = try await home.run(["scan", "--quiet"], environment: keys(server))
        let stop = ["init", "--gpu-alarms", "--gpu-alarms-stop", "--email", "me@example.org", "--yes"]
        let ended = try await home.run(stop, environment: keys(server))
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.talk.contains("STOPS the machine, whatever its GPU does"))
        #expect(ended.talk.contains("does not stop it: it bears costguard:keep"))
        #expect(ended.talk.contains("does not stop it: its scratch disks would be wiped"))
        let stopping = server.world[Extras.self].alarms.values.flatMap { $0 }.filter { alarm in
            alarm.actions.contains { $0.contains(":automate:") }
        }
        #expect(stopping.map(\.name) == ["costguard idle i-0aaaaaaaaaaaaaaa1"])
        #expect(stopping.first?.actions.last == "arn:aws:automate:\(region):ec2:stop")
        try await server.stop()
    }

    @Test("nets of which nobody would be told are refused before anything is written", arguments: [false, true])
    func nobodyIsTold(fromCourse: Bool) async throws {
        let home = try Home()
        try home.write("credits: []\n", to: "course.yaml")
        let course = fromCourse ? ["--from", "course.yaml"] : []
        let ended = try await home.run(["init", "--budget", "100", "--gpu-alarms", "--yes"] + course)
        #expect(ended.status == 64 && ended.talk.contains("hint: add --email ADDRESS"), "\(ended.talk)")
        #expect(ended.talk.contains("--budget") && !FileManager.default.fileExists(atPath: home.configuration))
    }

    @Test("what cannot be made says what it wants: a scan, an address, an account that may be changed")
    func wants() async throws {
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let home = try Home()
        try home.write("timezone: UTC\n", to: ".config/costguard/config.yaml")
        let early = try await home.run(["init", "--gpu-alarms", "--yes"], environment: keys(server))
        #expect(early.status == 1 && early.talk.contains("costguard scan"), "\(early.talk)")
        let nobody = try await home.run(["init", "--budget", "50", "--yes"], environment: keys(server))
        #expect(nobody.status == 1 && nobody.talk.contains("--email"), "\(nobody.talk)")
        try home.write("guardrails: { accounts: [\"999999999999\"] }\n", to: ".config/costguard/config.yaml")
        let other = try await home.run(budget + ["--yes"], environment: keys(server))
        #expect(other.status == 4 && other.talk.contains("guardrails.accounts"), "\(other.talk)")
        try await server.stop()
    }

    @Test(
        "bad input is refused before anything is asked of AWS",
        arguments: [
            (["--budget", "0"], "--budget"), (["--budget", "a lot"], "--budget"),
            (["--gpu-alarms", "--gpu-alarm-hours", "25"], "--gpu-alarm-hours"), (["--gpu-alarms-stop"], "--gpu-alarms"),
        ])
    func badInput(arguments: [String], told: String) async throws {
        let ended = try await Home().run(["init"] + arguments)
        #expect(ended.status == 64 && ended.talk.contains(told), "\(ended.talk)")
    }
}

extension AccountChanges {
    @Suite struct NetTests {
        @Test("the policy of --init and --nets suffices for both nets; another stand-in takes them, once")
        func nets() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: ["eu-west-1"])
            #expect(try await home.run(["scan", "--quiet"], on: account).status == 0)
            let policy = try await home.run(["iam-policy", "--init", "--nets"]).output
            try await account.ask("policy " + policy.replacing("\n", with: " "))
            let nets = ["init", "--budget", "80", "--gpu-alarms", "--email", "me@example.org", "--yes"]
            let made = try await home.run(nets, on: account)
            #expect(made.status == 0 && made.output.contains("made    budget"), "\(made.output)\(made.talk)")
            #expect(made.output.contains("made    alarm on 'costly-gpu-dublin'"), "\(made.output)")
            let again = try await home.run(nets, on: account)
            #expect(again.status == 0 && again.talk.contains("There is no net to make"), "\(again.talk)")
            let doctor = try await home.run(["doctor"], on: account)
            #expect(doctor.report.contains("ok    budgets") && doctor.report.contains("ok    gpu alarms"))
        }
    }
}
