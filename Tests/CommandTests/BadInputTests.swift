// What a person can get wrong on the command line and in files: one clear message, the right exit status.

import Foundation
import Testing

@Suite struct BadInputTests {
    @Test(
        "a wrong command line exits 64 and says what is wrong",
        arguments: [
            (["--nonsense"], "nonsense"), (["plan", "--format", "pdf"], "pdf"),
            (["scan", "--region", "mars-1"], "mars-1"),
            (["frobnicate"], "frobnicate"), (["plan", "--fail-on", "huge"], "huge"), (["explain"], "resource"),
            (["credits", "set", "100", "--used=-5"], "0 or more"),
            (["credits", "set", "100", "--used", "-5"], "--used: '-5' is no amount of a credit"),
            (["credits", "set", "100", "--remaining", "-x"], "--remaining: 'x' is no amount of a credit"),
            (["init", "--credit", "100", "--used", "-5"], "--used: '-5' is no amount"),
            (["init", "--credit", "-5"], "--credit: '-5' is no amount"),
            (["init", "--budget", "-5"], "--budget: '-5'"),
            (["init", "--gpu-alarms", "--gpu-alarm-hours", "-2"], "1 to 24, got -2"),
            (["history", "--days", "-2"], "1 to 36500, got -2"),
            (["apply", "--yes", "--count", "-2"], "0 or more, got -2"),
            (["credits", "set", "2000000"], "under 1000000"),
            (["credits", "set", "0"], "above 0"), (["credits", "set", "1e3"], "plain number"),
            (["credits", "set", "100", "--used", "1,000"], "1,000"),
            (["credits", "set", "5000", "--used", "4.100"], "4.100"),
            (["credits", "set", "5000", "EUR"], "in USD"), (["credits", "set"], "How large"),
            (["credits", "set", "100", "--remaining", "100.01"], "--remaining"),
            (["credits", "set", "100", "--used", "40", "--remaining", "70"], "add up"),
            (["credits", "set", "100", "--expires", "2020-01-31"], "has passed"),
            (["credits", "set", "100", "--expires", "2027-02-29"], "2027-02-29"),
            (["credits", "set", "100", "--granted", "2999-01-01"], "not come yet"),
            (["credits", "set", "100", "--alert", "150%"], "150%"), (["credits", "set", "1", "2"], "one amount"),
            (["credits", "set", "100", "--renews", "daily"], "monthly"), (["credits", "set", "100", "a/b"], "a/b"),
            (["credits", "set", "100", "a", "--name", "b"], "one name"),
            (["apply", "--only", "tag:jobname"], "tag:KEY=VALUE"),
            (["apply", "--only", "tag:=hw3"], "tag:KEY=VALUE"),
            (["history", "--days", "0"], "--days"),
            (["backtest", "--days", "64"], "1 to 63"), (["backtest", "--set", "idle_percent"], "key=value"),
            (["backtest", "--set", "=5"], "key=value"), (["backtest", "--format", "csv"], "CSV"),
            (["plan", "--account", "12"], "--account"),
        ])
    func wrongCommandLine(arguments: [String], word: String) async throws {
        let ended = try await Home().run(arguments)
        #expect(ended.status == 64)
        #expect(ended.talk.contains(word))
        #expect(ended.output.isEmpty)
    }

    @Test(
        "cron can be let stop only what is looked for and what a rule may stop",
        arguments: [
            ("[databases]", "[databses]", "did you mean 'databases'"), ("[tables]", "[databases]", "not looked for"),
            ("[notebooks]", "[notebooks]", "lost are memory"), ("[tables]", "[tables]", "does not stop 'tables'"),
            ("usual", "usual", "there is no kind 'usual'"),
        ])
    func faultyKinds(listed: String, stopped: String, word: String) async throws {
        let home = try Home()
        try home.write("kinds: \(listed)\nunattended: { kinds: \(stopped) }\n", to: ".config/costguard/config.yaml")
        let ended = try await home.run(["rules", "list"])
        #expect(ended.status == 1 && ended.output.isEmpty)
        #expect(ended.talk.contains("config.yaml:2:") && ended.talk.contains(word), "\(ended.talk)")
    }

    @Test(
        "a faulty configuration is told with its line and column",
        arguments: [
            ("regoins: all\n", "1:1", "regions"),
            ("regions:\n\t- us-east-1\n", "2:", "tab"),
            ("timezone: Mars/Base\n", "1:11", "Europe/Berlin"),
            ("guardrails: { maxActions: many }\n", "1:27", "many"),
            ("brake: { rungs: [{ percent: 90, action: explode }] }\n", "1:41", "explode"),
            ("brake: { rungs: [{ percent: 90, action: stop-al }] }\n", "1:41", "stop-all"),
            ("brake: { rungs: [{ percent: 190, action: mail }] }\n", "1:29", "100 at most"),
            ("brake: { rungs: [{ percent: 0, action: mail }] }\n", "1:29", "above 0"),
            ("brake: { rungs: [{ leftUSD: -3, action: mail }] }\n", "1:29", "above 0"),
            ("brake: { rungs: [{ action: mail }] }\n", "1:18", "one mark"),
            ("brake: { rungs: [{ percent: 9, leftUSD: 3, action: mail }] }\n", "1:18", "one mark"),
            ("brake: { rungs: [{ percent: 9 }] }\n", "1:18", "action"),
            ("brake: { rungs: [] }\n", "1:17", "names none"),
            ("brake: { machinesPerStep: 0 }\n", "1:27", "1 to 1000"),
            ("brake: { pause: 11m }\n", "1:17", "0s to 10m"),
            ("brake: { pauze: 1m }\n", "1:10", "pause"),
            (
                "brake: { rungs: [{ percent: 90, action: stop-idle }, { percent: 80, action: stop-all }] }\n", "1:54",
                "order of the spend"
            ),
            (
                "brake: { rungs: [{ percent: 80, action: stop-all }, { percent: 90, action: stop-idle }] }\n", "1:53",
                "does less"
            ),
            ("guardrails: { maxPercent: 300 }\n", "1:27", "0 to 100"),
            ("guardrails: { maxUSDPerHour: -1 }\n", "1:30", "0 or more"),
            ("guardrails: { maxUSDPerHour: 5 USD }\n", "1:30", "plain number"),
            ("guardrails: { maxUSDPerHour: [1] }\n", "1:30", "maxUSDPerHour"),
            ("guardrails: { harmlessTags: [team] }\n", "1:30", "'team'"),
            ("guardrails: { harmlessTags: ['aws:x', ''] }\n", "1:39", "aws:"),
            ("credits:\n  - { name: a, amount: -5 }\n", "2:24", "amount"),
            ("credits:\n  - { name: a, amount: 5 }\n  - { name: a, amount: 6 }\n", "3:5", "two credits"),
            ("credits:\n  - { name: a, amount: 5, alerts: [150%] }\n", "2:36", "150%"),
            ("credits:\n  - { name: a, amount: 5, alerts: [5 USD left] }\n", "2:36", "first day on"),
            (
                "credits:\n  - { name: a, amount: 5, expires: 2027-06-30, alerts: [ends before 2027-07-02] }\n", "2:57",
                "expires before that day"
            ),
            ("notify: { digest: 25:00 }\n", "1:19", "08:00"),
            ("unattended: { actions: [delete] }\n", "1:25", "stop"),
            ("notify: { sns: nonsense }\n", "1:16", "arn:aws:sns"),
            ("rules: { idle-instanse: { enabled: false } }\n", "1:10", "idle-instance"),
            ("rules: { idle-instance: { settings: { idle_prcent: 3 } } }\n", "1:10", "idle_percent"),
            ("a: [1,,2]\n", "1:7", "not YAML"),
            ("regions: []\n", "1:10", "regions: all"),
            ("credits:\n  - { name: a, amount: 5, renews: daily }\n", "2:35", "monthly"),
            ("credits:\n  - { name: a, amount: 5, expires: 2027-02-30 }\n", "2:36", "2027-02-30"),
            ("credits:\n  - { name: \"a\\nb\", amount: 5 }\n", "2:13", "line ends"),
            ("notify: { sns: \"arn:aws:sns:us-east-1:123456789012:\" }\n", "1:16", "arn:aws:sns"),
        ])
    func faultyConfiguration(text: String, place: String, word: String) async throws {
        let home = try Home()
        try home.write(text, to: ".config/costguard/config.yaml")
        let ended = try await home.run(["config", "show"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains(place), "\(ended.talk)")
        #expect(ended.talk.contains(word), "\(ended.talk)")
    }

    @Test("all faults of a configuration are told at once")
    func allFaults() async throws {
        let home = try Home()
        try home.write("regoins: all\ntimezone: Mars/Base\n", to: ".config/costguard/config.yaml")
        let ended = try await home.run(["config", "show"])
        #expect(ended.talk.contains("regoins") && ended.talk.contains("Mars/Base"))
    }

    @Test("a configuration that was named must be there")
    func namedConfigurationIsMissing() async throws {
        let ended = try await Home().run(["config", "show", "--config", "/nowhere/config.yaml"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("/nowhere/config.yaml") && ended.talk.contains("hint: "))
    }

    @Test("rules that cannot be read are told", arguments: ["/nowhere", "empty"])
    func unreadableRules(path: String) async throws {
        let home = try Home()
        try FileManager.default.createDirectory(atPath: home.path + "/empty", withIntermediateDirectories: true)
        let ended = try await home.run(["rules", "list", "--rules", path])
        #expect(ended.status == 1)
        #expect(ended.talk.contains(path) && ended.talk.contains("hint: "))
    }

    @Test("a scan without credentials says where they are looked for, and leaves no scan behind")
    func noCredentials() async throws {
        let home = try Home()
        let ended = try await home.run(["scan", "--endpoint-url", "http://127.0.0.1:9"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("AWS keys") && ended.talk.contains("hint: "))
        #expect(!FileManager.default.fileExists(atPath: home.database))
        let status = try await home.run([])
        #expect(status.output.contains("has not looked at an account yet"))
    }

    @Test("half a pair of keys is told by the name of the missing half, never by its value")
    func halfAPair() async throws {
        let ended = try await Home().run(
            ["scan", "--endpoint-url", "http://127.0.0.1:9"], environment: ["AWS_SECRET_ACCESS_KEY": "planted-secret"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("AWS_ACCESS_KEY_ID"))
        #expect(!ended.talk.contains("planted-secret"))
    }

    @Test("a damaged database fails the doctor, by SQLite's own word")
    func damagedDatabase() async throws {
        let home = try Home()
        // The scan fails for want of an AWS, and leaves the tables.
        _ = try await home.run(
            ["scan", "--endpoint-url", "http://127.0.0.1:9"],
            environment: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"])
        let sound = try await home.run(["doctor"])
        #expect(sound.output.contains("ok    database"), "\(sound.output)")
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: home.database))
        let size = try file.seekToEnd()
        try file.seek(toOffset: size - 3 * 4096)
        try file.write(contentsOf: Data(repeating: 0xFF, count: 3 * 4096))
        try file.close()
        let damaged = try await home.run(["doctor"])
        #expect(damaged.status == 1 && damaged.output.contains("FAIL  database"), "\(damaged.output)")
    }

    @Test("an unknown profile is told with the nearest name")
    func unknownProfile() async throws {
        let home = try Home()
        try home.write(
            "[class-account]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = x\n", to: ".aws/credentials")
        let ended = try await home.run(["scan", "--profile", "clas-account"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("class-account"))
    }

    @Test("an endpoint where nobody listens is told as such")
    func nobodyListens() async throws {
        let ended = try await Home().run(
            ["scan", "--endpoint-url", "http://127.0.0.1:9"],
            environment: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("127.0.0.1"))
    }

    @Test("a plan without a scan says what to do first")
    func planWithoutScan() async throws {
        let ended = try await Home().run(["plan"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("costguard scan"))
    }

    @Test("a database that is no ordinary file is told, and nothing is left beside it", arguments: ["d", "p", "d/"])
    func databaseIsNoFile(name: String) async throws {
        let home = try Home()
        try FileManager.default.createDirectory(atPath: home.path + "/d", withIntermediateDirectories: true)
        mkfifo(home.path + "/p", 0o600)
        let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"]
        let ended = try await home.run(["scan", "--database", name], environment: keys)
        #expect(ended.status == 1)
        #expect(ended.talk.contains("no ordinary file"), "\(ended.talk)")
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: home.path)) == ["d", "p"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path + "/d").isEmpty)
    }

    @Test("a database may be named from where one stands", arguments: ["d", "x/d", "./d", "x/../d", "x/y/d.sqlite"])
    func relativeDatabase(path: String) async throws {
        let home = try Home()
        let ended = try await home.run(
            ["scan", "--database", path, "--endpoint-url", "http://127.0.0.1:9"],
            environment: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"])
        #expect(ended.status == 1 && ended.talk.contains("127.0.0.1"), "\(ended.status) \(ended.talk)")
        #expect(FileManager.default.fileExists(atPath: home.path + "/" + path))
    }

    @Test("a file that is no database is not called costguard's own")
    func foreignFile() async throws {
        let home = try Home()
        let path = try home.write(
            "root:x:0:0:root:/root:/bin/bash\n" + String(repeating: "x", count: 4096), to: "passwd")
        let ended = try await home.run(["plan", "--database", path])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("if that file is not costguard's"), "\(ended.talk)")
    }

    @Test("a key that was pasted with a line break is told by its variable, and nothing of it is shown")
    func keyWithLineBreak() async throws {
        let ended = try await Home().run(
            ["scan"],
            environment: [
                "AWS_ACCESS_KEY_ID": "AKIAPLANTED\r", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1",
            ])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("AWS_ACCESS_KEY_ID holds a line break at its end"), "\(ended.talk)")
        #expect(!ended.talk.contains("PLANTED"))
    }

    @Test("no home, and no files named: said, with what to do")
    func noHome() async throws {
        let ended = try await Home().run(["config", "show"], environment: ["HOME": ""])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("HOME"))
    }
}
