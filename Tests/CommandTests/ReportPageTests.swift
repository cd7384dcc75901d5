// `costguard report`: one account in every form, many databases in one table, and what it exits with.

import Foundation
import Testing

@Suite(.enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
struct ReportPageTests {
    /// What these tests read of the table's JSON.
    private struct TableFace: Decodable {
        struct Row: Decodable {
            let name, file: String
            let account, problem: String?
            let running: Int?
            let idle: [Idle]
        }
        struct Idle: Decodable { let savingUSDPerDay: Double? }
        let schemaVersion: Int
        let complete: Bool
        let accounts: [Row]
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("the report names the account, what burns, what would stop, and its own cost, in 80 columns")
    func text() async throws {
        let ended = try await FirstScan.made.value.home.run(["report"])
        #expect(ended.status == 0 && ended.talk.isEmpty, "\(ended.talk)")
        for word in ["ACCOUNT        123456789012", "BURNING", "WOULD STOP", "FLAGGED", "SELF-COST", "Next: "] {
            #expect(ended.output.contains(word), "\(word)")
        }
        for line in ended.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test("its JSON has the documented members, and its findings are the plan's")
    func json() async throws {
        let scan = try await FirstScan.made.value
        let ended = try await scan.home.run(["report", "--format", "json"])
        let report = try object(ended.output)
        #expect(
            report.keys.sorted() == [
                "account", "at", "burning", "complete", "credits", "findings", "gaps", "notMetered", "plan", "scan",
                "schemaVersion", "selfCost", "services", "spend",
            ])
        #expect((report["findings"] as? [Any])?.count == scan.plan.findings.count)
        #expect((report["burning"] as? [Any])?.isEmpty == false)
        let cost = try #require(report["selfCost"] as? [String: Any])
        #expect(cost["scans"] as? Int == 1 && cost["totalUSD"] as? Double == 0)
        #expect((cost["freeCallsOfGetMetricStatistics"] as? Int ?? 0) > 0)
        let plan = try object(try await scan.home.run(["plan", "--format", "json"]).output)
        #expect((plan["selfCost"] as? [String: Any])?["scans"] as? Int == 1)
    }

    @Test("its CSV is one table", arguments: [["report"], ["report", "--table"]])
    func csv(arguments: [String]) async throws {
        let ended = try await FirstScan.made.value.home.run(arguments + ["--format", "csv"])
        let rows = ended.output.split(separator: "\n")
        #expect(ended.status == 0 && rows.count > 1)
        #expect(rows[0].hasPrefix(arguments.count == 1 ? "account,as_of,section," : "name,file,account,"))
    }

    @Test("a page is one whole file", arguments: ["report", "plan", "credits"])
    func html(verb: String) async throws {
        let home = try await FirstScan.made.value.home
        let path = home.path + "/\(verb).html"
        let ended = try await home.run([verb, "--format", "html", "--output", path])
        #expect(ended.status == 0 && ended.output.isEmpty, "\(ended.talk)")
        let page = try String(contentsOfFile: path, encoding: .utf8)
        #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
        #expect(page.contains("default-src &#39;none&#39;") && !page.contains("<script"))
    }

    @Test("several databases make one table; what cannot be read has a line, hides nothing, and makes the status 3")
    func table() async throws {
        let scan = try await FirstScan.made.value
        let home = try Home()
        for name in ["alice", "bob"] {
            try home.write("", to: "class/\(name).sqlite")
            try FileManager.default.removeItem(atPath: home.path + "/class/\(name).sqlite")
            try FileManager.default.copyItem(atPath: scan.home.database, toPath: home.path + "/class/\(name).sqlite")
        }
        try home.write("this is no database, whatever its name says", to: "class/eve.sqlite")
        let files = ["alice", "eve", "bob"].map { home.path + "/class/\($0).sqlite" }
        // A copy is the same account: it counts once.
        let whole = try await home.run(["report", files[0], files[2]])
        #expect(whole.status == 0 && whole.output.hasPrefix("1 account,"), "\(whole.output)\(whole.talk)")
        #expect(whole.output.contains("\nbob    the account 123456789012 again"), "\(whole.output)")
        let ended = try await home.run(["report", "--format", "json"] + files + [home.path + "/class/nobody.sqlite"])
        #expect(ended.status == 3)
        let table = try JSONDecoder().decode(TableFace.self, from: Data(ended.output.utf8))
        #expect(table.schemaVersion == 1 && !table.complete)
        #expect(table.accounts.map(\.name) == ["alice", "bob", "eve", "nobody"])
        #expect(table.accounts.map { $0.account != nil } == [true, false, false, false])
        #expect(table.accounts[0].idle.count == scan.plan.findings.count { ["due", "pending"].contains($0.verdict) })
        #expect(table.accounts[2].problem?.contains("eve.sqlite") == true)
        #expect(table.accounts[3].problem?.contains("There is no database") == true)
        let text = try await home.run(["report"] + files)
        #expect(text.status == 3 && text.output.contains("\nalice ") && text.output.contains("\neve "))
        // A path is never broken.
        for line in text.output.split(separator: "\n") where !line.contains("/") {
            #expect(line.count <= 80, "\(line)")
        }
    }

    @Test("one database as an argument is that account's page, read and not changed")
    func other() async throws {
        let scan = try await FirstScan.made.value
        let home = try Home()
        let copy = home.path + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: scan.home.database, toPath: copy)
        let before = try Data(contentsOf: URL(fileURLWithPath: copy))
        let ended = try await home.run(["report", copy])
        #expect(ended.status == 0 && ended.output.hasPrefix("ACCOUNT        123456789012"), "\(ended.talk)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == before)
        #expect(!FileManager.default.fileExists(atPath: home.database))
    }

    @Test(
        "what makes no sense is told as usage, and a database that is not there as a failure",
        arguments: [
            (["report", "--table", "--account", "123456789012"], 64, "--account"),
            (["report", "--database", "a", "b"], 64, "not both"), (["history", "--format", "html"], 64, "HTML"),
            (["explain", "x", "--format", "html"], 64, "HTML"), (["apply", "--format", "html"], 64, "HTML"),
            (["report", "--format", "pdf"], 64, "pdf"), (["report"], 1, "costguard scan"),
            (["report", "nowhere.sqlite"], 1, "nowhere.sqlite"),
        ] as [([String], Int32, String)])
    func misuse(arguments: [String], status: Int32, word: String) async throws {
        let ended = try await Home().run(arguments)
        #expect(ended.status == status && ended.talk.contains(word), "\(ended.talk)")
    }

    @Test("--free-only asks nothing that is billed, and says what is left out")
    func freeOnly() async throws {
        let account = try await MotoAccount.unchanged.value
        let home = try Home.configured(
            for: account, regions: ["us-west-2"],
            more: "credits: [ { name: class, amount: 100, granted: 2026-09-01 } ]\n")
        let scan = try await home.run(["scan", "--free-only", "-v"], on: account)
        #expect(scan.talk.contains("Free calls only: Cost Explorer and GetMetricData are left out"), "\(scan.talk)")
        #expect(scan.talk.contains("only free calls are allowed"))
        #expect(!scan.talk.contains("x ce ") && !scan.talk.contains("GetMetricData\n"))
        let report = try object(try await home.run(["report", "--format", "json"]).output)
        let cost = try #require(report["selfCost"] as? [String: Any])
        #expect(cost["costExplorerRequests"] as? Int == 0 && cost["totalUSD"] as? Double == 0)
    }
}
