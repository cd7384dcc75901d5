// A course's configuration: checked whole, shown where it does more than look, filled in, and copied.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@Suite struct CourseFileTests {
    private let plain = """
        # CS 231, autumn term
        regions: [us-east-1, us-west-2]
        notify:
          deadMan: 5h
        credits:
          - { name: cs231, amount: 100, alerts: [50%, 80%] }

        """

    private func take(_ home: Home, _ arguments: [String] = [], environment: [String: String] = [:]) async throws
        -> Ended
    {
        try await home.run(["init", "--from", "course.yaml"] + arguments, environment: environment)
    }

    private func written(_ home: Home) throws -> String {
        try String(contentsOfFile: home.configuration, encoding: .utf8)
    }

    @Test("a file that only looks is copied with its comments, and what the student knows is filled in")
    func copies() async throws {
        let home = try Home()
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let keys = [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint,
        ]
        try home.write(plain, to: "course.yaml", mode: 0o644)
        let ended = try await take(home, ["--used", "12.40", "--email", "me@example.org"], environment: keys)
        #expect(ended.status == 0 && !ended.talk.contains("does more than look"), "\(ended.talk)")
        #expect(try written(home).contains("# CS 231, autumn term"))
        let shown = try await home.run(["config", "show"]).output
        #expect(shown.contains(/notify\.deadMan +5h/) && shown.contains(":\(Story.account):costguard"))
        #expect(try await home.run(["credits"]).output.contains("12.40 of 100.00 USD used"))
        let again = try await take(home)
        #expect(again.status == 4 && again.talk.contains("--force"))
        try await server.stop()
    }

    @Test("the student's profile stands beside the course's words, and never replaces them")
    func profile() async throws {
        let home = try Home()
        try home.write(plain, to: "course.yaml")
        #expect(try await take(home, ["--profile", "my \"lab\""]).status == 0)
        #expect(try await home.run(["config", "show"]).output.contains("my \"lab\""))
        try home.write(plain + "profile: theirs\n", to: "course.yaml")
        let ended = try await take(home, ["--profile", "mine", "--yes", "--force"])
        #expect(ended.status == 64 && ended.talk.contains("'theirs'"), "\(ended.talk)")
    }

    @Test(
        "what does more than look is shown in plain words and wants a yes",
        arguments: [
            ("unattended: { actions: [stop] }", "cron may stop idle machines without asking you"),
            ("unattended: { gpuLoadUnknown: true }", "nobody knows whether its GPU works"),
            ("unattended: { losesInstanceStore: true }", "scratch disks are then wiped"),
            ("kinds: usual\nunattended: { kinds: [databases] }", "it may stop idle databases too"),
            ("guardrails: { maxPercent: 100 }", "up to 100 %"),
            ("guardrails: { minAgeHours: 0 }", "0 h after their start"),
            ("guardrails: { restartRespiteHours: 24 }", "start again may be stopped after 24 h, usually 72 h"),
            ("guardrails: { accounts: [\"210987654321\"] }", "210987654321"),
            ("guardrails: { harmlessTags: [\"aws:pcs:\"] }", "though AWS tagged them aws:pcs:"),
            ("rules: { idle-instance: { enabled: false } }", "'idle-instance' is changed: off"),
            ("profile: admin", "your profile 'admin'"), ("selfCost: { monthlyUSD: 20 }", "up to 20 USD a month"),
        ])
    func armed(line: String, words: String) async throws {
        let home = try Home()
        try home.write("credits: []\n\(line)\n", to: "course.yaml")
        let refused = try await take(home)
        #expect(
            refused.status == 4 && refused.talk.contains(words) && refused.talk.contains("--yes"), "\(refused.talk)")
        #expect(!FileManager.default.fileExists(atPath: home.configuration))
        #expect(try await take(home, ["--yes"]).status == 0)
    }

    @Test("a file that others may write is shown as that")
    func shared() async throws {
        let home = try Home()
        try home.write(plain, to: "course.yaml", mode: 0o666)
        let refused = try await take(home)
        #expect(refused.status == 4 && refused.talk.contains("course.yaml' (mode 666)"), "\(refused.talk)")
    }

    @Test("every fault is told at its place, and nothing is written")
    func faults() async throws {
        let home = try Home()
        try home.write(
            "regions: [mars]\nendpoint_url: \"http://x\"\nunattended: { actions: [delete] }\n", to: "course.yaml")
        let ended = try await take(home, ["--yes"])
        #expect(ended.status == 1, "\(ended.talk)")
        for place in ["course.yaml:1:11: ", "course.yaml:2:1: unknown key 'endpoint_url'", "course.yaml:3:"] {
            #expect(ended.talk.contains(place), "\(ended.talk)")
        }
        try home.write("rules: { idle-instnce: { for: 2h } }\n", to: "course.yaml")
        let rule = try await take(home, ["--yes"])
        #expect(rule.status == 1 && rule.talk.contains("idle-instnce"), "\(rule.talk)")
        #expect(!FileManager.default.fileExists(atPath: home.configuration))
    }

    @Test("a file that is another thing altogether is told in one line, and how to go on in another")
    func anotherFile() async throws {
        let home = try Home()
        let other = "services:\n  web: {}\nversion: \"3\"\nvolumes: {}\nrules: { a: 1 }\n"
        try home.write(other, to: "course.yaml")
        let ended = try await take(home, ["--yes"])
        #expect(
            ended.status == 1
                && ended.talk == """
                    course.yaml:1:1: the file is no configuration: its keys are 'services', 'version', 'volumes' and 1 more
                    hint: check that it is the right file; a configuration has profile, database, mfa, regions, timezone, notify, \
                    credits, unattended, notices, owners, guardrails, rules, selfCost, keys, schedules, brake, kinds

                    """,
            "\(ended.talk)")
    }

    @Test("flags that the file speaks for, a directory, and a credit that it does not have are refused")
    func wrong() async throws {
        let home = try Home()
        try home.write(plain, to: "course.yaml")
        let beside = try await take(home, ["--credit", "5"])
        #expect(beside.status == 64 && beside.talk.contains("--credit cannot stand beside --from"), "\(beside.talk)")
        let directory = try await home.run(["init", "--from", "/tmp"])
        #expect(directory.status == 1 && directory.talk.contains("no readable file"), "\(directory.talk)")
        let credit = try await take(home, ["--used", "1", "--credit-name", "other"])
        #expect(credit.status == 64 && credit.talk.contains("it names cs231"), "\(credit.talk)")
    }
}
