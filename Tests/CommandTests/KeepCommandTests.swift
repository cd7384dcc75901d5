// What a person keeps or pauses, through the true binary: the word, the tag beside it, and what takes both back.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct KeepCommandTests {
        private func prepared() async throws -> (MotoAccount, Home) {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(
                for: account, regions: quickRegions, unattended: "actions: [stop]")
            _ = try await home.run(["scan", "--quiet"], on: account)
            return (account, home)
        }

        private func tag(_ account: MotoAccount, _ name: String) async throws -> String? {
            try await account.ask("tags \(account.place(name))").tags?["costguard:keep"]
        }

        @Test("what is kept is tagged, listed and not stopped; taken back, it is stopped like the others")
        func keep() async throws {
            let (account, home) = try await prepared()
            let kept = try await home.run(
                ["keep", "idle-oregon", "--for", "3d", "--because", "thesis run"], on: account)
            #expect(kept.status == 0, "\(kept.talk)")
            #expect(kept.output.contains("idle-oregon (\(try account.fact("idle-oregon").id)) is kept to"))
            #expect(try await tag(account, "idle-oregon")?.hasSuffix("Z") == true)
            let list = try await home.run(["keep"])
            #expect(list.output.contains("KEPT") && list.output.contains("thesis run"), "\(list.output)")
            let forScripts = try await home.run(["keep", "--format", "json"])
            try Schemas.expect(forScripts, "keeps")
            #expect(forScripts.output.contains("thesis run"), "\(forScripts.output)")
            let spared = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(spared.status == 0, "\(spared.talk)")
            #expect(try await account.stopped() == ["idle-dublin"])
            #expect(try await home.run(["explain", "idle-oregon"]).output.contains("kept to"))
            let back = try await home.run(["unkeep", "idle-oregon"], on: account)
            #expect(back.status == 0, "\(back.talk)")
            #expect(try await tag(account, "idle-oregon") == nil)
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(try await account.stopped().contains("idle-oregon"))
            let again = try await home.run(["unkeep", "idle-oregon"], on: account)
            #expect(again.status == 4 && again.talk.contains("is not kept"), "\(again.talk)")
        }

        @Test("as the first command it finds the thing")
        func first() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: ["us-west-2"])
            let kept = try await home.run(["keep", "idle-oregon", "--format", "json"], on: account)
            #expect(kept.status == 0 && kept.talk.contains("looking at the account first"), "\(kept.talk)")
            try Schemas.expect(kept, "keeps")
            #expect(try await tag(account, "idle-oregon") != nil)
            #expect(try await home.run(["keep"]).output.contains("idle-oregon"))
        }

        @Test("a tag that no scan has seen yet is taken away with the word that wrote it")
        func unseen() async throws {
            let (account, home) = try await prepared()
            _ = try await home.run(["keep", "idle-oregon"], on: account)
            #expect(try await tag(account, "idle-oregon") != nil)
            let back = try await home.run(["unkeep", "idle-oregon"], on: account)
            #expect(back.status == 0, "\(back.talk)")
            #expect(try await tag(account, "idle-oregon") == nil)
        }

        @Test("the tag of somebody else is taken away only where that is asked for")
        func others() async throws {
            let (account, home) = try await prepared()
            try await account.ask("tag \(account.place("idle-oregon")) costguard:keep 2030-01-01")
            _ = try await home.run(["scan", "--quiet"], on: account)
            let kept = try await home.run(["keep", "idle-oregon"], on: account)
            #expect(kept.status == 0 && kept.talk.contains("holds longer, and stays"), "\(kept.talk)")
            let refused = try await home.run(["unkeep", "idle-oregon"], on: account)
            #expect(refused.status == 4 && refused.talk.contains("somebody else's"), "\(refused.talk)")
            #expect(try await tag(account, "idle-oregon") == "2030-01-01")
            let asked = try await home.run(["unkeep", "idle-oregon", "--tag"], on: account)
            #expect(asked.status == 0, "\(asked.talk)")
            #expect(try await tag(account, "idle-oregon") == nil)
        }

        @Test("without the right to tag, and without keys, the word holds and that is said")
        func untagged() async throws {
            let (account, home) = try await prepared()
            try await account.ask("deny ec2:CreateTags")
            let denied = try await home.run(["keep", "idle-oregon"], on: account)
            #expect(denied.status == 0 && denied.talk.contains("Not tagged"), "\(denied.talk)")
            let keyless = try await home.run(["keep", "idle-dublin"])
            #expect(keyless.status == 0 && keyless.talk.contains("Not tagged"), "\(keyless.talk)")
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(try await account.stopped().isEmpty)
        }

        @Test("while it is paused nothing is stopped and every verb says so")
        func pause() async throws {
            let (account, home) = try await prepared()
            let paused = try await home.run(["pause", "--for", "4h", "--because", "exam"])
            #expect(paused.status == 0 && paused.output.contains("PAUSED to"), "\(paused.talk)")
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(try await account.stopped().isEmpty)
            for verb in [
                ["plan"], ["status"], ["history"], ["explain", "idle-oregon"], ["schedule", "show"],
                ["alerts", "test", "--dry-run"],
            ] {
                #expect(try await home.run(verb).talk.contains("PAUSED"), "\(verb)")
            }
            #expect(try await home.plan().findings.contains { $0.attendedBecause == "paused" })
            let resumed = try await home.run(["resume"])
            #expect(resumed.status == 0, "\(resumed.talk)")
            #expect(try await home.run(["resume"]).talk.contains("not paused"))
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(try await account.stopped() == ["idle-oregon", "idle-dublin"])
        }

        @Test(
            "an end that has passed, is none, or is said twice is refused, and nothing is kept",
            arguments: [
                ["--until", "2020-01-01"], ["--until", "01/09/2027"], ["--until", "25:00"], ["--for", "0h"],
                ["--for", "-3h"], ["--for", "soon"], ["--for", "1h", "--until", "18:00"],
            ])
        func badEnd(_ end: [String]) async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: ["us-west-2"])
            _ = try await home.run(["scan", "--quiet"], on: account)
            for verb in [["keep", "idle-oregon"], ["pause"]] {
                let ended = try await home.run(verb + end, on: account)
                #expect(ended.status == 64, "\(end): \(ended.talk)")
            }
            #expect(try await home.run(["keep"]).output.contains("Nothing is kept"))
            #expect(try await tag(account, "idle-oregon") == nil)
        }

        @Test("a name that is nobody's, or several things', changes nothing")
        func names() async throws {
            let (account, home) = try await prepared()
            let wrong = try await home.run(["keep", "idle-oregn"], on: account)
            #expect(wrong.status == 4 && wrong.talk.contains("did you mean 'idle-oregon'?"), "\(wrong.talk)")
            let several = try await home.run(["keep", "i-"], on: account)
            #expect(several.status == 4, "\(several.talk)")
            #expect(try await home.run(["keep"]).output.contains("Nothing is kept"))
        }
    }
}
