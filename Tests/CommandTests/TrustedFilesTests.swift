// Files that others may change: nothing is changed by their word, and no program is run by it.

import FaultyAWS
import Foundation
import Glibc
import SimulatedAWS
import Testing

@Suite struct TrustedFilesTests {
    /// Only root can give a file away.
    private static let isRoot = geteuid() == 0
    private static let stranger: uid_t = 12_345
    private let armed = "unattended: { actions: [stop] }\n"

    private static func server() async throws -> (FaultyAWS, [String: String]) {
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let keys = [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint,
        ]
        return (server, keys)
    }

    private func open(_ path: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test(
        "a configuration, a rule or a database that others may write is refused by every verb that acts, with the command",
        arguments: [
            ("configuration", ["run", "--apply"]), ("configuration", ["apply"]), ("rule", ["run", "--apply"]),
            ("directory", ["watch", "--apply"]), ("kind", ["run", "--apply"]), ("database", ["run", "--apply"]),
            ("log", ["run", "--apply"]),
        ])
    func open(what: String, verb: [String]) async throws {
        let home = try Home()
        try home.write(armed, to: ".config/costguard/config.yaml")
        try home.write("", to: ".local/state/costguard/costguard.sqlite")
        try home.write(Self.rule, to: "rules/mine.yaml")
        var mended = ""
        var arguments = verb
        switch what {
        case "configuration": mended = "chmod o-w '\(home.configuration)'"
        case "rule": mended = "chmod o-w '\(home.path)/rules/mine.yaml'"
        case "kind":
            try home.write(armed + "kinds: [pipelines]\n", to: ".config/costguard/config.yaml")
            mended = "chmod o-w '\(try home.write(Self.kind, to: ".config/costguard/kinds.d/pipelines.yaml"))'"
        case "directory": mended = "chmod o-w '\(home.path)/.config'"
        case "database": mended = "chmod o-w '\(home.database)'"
        default: mended = "chmod o-w '\(try home.write("", to: ".local/state/costguard/costguard.sqlite-wal"))'"
        }
        let path = try #require(mended.split(separator: "'").last.map(String.init))
        try open(path, what == "directory" ? 0o777 : 0o602)
        if what == "rule" { arguments += ["--rules", "+rules"] }
        let ended = try await home.run(arguments)
        #expect(ended.status == 4 && ended.talk.contains("hint: \(mended)"), "\(ended.status) \(ended.talk)")
        let doctor = try await home.run(["doctor"] + arguments.drop { $0 != "--rules" })
        #expect(doctor.report.contains(mended), "\(doctor.report)")
    }

    @Test("what is ours in a directory where all may leave things acts, and so does what a link of ours leads to")
    func sticky() async throws {
        let (server, keys) = try await Self.server()
        let home = try Home()
        try home.write(armed, to: "all/own/config.yaml")
        try open(home.path + "/all", 0o1777)
        try FileManager.default.createSymbolicLink(
            atPath: home.path + "/all/link.yaml", withDestinationPath: "own/config.yaml")
        let ended = try await home.run(
            ["run", "--apply", "--config", "all/link.yaml", "--database", "all/db.sqlite"], environment: keys)
        #expect(ended.status == 0, "\(ended.status) \(ended.talk)")
        try await server.stop()
    }

    @Test(
        "another user's file is refused, and named with its owner",
        .enabled(if: isRoot, "only root can give files away"))
    func foreign() async throws {
        let home = try Home()
        try home.write(armed, to: ".config/costguard/config.yaml")
        let theirs = try home.write(Self.rule, to: "rules/theirs.yaml", mode: 0o644)
        try open(home.path + "/rules", 0o1777)
        #expect(chown(theirs, Self.stranger, Self.stranger) == 0)
        let rule = try await home.run(["run", "--apply", "--rules", "+rules"])
        #expect(rule.status == 4 && rule.talk.contains("belongs to user 12345"), "\(rule.talk)")
        #expect(rule.talk.contains("chown root '\(theirs)'"), "\(rule.talk)")
        #expect(chown(home.configuration, Self.stranger, Self.stranger) == 0)
        let configuration = try await home.run(["run", "--apply"])
        #expect(configuration.status == 4 && configuration.talk.contains("belongs to user 12345"))
        let course = try await home.run(["init", "--from", home.configuration, "--config", home.path + "/new.yaml"])
        #expect(course.status == 4 && course.talk.contains("belongs to user 12345"), "\(course.talk)")
    }

    @Test("no verb runs a program for keys where the file that names the profile is not ours")
    func programs() async throws {
        let home = try Home()
        let mark = home.path + "/ran"
        let program = try home.write("#!/bin/sh\nulimit -Hc >>'\(mark)'\nexit 1\n", to: "keys.sh", mode: 0o700)
        try home.write(
            "[profile theirs]\ncredential_process = \(program)\n[profile role]\nrole_arn = "
                + "arn:aws:iam::123456789012:role/x\nsource_profile = theirs\n", to: ".aws/config")
        for profile in ["theirs", "role"] {
            try home.write("profile: \(profile)\n", to: ".config/costguard/config.yaml", mode: 0o602)
            for verb in [["scan"], ["run"], ["run", "--apply"], ["prices", "refresh"]] {
                let ended = try await home.run(verb)
                #expect(ended.status == 4 && ended.talk.contains("chmod o-w"), "\(verb) \(ended.status) \(ended.talk)")
            }
            _ = try await home.run(["doctor"])
            #expect(!FileManager.default.fileExists(atPath: mark), "\(profile)")
        }
        // Who names the profile himself runs what he wrote; and no core dump of it would hold keys.
        _ = try await home.run(["scan", "--profile", "theirs"])
        #expect(try String(contentsOfFile: mark, encoding: .utf8).split(separator: "\n").first == "0")
    }

    @Test(
        "a report is not written through another's link in a directory where all may leave things",
        .enabled(if: isRoot, "only root can give links away"))
    func output() async throws {
        let home = try Home()
        let mine = try home.write("mine", to: "mine")
        try home.write("", to: "all/x")
        try open(home.path + "/all", 0o1777)
        let link = home.path + "/all/rules.json"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: mine)
        let verb = ["prices", "--format", "json", "--output", link]
        #expect(lchown(link, Self.stranger, Self.stranger) == 0)
        let refused = try await home.run(verb)
        #expect(refused.status == 1 && refused.talk.contains("belongs to user 12345"), "\(refused.talk)")
        #expect(try String(contentsOfFile: mine, encoding: .utf8) == "mine")
    }

    private static let kind = """
        kind: pipeline
        view: pipelines
        title: Pipelines
        service: codepipeline
        list:
          - { call: ListPipelines, items: pipelines }
        id: name
        columns: { type: pipelineType }
        permissions: [codepipeline:ListPipelines]
        """

    private static let rule = """
        rule: mine
        title: Mine
        resource: instances
        severity: low
        where: state = 'running'
        action: flag
        reason: it runs

        """
}
