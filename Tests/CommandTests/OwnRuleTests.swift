// Rules of one's own: where they live, who may write them, whether cron acts by them, and how one comes to be.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@Suite struct OwnRuleTests {
    private static let stopping = """
        rule: quiet-box
        title: Quiet machine
        resource: instances
        severity: low
        where: |
          state = 'running'
        action: stop
        reason: it runs
        """

    private func keys(_ server: FaultyAWS) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint,
        ]
    }

    @Test("a new rule and its case are whole, and nothing is overwritten")
    func new() async throws {
        let home = try Home()
        let ended = try await home.run(["rules", "new", "team-box"])
        #expect(ended.status == 0, "\(ended.talk)")
        let folder = home.path + "/.config/costguard/rules.d"
        #expect(try await home.run(["rules", "check"]).status == 0)
        let tested = try await home.run(["rules", "test", folder])
        #expect(tested.status == 0 && tested.talk.contains("4 passed, 0 failed"), "\(tested.talk)")
        #expect(try await home.run(["rules", "list"]).output.contains("rules.d/team-box.yaml"))
        #expect(try await home.run(["config", "show"]).output.contains("own rules      \(folder)/team-box.yaml"))
        #expect(try await home.run(["rules", "show", "team-box"]).output.contains("rule: team-box"))
        for taken in ["team-box", "idle-instance"] {
            let again = try await home.run(["rules", "new", taken])
            #expect(again.status == 1 && again.talk.contains("already"), "\(again.talk)")
        }
        for name in ["Team", "../x", "a b", "-x", ""] {
            #expect(try await home.run(["rules", "new", "--", name]).status == 64)
        }
    }

    @Test("files of rules.d are read by themselves, hidden ones and other kinds are not; one that is broken is named")
    func read() async throws {
        let home = try Home()
        for name in ["b.yaml", ".a.yaml", "c.yaml~", "README"] {
            try home.write(name == "b.yaml" ? Self.stopping : ": broken", to: ".config/costguard/rules.d/\(name)")
        }
        #expect(try await home.run(["rules", "list"]).output.contains("quiet-box"))
        try home.write(Self.stopping, to: "other/quiet-box.yaml")
        let replaced = try await home.run(["rules", "list", "--rules", home.path + "/other"])
        #expect(!replaced.output.contains("rules.d") && !replaced.output.contains("idle-instance"))
        try home.write("rule: [", to: ".config/costguard/rules.d/d.yaml")
        let broken = try await home.run(["rules", "list"])
        #expect(broken.status == 1 && broken.talk.contains("rules.d/d.yaml:"), "\(broken.talk)")
    }

    @Test("a rule that is switched off is listed by its name alone")
    func disabled() async throws {
        let home = try Home()
        try home.write("rules: { idle-instance: { enabled: false } }\n", to: ".config/costguard/config.yaml")
        let listed = try await home.run(["rules", "list"])
        #expect(listed.output.contains("\nidle-instance\n    switched off"), "\(listed.output)")
        #expect(try await home.run(["rules", "show", "idle-instance"]).output.contains("rule: idle-instance"))
    }

    @Test("cron stops by a rule of one's own only where the configuration names it", arguments: [false, true])
    func unattended(isNamed: Bool) async throws {
        let home = try Home()
        var world = Story.student(at: Date())
        world.enabledRegions = ["us-east-1"]
        let server = try await FaultyAWS.start(world, clock: .running)
        let named = isNamed ? ", rules: [quiet-box]" : ""
        try home.write(
            """
            regions: [us-east-1]
            unattended: { actions: [stop]\(named) }
            rules: { idle-instance: { enabled: false }, idle-costly-instance: { enabled: false } }
            """, to: ".config/costguard/config.yaml")
        try home.write(Self.stopping, to: ".config/costguard/rules.d/quiet-box.yaml")
        let plan = try await home.run(["run", "--format", "json"], environment: keys(server))
        #expect(plan.output.contains("\"own-rule\"") == !isNamed, "\(plan.output)")
        _ = try await home.run(["run", "--apply", "--quiet"], environment: keys(server))
        let stops = server.requests.filter { $0.action == "StopInstances" }
        #expect(stops.isEmpty == !isNamed)
        try await server.stop()
    }

    @Test("a rule that cron may act by and that does not exist is a fault, with the nearest name")
    func misspelt() async throws {
        let home = try Home()
        try home.write(
            "unattended: { actions: [stop], rules: [quiet-bx] }\n", to: ".config/costguard/config.yaml")
        try home.write(Self.stopping, to: ".config/costguard/rules.d/quiet-box.yaml")
        let ended = try await home.run(["rules", "list"])
        #expect(ended.status == 1 && ended.talk.contains("did you mean 'quiet-box'?"), "\(ended.talk)")
    }

    @Test("what others may write is obeyed by nobody")
    func trusted() async throws {
        let home = try Home()
        try home.write(Self.stopping, to: ".config/costguard/rules.d/quiet-box.yaml", mode: 0o666)
        let ended = try await home.run(["run", "--apply"])
        #expect(ended.status == 4 && ended.talk.contains("quiet-box.yaml' is not yours alone"), "\(ended.talk)")
    }

    @Test("views and their columns are listed, and a name that is none gets the nearest")
    func views() async throws {
        let home = try Home()
        #expect(try await home.run(["rules", "views"]).output.contains(/instances +EC2 instances/))
        #expect(try await home.run(["rules", "views", "volumes"]).output.contains("unattached_hours"))
        let wrong = try await home.run(["rules", "views", "instance"])
        #expect(wrong.status == 1 && wrong.talk.contains("did you mean 'instances'?"), "\(wrong.talk)")
    }
}
