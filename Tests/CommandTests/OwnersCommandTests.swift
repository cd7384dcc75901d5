// Owners through the true binary, against moto: the filtered subscription, whom a notice reaches, and GPU machines that are
// stopped after one.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct OwnersCommandTests {
        private func prepared(_ unattended: String = "actions: [stop]") async throws -> (MotoAccount, Home) {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: quickRegions, unattended: unattended)
            try await account.ask("tag \(account.place("idle-oregon")) owner ada")
            _ = try await home.run(["scan", "--quiet"], on: account)
            return (account, home)
        }

        @Test("an owner is subscribed to her own mails, noted, shown and tried")
        func add() async throws {
            let (account, home) = try await prepared()
            let before = try await home.run(["owners"], on: account)
            #expect(before.output.contains("student@example.org"), "\(before.output)")
            let added = try await home.run(["owners", "add", "ada", "ada@example.org"], on: account)
            #expect(added.status == 0 && added.talk.contains("owners.aliases"), "\(added.talk)")
            let shown = try await home.run(["owners", "--format", "json"], on: account)
            let document = try JSONDecoder().decode(Document.self, from: Data(shown.output.utf8))
            let ada = try #require(document.owners.first { $0.owner == "ada" })
            #expect(ada.addressee == "ada@example.org" && ada.machines.map(\.name) == ["idle-oregon"])
            #expect(ada.reached == ["ada@example.org", "student@example.org"])
            let nobody = try #require(document.owners.first { $0.owner == nil })
            #expect(nobody.reached == ["student@example.org"])
            let again = try await home.run(["owners", "add", "ada", "ada@example.org"], on: account)
            #expect(again.status == 0 && again.talk.contains("already"), "\(again.talk)")
            let tried = try await home.run(["owners", "test", "ADA"], on: account)
            #expect(tried.status == 0 && tried.output.contains("ada@example.org, student@example.org"), "\(tried.talk)")
        }

        @Test("where nobody reads the topic a test says so, with status 1")
        func nobody() async throws {
            let (account, home) = try await prepared()
            try await account.ask("unsubscribe")
            let tried = try await home.run(["owners", "test", "ada"], on: account)
            #expect(tried.status == 1 && tried.talk.contains("costguard owners add ada"), "\(tried.talk)")
            let shown = try await home.run(["owners"], on: account)
            #expect(shown.status == 0 && shown.output.contains("reaches nobody"), "\(shown.output)")
        }

        @Test("what is no address is refused before anything is asked", arguments: ["ada", "a b@example.org", "@"])
        func refused(address: String) async throws {
            let home = try Home()
            let ended = try await home.run(["owners", "add", "ada", address])
            #expect(ended.status == 64 && ended.talk.contains("is no mail address"), "\(ended.talk)")
        }

        @Test("a GPU machine whose load nobody reports is told of and marked, and stopped by no run before its time")
        func gpu() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(
                for: account, regions: quickRegions, unattended: "actions: [stop], losesInstanceStore: true",
                more: "notices: { gpuLoadUnknown: 2h }\n")
            for _ in 0..<2 {
                let ended = try await home.run(["run", "--apply", "--quiet"], on: account)
                #expect(ended.status == 0, "\(ended.talk)")
            }
            #expect(try await account.stopped().sorted() == ["idle-dublin", "idle-oregon"])
            let tags = try await account.ask("tags \(account.place("costly-gpu-dublin"))").tags
            #expect(tags?["costguard:stop-after"]?.hasSuffix("Z") == true)
            let mails = try await account.ask("mails").mails?.filter { $0.subject.contains("will stop") } ?? []
            #expect(mails.count == 1 && mails.first?.message.contains("costguard keep i-") == true)
            let plan = try await home.run(["plan"], on: account)
            #expect(plan.output.contains("stops after"), "\(plan.output)")
            // Who keeps it gets the mark taken away.
            _ = try await home.run(["keep", "costly-gpu-dublin"], on: account)
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            let kept = try await account.ask("tags \(account.place("costly-gpu-dublin"))").tags
            #expect(kept?["costguard:stop-after"] == nil && kept?["costguard:keep"] != nil)
            let history = try await home.run(["history"])
            #expect(history.output.contains("tag costguard:stop-after taken away"), "\(history.output)")
        }

        private struct Document: Decodable {
            struct Owner: Decodable {
                struct Machine: Decodable { let name: String? }
                let owner, addressee: String?
                let machines: [Machine]
                let reached: [String]
            }
            let owners: [Owner]
        }
    }
}
