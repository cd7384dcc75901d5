// `credits set` and `remove`: a student with nothing configured, and what the balance then says.

import Foundation
import Testing

@Suite struct CreditsSetTests {
    private func credits(_ home: Home) async throws -> [[String: Any]] {
        let ended = try await home.run(["credits", "--format", "json"])
        #expect(ended.status == 0, "\(ended.talk)")
        let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        return try #require(object?["credits"] as? [[String: Any]])
    }

    private func credit(_ home: Home) async throws -> [String: Any] { try #require(try await credits(home).first) }

    @Test("one line is enough: no configuration, no scan, no keys")
    func nothingConfigured() async throws {
        let home = try Home()
        let ended = try await home.run(
            ["credits", "set", "100", "--used", "37", "--expires", "2127-06-30", "--alert", "50%,80%,95%"])
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.output.contains("37.00 of 100.00 USD used (37 %), 63.00 left, valid to 30 Jun 2127"))
        #expect(ended.output.contains("next mail at 50 %"), "\(ended.output)")
        #expect(ended.talk.contains("costguard scan"))
        let credit = try await credit(home)
        #expect(credit["name"] as? String == "credit" && credit["source"] as? String == "entered")
        #expect(credit["remainingUSD"] as? Double == 63 && credit["burnUSDPerHour"] is NSNull)
        #expect(credit["endsBy"] as? String == "expiry" && credit["expiresAt"] as? String == "2127-07-01T00:00:00Z")
    }

    @Test("a later word replaces the balance alone; --remaining, and both names of one credit")
    func laterWord() async throws {
        let home = try Home()
        #expect(try await home.run(["credits", "set", "lab", "50", "--remaining", "41.30"]).status == 0)
        #expect(try await credit(home)["burnedUSD"] as? Double == 8.7)
        #expect(try await home.run(["credits", "set", "--name", "lab", "--used", "$10"]).status == 0)
        #expect(try await credit(home)["remainingUSD"] as? Double == 40)
        #expect(try await home.run(["credits", "set", "lab", "--expires", "2127-01-31"]).status == 0)
        let all = try await credits(home)
        #expect(all.count == 1 && all[0]["remainingUSD"] as? Double == 40)
        #expect(all[0]["expiresAt"] as? String == "2127-02-01T00:00:00Z")
    }

    @Test(
        "more used than the credit was worth is taken: nothing is left",
        arguments: [
            (["lab", "50", "--used", "50.75146"], 50.75146), (["lab", "50", "--remaining", "-0.75"], 50.75),
            (["lab", "50", "--used", "$50.75"], 50.75), (["lab", "50 USD", "--used", "50,75"], 50.75),
            (["lab", "50", "--used", "60", "--remaining", "0"], 60),
        ] as [([String], Double)])
    func overdrawn(words: [String], used: Double) async throws {
        let home = try Home()
        let ended = try await home.run(["credits", "set"] + words)
        #expect(ended.status == 0 && ended.output.contains("0.00 left"), "\(ended.talk)\(ended.output)")
        let credit = try await credit(home)
        #expect(credit["burnedUSD"] as? Double == used && credit["remainingUSD"] as? Double == 0)
    }

    @Test("without a balance what is left is not known, which is not the whole credit")
    func noBalance() async throws {
        let home = try Home()
        let ended = try await home.run(["credits", "set", "100"])
        #expect(ended.status == 0 && ended.output.contains("what is left is not known"), "\(ended.output)")
        #expect(try await credit(home)["remainingUSD"] is NSNull)
    }

    @Test("what was typed is taken back; a name that was never typed is told")
    func remove() async throws {
        let home = try Home()
        #expect(try await home.run(["credits", "set", "100", "--used", "1"]).status == 0)
        let unknown = try await home.run(["credits", "remove", "lab"])
        #expect(unknown.status == 1 && unknown.talk.contains("entered are credit"), "\(unknown.talk)")
        #expect(try await home.run(["credits", "remove"]).status == 0)
        let empty = try await home.run(["credits"])
        #expect(empty.status == 1 && empty.talk.contains("costguard scan"))
    }

    @Test("a word against the configuration's terms is refused, a balance for its credit is taken")
    func configured() async throws {
        let home = try Home()
        try home.write("credits: [ { name: class, amount: 100 } ]\n", to: ".config/costguard/config.yaml")
        let against = try await home.run(["credits", "set", "class", "120", "--used", "5"])
        #expect(against.status == 1 && against.talk.contains("amount"), "\(against.talk)")
        #expect(try await home.run(["credits", "set", "class", "--used", "5"]).status == 0)
        let credit = try await credit(home)
        #expect(credit["grantedUSD"] as? Double == 100 && credit["remainingUSD"] as? Double == 95)
        let gone = try await home.run(["credits", "remove", "lab"])
        #expect(gone.status == 1)
    }

    @Test(
        "after a scan a typed balance is drawn from onward, and lasts as long as what runs lets it",
        .enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
    func afterAScan() async throws {
        let account = try await MotoAccount.unchanged.value
        let home = try Home.configured(for: account, regions: ["us-west-2"])
        #expect(try await home.run(["credits", "set", "lab", "50", "--used", "8.70"]).status == 0)
        _ = try await home.run(["scan"], on: account)
        let scanned = try await credit(home)
        #expect(scanned["source"] as? String == "entered" && scanned["burnedUSD"] as? Double == 8.7)
        let rate = try #require(scanned["burnUSDPerHour"] as? Double)
        #expect(rate > 0 && scanned["endsBy"] as? String == "exhaustion")
        #expect(try await home.run(["credits", "set", "lab", "--used", "20"]).status == 0)
        let typed = try await credit(home)
        #expect(typed["remainingUSD"] as? Double == 30)
        let hours = try #require(typed["runwayHours"] as? Double)
        #expect(abs(hours * rate - 30) < 0.05, "\(typed)")
    }
}
