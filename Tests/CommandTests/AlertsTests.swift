// `alerts`: what is armed and where it comes from, before and after the first scan; a test mail.

import Foundation
import Testing

@Suite struct AlertsTests {
    private struct Face: Decodable {
        struct Alert: Decodable { let credit, mark, kind, source, state: String; let why, toldAt: String? }
        let schemaVersion: Int
        let alerts: [Alert]
    }

    private func alerts(_ home: Home) async throws -> [Face.Alert] {
        let ended = try await home.run(["alerts", "--format", "json"])
        #expect(ended.status == 0, "\(ended.talk)")
        return try JSONDecoder().decode(Face.self, from: Data(ended.output.utf8)).alerts
    }

    @Test("with nothing configured a mark is added for every credit to come, and taken away again")
    func nothingConfigured() async throws {
        let home = try Home()
        let empty = try await home.run(["alerts"])
        #expect(
            empty.status == 0 && empty.output.contains("No credit is known") && empty.output.contains("init --email"))
        let added = try await home.run(["alerts", "add", "60%"])
        #expect(added.status == 0 && added.output.contains("the usual marks, and 60 %"), "\(added.output)")
        #expect(try await home.run(["credits", "set", "100", "--used", "70"]).status == 0)
        let marks = try await alerts(home)
        #expect(marks.map(\.mark).contains("60 %") && marks.count == 12)
        #expect(marks.first { $0.mark == "60 %" }?.state == "passed")
        #expect(marks.first { $0.mark == "60 %" }?.source == "alerts add, every credit")
        #expect(marks.filter { $0.state == "impossible" }.map(\.kind) == ["expiry", "expiry", "expiry"])
        #expect(try await home.run(["alerts", "remove", "60%"]).status == 0)
        #expect(try await home.run(["alerts", "remove", "burn 5%/day", "--credit", "credit"]).status == 0)
        let fewer = try await alerts(home).map(\.mark)
        #expect(!fewer.contains("60 %") && !fewer.contains("burn 5 % a day") && fewer.count == 10)
        let again = try await home.run(["alerts", "remove", "60%"])
        #expect(again.status == 1 && again.talk.contains("No mark '60 %'"), "\(again.talk)")
    }

    @Test("marks of credits set that are named again hold, though they were taken away")
    func namedAgain() async throws {
        let home = try Home()
        #expect(try await home.run(["credits", "set", "100", "--alert", "50%,80%"]).status == 0)
        #expect(try await home.run(["alerts", "remove", "80%", "--credit", "credit"]).status == 0)
        #expect(try await alerts(home).map(\.mark) == ["50 %"])
        #expect(try await home.run(["credits", "set", "--alert", "80%,95%"]).status == 0)
        #expect(try await alerts(home).map(\.mark) == ["80 %", "95 %"])
        #expect(try await alerts(home).allSatisfy { $0.source == "credits set" })
    }

    @Test("a mark of the configuration is shown with its line, and taken away only there")
    func configured() async throws {
        let home = try Home()
        try home.write(
            "credits:\n  - name: class\n    amount: 100\n    alerts: [50%, 80%]\n  - { name: lab, amount: 50 }\n",
            to: ".config/costguard/config.yaml")
        let marks = try await alerts(home)
        #expect(marks.filter { $0.credit == "class" }.map(\.mark) == ["50 %", "80 %"])
        #expect(marks.first?.source.hasSuffix("config.yaml:4") == true, "\(marks.first?.source ?? "")")
        #expect(marks.last?.source == "usual")
        let refused = try await home.run(["alerts", "remove", "80%", "--credit", "class"])
        #expect(refused.status == 4 && refused.talk.contains("hint: edit ") && refused.talk.contains("config.yaml:4"))
        let unknown = try await home.run(["alerts", "add", "60%", "--credit", "clas"])
        #expect(unknown.status == 1 && unknown.talk.contains("known are class, lab"), "\(unknown.talk)")
        let waits = try await home.run(["alerts", "add", "expires in 5d", "--credit", "class"])
        #expect(waits.status == 0 && waits.talk.contains("No expiry of the credit 'class' is known"))
    }

    @Test(
        "a mark that could never say anything is refused with the reason",
        arguments: [
            ("0%", "before anything is spent"), ("120%", "can never be crossed"), ("0h left", "too late"),
            ("120 USD left", "passed from its first day on"), ("ends before 2020-01-01", "has come already"),
            ("ends before 2128-01-01", "expires before that day"), ("ends before 2027-02-30", "YYYY-MM-DD"),
            ("20 EUR left", "write such as"),
        ])
    func futile(mark: String, word: String) async throws {
        let home = try Home()
        #expect(try await home.run(["credits", "set", "100", "--expires", "2127-06-30"]).status == 0)
        let ended = try await home.run(["alerts", "add", mark])
        #expect(ended.status == 64 && ended.talk.contains(word) && ended.output.isEmpty, "\(ended.talk)")
        #expect(try await alerts(home).count == 11)
    }

    @Test("a test needs a topic, and a dry run sends nothing")
    func dryRun() async throws {
        let home = try Home()
        let none = try await home.run(["alerts", "test"])
        #expect(none.status == 1 && none.talk.contains("hint: run 'costguard init --email"))
        try home.write(
            "notify: { sns: \"arn:aws:sns:us-east-1:123456789012:costguard\" }\n", to: ".config/costguard/config.yaml")
        let dry = try await home.run(["alerts", "test", "--dry-run"])
        #expect(dry.status == 0 && dry.output.contains("Subject: Test of costguard"), "\(dry.talk)")
    }

    @Test(
        "a test mail is sent where somebody has confirmed; a topic that is gone ends with 1",
        .enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
    func send() async throws {
        let account = try await MotoAccount.unchanged.value
        let home = try Home.configured(for: account, regions: ["us-west-2"])
        let sent = try await home.run(["alerts", "test"], on: account)
        let known = sent.status == 0 ? sent.output.contains("confirmed") : sent.talk.contains("has confirmed")
        #expect(known, "\(sent.output)\(sent.talk)")
        try home.write(
            "notify: { sns: \"\(account.opening.topicARN)-gone\" }\n", to: ".config/costguard/config.yaml")
        let gone = try await home.run(["alerts", "test"], on: account)
        #expect(gone.status == 1 && gone.talk.contains("does not exist"), "\(gone.talk)")
    }
}
