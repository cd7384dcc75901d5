// `init` beside a configuration that stands: single places change, all else stays, byte for byte; and what it is told in
// the words of people.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@Suite struct InitTests {
    private let path = ".config/costguard/config.yaml"

    private func text(_ home: Home) throws -> String { try String(contentsOfFile: home.configuration, encoding: .utf8) }

    private func keys(_ server: FaultyAWS) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint, "AWS_REGION": "us-east-1",
        ]
    }

    private static let mine = """
        # mine, do not touch
        profile: class   # the shared one
        regions: [us-east-1,   Oregon]

        credits:
          # the university's
          - { name: class, amount: 100, alerts: [50%, "20 USD left"] }  # until June
          - name: credit
            amount: 25      # from the workshop
        guardrails: { maxActions: 3, only: { tags: { team: 'lab' } } }
        unattended:
          actions: []   # not yet
        rules:
          idle-instance: { for: 2h }   # slower
        """

    @Test("flags change their own lines, and no other byte")
    func inPlace() async throws {
        let home = try Home()
        try home.write(Self.mine, to: path, mode: 0o640)
        let ended = try await home.run(["init", "--unattended", "--credit", "$60", "--expires", "1 Sep 2031"])
        #expect(ended.status == 0, "\(ended.talk)")
        let wanted = Self.mine.replacing("actions: []", with: "actions: [stop]")
            .replacing(
                "amount: 25      # from the workshop",
                with: "amount: 60      # from the workshop\n    expires: 2031-09-01")
        #expect(try text(home) == wanted)
        let mode = try FileManager.default.attributesOfItem(atPath: home.configuration)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(ended.talk.contains("credits.'credit'.amount") && ended.talk.contains("unattended.actions"))
        let again = try await home.run(["init", "--unattended", "--credit", "60 USD", "--credit-name", "credit"])
        #expect(again.status == 0 && again.talk.contains("Nothing to change"), "\(again.talk)")
        #expect(try text(home) == wanted)
    }

    @Test("Windows' line ends, brackets and a missing last line end stay as they are")
    func shapes() async throws {
        for (before, after) in [
            ("# a\r\nunattended:\r\n  actions: []\r\n", "# a\r\nunattended:\r\n  actions: [stop]\r\n"),
            ("{ timezone: UTC, unattended: { actions: [ ] } }", "{ timezone: UTC, unattended: { actions: [stop] } }"),
            ("timezone: UTC", "timezone: UTC\nunattended: { actions: [stop] }"),
            ("# nothing but words\n", "# nothing but words\nunattended: { actions: [stop] }\n"),
            ("", "unattended: { actions: [stop] }\n"),
        ] {
            let home = try Home()
            try home.write(before, to: path)
            let ended = try await home.run(["init", "--unattended"])
            let written = try text(home)
            #expect(ended.status == 0 && written == after, "\(ended.talk)")
            let shown = try await home.run(["config", "show"]).output
            #expect(shown.split(separator: "\n").contains { $0.hasPrefix("unattended.actions") && $0.contains("stop") })
        }
    }

    @Test(
        "where a change cannot be certain, or the file is broken, nothing is written and it is said why",
        arguments: [
            ("u: &a { actions: [] }\n", "unknown key"), ("timezone: UTC\ntimezone: UTC\n", "twice"),
            ("unattended:\n\tactions: []\n", "not by tabs"),
            ("credits:\n  - &c { name: a, amount: 5 }\nunattended:\n  actions: [ # mine\n  ]\n", "by hand"),
        ])
    func refuses(before: String, why: String) async throws {
        let home = try Home()
        try home.write(before, to: path)
        for more in [[], ["--force"]] {
            let ended = try await home.run(["init", "--unattended"] + more)
            #expect(ended.status != 0 && ended.talk.contains(why), "\(ended.talk)")
            #expect(try text(home) == before)
        }
    }

    @Test("a link stays a link, and a file that was made read only is not changed")
    func links() async throws {
        let home = try Home()
        let real = try home.write("timezone: UTC\n", to: "dotfiles/costguard.yaml")
        try FileManager.default.createDirectory(
            atPath: home.path + "/.config/costguard", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try FileManager.default.createSymbolicLink(atPath: home.configuration, withDestinationPath: real)
        #expect(try await home.run(["init", "--unattended"]).status == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: home.configuration) == real)
        #expect(try String(contentsOfFile: real, encoding: .utf8).contains("actions: [stop]"))
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: real)
        let ended = try await home.run(["init", "--no-unattended"])
        #expect(
            ended.status == 4 && ended.talk.contains("read only") && ended.talk.contains("chmod u+w"), "\(ended.talk)")
        #expect(try String(contentsOfFile: real, encoding: .utf8).contains("actions: [stop]"))
    }

    @Test("--force drops nothing, and a course's file leaves what only the student's own says")
    func force() async throws {
        let home = try Home()
        try home.write(Self.mine, to: path)
        #expect(try await home.run(["init", "--force", "--credit", "60"]).status == 0)
        #expect(try text(home) == Self.mine.replacing("amount: 25 ", with: "amount: 60 "))
        try home.write("# course\nregions: [us-west-2]\ncredits: [{ name: class, amount: 50 }]\n", to: "course.yaml")
        let course = try await home.run(["init", "--from", "course.yaml", "--force"])
        #expect(course.status == 0, "\(course.talk)")
        let taken = try text(home)
        for part in [
            "# course", "[us-west-2]", "amount: 50", "profile: class", "team", "maxActions: 3", "for: 2h", "60",
        ] {
            #expect(taken.contains(part), "\(part): \(taken)")
        }
        let shown = try await home.run(["config", "show"]).output
        #expect(shown.contains("class 50 USD (50 %, 20 USD left); credit 60 USD"), "\(shown)")
    }

    @Test("an address joins the topic that the file names, and makes one where it names none")
    func email() async throws {
        let home = try Home()
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        try home.write("# mine\ntimezone: UTC # late\n", to: path)
        let made = try await home.run(["init", "--email", "me@example.org"], environment: keys(server))
        #expect(made.status == 0, "\(made.talk)")
        let after = try text(home)
        #expect(after.hasPrefix("# mine\ntimezone: UTC # late\nnotify: { sns: \"arn:aws:sns:us-east-1:"), "\(after)")
        let more = try await home.run(["init", "--email", "you@example.org"], environment: keys(server))
        let same = try text(home)
        #expect(more.status == 0 && same == after, "\(more.talk)")
        #expect(server.requests.count { $0.action == "CreateTopic" } == 1)
        #expect(server.requests.count { $0.action == "Subscribe" } == 2)
        try await server.stop()
    }

    @Test("days and amounts are taken as people write them, and one that may be two days is not")
    func words() async throws {
        for day in ["2031-09-01", "1 Sep 2031", "1 September 2031", "Sep 1, 2031", "sept 1st 2031", "1. Sep. 2031"] {
            let home = try Home()
            let ended = try await home.run(["init", "--credit", "USD 62.50", "--expires", day])
            let written = try text(home)
            #expect(ended.status == 0 && written.contains("amount: 62.5, expires: 2031-09-01 }"), "\(ended.talk)")
            let set = try await home.run(["credits", "set", "62.50", "USD", "--name", "own", "--expires", day])
            #expect(set.status == 0 && set.output.contains("own") && set.output.contains("62.50"), "\(set.talk)")
        }
        for day in ["01/09/2031", "1.9.2031", "31 Feb 2031", "1 Sep 31"] {
            for words in [["init", "--credit", "5"], ["credits", "set", "5"]] {
                let ended = try await Home().run(words + ["--expires", day])
                #expect(
                    ended.status == 64 && ended.talk.contains("'\(day)'") && ended.talk.contains("2026-09-01"),
                    "\(ended.talk)")
            }
        }
        let slashes = try await Home().run(["init", "--credit", "5", "--expires", "01/09/2031"])
        #expect(slashes.talk.contains("write 2031-09-01 or 2031-01-09"), "\(slashes.talk)")
    }

    @Test("a new file has the system's time zone, and arms the marks that hold where none are named")
    func defaults() async throws {
        let home = try Home()
        let made = try await home.run(["init", "--credit", "50"], environment: ["TZ": ":America/New_York"])
        let new = try text(home)
        #expect(made.status == 0 && new.contains("\ntimezone: America/New_York"))
        #expect(try await home.run(["alerts"]).output.contains("burn 5 % a day"))
        let lab = try Home()
        #expect(
            try await lab.run(["init", "--learner-lab", "--credit", "50"], environment: ["TZ": "XYZ-3"]).status == 0)
        let shown = try await lab.run(["config", "show"]).output.split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        for mark in ["50 %", "75 %", "100 %", "72 h left", "12 h left", "burn 5 % a day", "expires in 30 d"] {
            #expect(shown.contains(mark), "\(mark)")
        }
    }

    @Test("on a terminal a wrong answer is asked again, and the others are not lost")
    func terminal() async throws {
        let home = try Home()
        let ended = try await home.converse(
            ["init"],
            answers: [
                "", "100 EUR", "100 USD", "01/09/2026", "1 Sep 2026", "2025-01-01", "", "120", "87,60", "Berlin",
                "europe/berlin", "", "maybe", "y", "", "", "", "",
            ])
        #expect(ended.status == 0, "\(ended.output)")
        for words in [
            "'100 EUR' is no amount", "may be two days", "has passed", "write Europe/Berlin", "neither yes nor no",
        ] {
            #expect(ended.output.contains(words), "\(words): \(ended.output)")
        }
        let written = try text(home)
        #expect(written.contains("timezone: Europe/Berlin") && written.contains("amount: 100, granted: 2026-09-01 }"))
        #expect(written.contains("actions: [stop]") && written.contains("gpuLoadUnknown: false"))
        #expect(try await home.run(["credits"]).output.contains("12.40 of 100.00 USD used"))
    }

    @Test("where others work cron rehearses for a week: by the question, and by a flag for as long as it says")
    func rehearsal() async throws {
        func day(_ text: String) -> Date? {
            guard let from = text.firstMatch(of: /from: (\d{4}-\d\d-\d\d)\n/)?.1 else { return nil }
            return try? Date("\(from)T00:00:00Z", strategy: .iso8601)
        }
        let asked = try Home()
        let ended = try await asked.converse(["init"], answers: ["", "", "", "", "y", "", "", "y", ""])
        #expect(ended.status == 0, "\(ended.output)")
        let written = try text(asked)
        let from = try #require(day(written), "\(written)")
        #expect((7...8).contains(from.timeIntervalSinceNow / 86_400))
        let told = try Home()
        let by = try await told.run(["init", "--unattended", "--rehearse", "3d"])
        #expect(by.status == 0, "\(by.talk)")
        let until = try #require(day(try text(told)))
        #expect((3...4).contains(until.timeIntervalSinceNow / 86_400))
        #expect(try await told.run(["config", "show"]).output.contains("unattended.from"))
        for wrong in ["soon", "0d", "-1d", ""] {
            let home = try Home()
            let refused = try await home.run(["init", "--rehearse=\(wrong)"])
            #expect(refused.status == 64 && refused.talk.contains("--rehearse"), "\(refused.talk)")
            #expect(!FileManager.default.fileExists(atPath: home.configuration))
        }
        try told.write("unattended: { actions: [stop], from: 01/09/2027 }\n", to: path)
        let unread = try await told.run(["config", "show"])
        #expect(unread.status != 0 && unread.talk.contains("may be two days"), "\(unread.talk)")
    }

    @Test("after four wrong answers it ends, and nothing was written")
    func bounded() async throws {
        let home = try Home()
        let ended = try await home.converse(["init"], answers: [""] + Array(repeating: "lots", count: 9))
        #expect(ended.status == 64 && ended.output.contains("4 answers could not be read"), "\(ended.output)")
        #expect(!FileManager.default.fileExists(atPath: home.configuration))
    }
}
