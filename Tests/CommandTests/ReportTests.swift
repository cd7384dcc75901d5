// What the reading verbs print over one scan: formats, files, exit statuses.

import Foundation
import Testing

@Suite(.enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
struct ReportTests {
    @Test(
        "--fail-on exits with 2 where a finding is that severe", arguments: [("high", 2), ("critical", 0), ("info", 2)])
    func failOn(severity: String, status: Int32) async throws {
        let home = try await FirstScan.made.value.home
        #expect(try await home.run(["plan", "--fail-on", severity]).status == status)
    }

    @Test("the plan as CSV has a row for each finding")
    func csv() async throws {
        let scan = try await FirstScan.made.value
        let ended = try await scan.home.run(["plan", "--format", "csv"])
        let rows = ended.output.split(separator: "\n")
        #expect(rows.count == scan.plan.findings.count + 1)
        let columns = rows.first?.split(separator: ",").count
        #expect(rows.first?.hasPrefix("plan,created_at,verdict,rule,") == true && columns == 20)
        #expect(rows.contains { $0.contains("forgotten-disk") && $0.contains("flagged") })
    }

    @Test("--output writes the file and leaves standard output empty")
    func output() async throws {
        let home = try await FirstScan.made.value.home
        let path = home.path + "/report.json"
        let ended = try await home.run(["plan", "--format", "json", "--output", path])
        #expect(ended.status == 0 && ended.output.isEmpty)
        let plan = try JSONDecoder().decode(PlanFace.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(plan.account == "123456789012")
        let nowhere = try await home.run(["plan", "--output", home.path + "/nowhere/plan.txt"])
        #expect(nowhere.status == 1 && nowhere.talk.contains("nowhere/plan.txt") && nowhere.talk.contains("hint: "))
    }

    @Test(
        "explain answers for what is stopped, spared, refused, unknown and clear",
        arguments: [
            ("idle-notebook", "idle-instance"), ("kept", "costguard:keep"), ("protected", "stop-protection"),
            ("no-points", "0 of 24"), ("busy-web", "63"), ("packer-left", "orphaned-snapshot"),
        ])
    func explain(name: String, word: String) async throws {
        let home = try await FirstScan.made.value.home
        let ended = try await home.run(["explain", name])
        #expect(ended.status == 0 && ended.output.contains(name))
        #expect(ended.output.replacing(/\s+/, with: " ").contains(word), "\(ended.output)")
        let json = try await home.run(["explain", name, "--format", "json"])
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.output.utf8)) }
    }

    @Test("explain says that it does not know a name")
    func explainUnknown() async throws {
        let ended = try await FirstScan.made.value.home.run(["explain", "no-such-box"])
        #expect(ended.status == 1 && ended.talk.contains("no-such-box") && ended.talk.contains("hint: "))
    }

    @Test(
        "an account is chosen by its digits; one that no scan has seen is told",
        arguments: ["plan", "credits", "status"])
    func account(verb: String) async throws {
        let home = try await FirstScan.made.value.home
        let known = try await home.run([verb, "--account", "123456789012"])
        #expect(known.status == 0 && !known.output.isEmpty, "\(known.talk)")
        let unknown = try await home.run([verb, "--account", "999999999999"])
        #expect(
            unknown.status == 1 && unknown.talk.contains("hint: the database holds 123456789012"), "\(unknown.talk)")
        let explained = try await home.run(["explain", "kept", "--account", "999999999999"])
        #expect(explained.status == 1 && explained.talk.contains("999999999999"))
    }

    @Test("the text of a plan keeps to 80 columns, commands and links aside")
    func columns() async throws {
        let ended = try await FirstScan.made.value.home.run(["plan"])
        for line in ended.output.split(separator: "\n") where line.count > 80 {
            #expect(line.contains("aws ec2 ") || line.contains("https://"), "\(line)")
        }
    }

    @Test("bare costguard after a scan is one screen")
    func bare() async throws {
        let ended = try await FirstScan.made.value.home.run([])
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.output.split(separator: "\n").count <= 24 && ended.talk.isEmpty)
        #expect(ended.output.contains("unpriced-idle") || ended.output.contains("10 "), "\(ended.output)")
    }

    @Test("credits are read from Cost Explorer, and a crossed mark mails once")
    func credits() async throws {
        let account = try await MotoAccount.unchanged.value
        let home = try Home.configured(
            for: account, regions: ["us-west-2"],
            more: "credits: [ { name: class, amount: 100, granted: 2026-09-01, alerts: [50%, 80%] } ]\n")
        _ = try await home.run(["scan"], on: account)
        let ended = try await home.run(["credits", "--format", "json"])
        #expect(ended.status == 0)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
        let credit = try #require((object["credits"] as? [[String: Any]])?.first)
        #expect(
            credit.keys.sorted() == [
                "asOf", "basis", "burnUSDPerHour", "burnedPercent", "burnedUSD", "drawnFrom", "endsAt", "endsBy",
                "endsEarliest", "endsLatest", "expiresAt", "grantedUSD", "isBurnLowerBound", "isLowerBound", "name",
                "remainingNowUSD", "remainingUSD", "runwayHours", "source",
            ])
        #expect(credit["source"] as? String == "gross-since-grant")
        #expect(credit["burnedUSD"] as? Double == 61.37 && credit["remainingUSD"] as? Double == 38.63)
    }
}
