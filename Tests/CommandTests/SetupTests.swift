// `init` and `doctor`: from nothing to a machine that guards.

import Foundation
import Testing

@Suite(.enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
struct SetupTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("init makes the topic, subscribes the address, and writes a private configuration that can be read")
    func writesAConfiguration() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let ended = try await home.run(
            ["init", "--email", "me@example.org", "--credit", "100", "--expires", "2027-06-30", "--unattended"],
            on: account)
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.talk.contains("AWS has sent a mail to me@example.org"))
        #expect(ended.output.contains("costguard install systemd\n"), "\(ended.output)")
        #expect(ended.output.contains("costguard iam-policy --enforce"), "\(ended.output)")
        #expect(try mode(home.configuration) == 0o600)
        #expect(try mode((home.configuration as NSString).deletingLastPathComponent) == 0o700)
        let shown = try await home.run(["config", "show"])
        #expect(shown.status == 0, "\(shown.talk)")
        for (key, value) in [
            ("notify.sns", account.opening.topicARN), ("unattended.actions", "stop"), ("credits", "100"),
            ("unattended.gpuLoadUnknown", "false"),
        ] {
            let line = shown.report.split(separator: "\n").first { $0.hasPrefix(key + " ") } ?? ""
            #expect(line.contains(value) && line.contains("(line "), "\(key): \(line)")
        }
        let run = try await home.run(["run", "--region", "us-west-2"], on: account)
        #expect(run.status == 0, "\(run.talk)")
    }

    @Test("init without a word on what to change refuses, and with --force keeps a private copy of the old one")
    func keepsTheOld() async throws {
        let home = try Home()
        try home.write("timezone: Europe/Berlin\n", to: ".config/costguard/config.yaml")
        let refused = try await home.run(["init"])
        #expect(refused.status == 4 && refused.talk.contains("--force") && refused.talk.contains("--email"))
        #expect(try String(contentsOfFile: home.configuration, encoding: .utf8) == "timezone: Europe/Berlin\n")
        let forced = try await home.run(["init", "--credit", "50", "--force"])
        #expect(forced.status == 0, "\(forced.talk)")
        #expect(try String(contentsOfFile: home.configuration, encoding: .utf8).hasPrefix("timezone: Europe/Berlin\n"))
        let files = try FileManager.default.contentsOfDirectory(atPath: home.path + "/.config/costguard")
        let old = try #require(files.first { $0.hasPrefix("config.yaml.") })
        #expect(try mode(home.path + "/.config/costguard/" + old) == 0o600)
    }

    @Test("an init that AWS refuses leaves no configuration behind")
    func refusedByAWS() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let ended = try await home.run(
            ["init", "--email", "me@example.org"], on: account, environment: ["AWS_SECRET_ACCESS_KEY": "wrong"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("hint: "), "\(ended.talk)")
        #expect(!FileManager.default.fileExists(atPath: home.configuration))
    }

    @Test("the doctor finds all well, line by line, after init and a scan")
    func doctorIsContent() async throws {
        let account = try await MotoAccount.unchanged.value
        let home = try Home.configured(for: account, regions: ["us-west-2"])
        let early = try await home.run(["doctor"], on: account)
        #expect(early.status == 0 && early.output.contains("\nNext: costguard scan\n"), "\(early.output)")
        _ = try await home.run(["scan"], on: account)
        let ended = try await home.run(["doctor", "-v"], on: account)
        #expect(ended.status == 0)
        for subject in [
            "clock", "regions", "instance", "launch configuration", "metrics", "stopping", "billing",
            "mail", "last scan", "database", "instance detail", "image detail", "snapshot detail",
        ] {
            #expect(ended.output.contains("ok    \(subject) "), "\(subject): \(ended.output)")
        }
        // The test's keys come in variables, as from a shell, which cron does not have.
        #expect(ended.output.contains("note  credentials") && ended.output.contains("put the keys into ~/.aws"))
        #expect(try await account.state(of: "idle-oregon") == "running")
    }

    @Test("the doctor fails on keys that AWS does not know")
    func doctorFails() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let ended = try await home.run(["doctor"], on: account, environment: ["AWS_SECRET_ACCESS_KEY": "wrong"])
        #expect(ended.status == 1)
        #expect(ended.output.contains("FAIL  credentials"))
    }
}
