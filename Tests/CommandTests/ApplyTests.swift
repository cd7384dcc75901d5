// `apply`: a person's word, what it takes, and what has changed since the plan was made.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct ApplyTests {
        let all: Set<String> = ["idle-oregon", "idle-dublin", "costly-gpu-dublin"]

        private func planned(more: String = "") async throws -> (MotoAccount, Home, PlanFace) {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: quickRegions, hold: nil, more: more)
            let ended = try await home.run(["run", "--quiet"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            return (account, home, try await home.plan())
        }

        @Test("a person's word suffices for what is pending and attended, once the number is right")
        func byID() async throws {
            let (account, home, plan) = try await planned()
            #expect(plan.names("pending") == all)
            let wrong = try await home.run(["apply", plan.planID, "--yes", "--count", "2"], on: account)
            #expect(wrong.status == 4)
            #expect(wrong.talk.contains("there are 3 steps, --count says 2"), "\(wrong.talk)")
            #expect(try await account.stopped() == [])
            let right = try await home.run(["apply", plan.planID, "--yes", "--count", "3"], on: account)
            #expect(right.status == 0, "\(right.talk)")
            #expect(try await account.stopped() == all)
            let changes = try await home.history()
            #expect(changes.count == 3 && changes.allSatisfy { !$0.unattended && $0.outcome == "done" })
            #expect(try await account.mails().count == 1)
        }

        @Test("the beginning of an id suffices from four characters on")
        func byBeginning() async throws {
            let (account, home, plan) = try await planned()
            let short = try await home.run(
                ["apply", String(plan.planID.prefix(3)), "--yes", "--count", "3"], on: account)
            #expect(short.status == 1 && short.talk.contains("There is no plan"), "\(short.talk)")
            #expect(try await account.stopped() == [])
            let ended = try await home.run(
                ["apply", String(plan.planID.prefix(5)), "--yes", "--count", "3"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == all)
        }

        @Test("where nobody can be asked, and above the limit, nothing is changed and the command is told")
        func confirmation() async throws {
            let (account, home, plan) = try await planned(more: "guardrails: { maxActions: 2 }\n")
            for arguments in [["apply"], ["apply", plan.planID], ["apply", plan.planID, "--yes"]] {
                let ended = try await home.run(arguments, on: account)
                #expect(ended.status == 4, "\(arguments)")
                #expect(ended.talk.contains("hint: ") && ended.talk.contains("'costguard apply \(plan.planID)'"))
                #expect(!ended.talk.contains("--yes"), "a hint does not answer for the person")
            }
            #expect(try await account.stopped() == [])
        }

        @Test("a plan file that somebody changed is refused, and nothing is done; as it was made it is applied")
        func byFile() async throws {
            let (account, home, plan) = try await planned()
            let path = home.path + "/plan.json"
            _ = try await home.run(["plan", "--format", "json", "--output", path])
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let idle = try account.fact("idle-dublin").id
            let busy = try account.fact("busy-web").id
            for (from, to, word) in [
                (idle, busy, idle), ("\"verdict\": \"pending\"", "\"verdict\": \"clear\"", "does not stop"),
                ("\"account\": \"", "\"account\": \"9", "account '9"),
            ] {
                try text.replacingOccurrences(of: from, with: to).write(
                    toFile: path, atomically: true, encoding: .utf8)
                let refused = try await home.run(["apply", path, "--yes", "--count", "3"], on: account)
                #expect(refused.status == 4 && refused.talk.contains(word), "\(refused.talk)")
            }
            try "{".write(toFile: path, atomically: true, encoding: .utf8)
            for (file, word) in [
                (path, "is no plan as it was made"), (home.path + "/nowhere.json", "There is no file"),
            ] {
                let refused = try await home.run(["apply", file, "--yes", "--count", "3"], on: account)
                #expect(refused.status == 4 && refused.talk.contains(word), "\(refused.talk)")
            }
            #expect(try await account.stopped() == [])
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let ended = try await home.run(["apply", path, "--yes", "--count", "3"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == all)
            #expect(plan.planID.count == 12)
        }

        @Test("--only does one step and leaves the others")
        func only() async throws {
            let (account, home, plan) = try await planned()
            let ended = try await home.run(["apply", plan.planID, "--only", "idle-dublin", "--yes"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == ["idle-dublin"])
            let unknown = try await home.run(["apply", plan.planID, "--only", "busy-web", "--yes"], on: account)
            #expect(unknown.status == 4 && unknown.talk.contains("busy-web"))
        }

        @Test("a tag names all its machines at once, each once, and beside names")
        func group() async throws {
            let (account, home, _) = try await planned(more: "guardrails: { maxUSDPerHour: 0.5 }\n")
            for (name, job) in [("idle-oregon", "hw3=a"), ("costly-gpu-dublin", "hw3=a"), ("idle-dublin", "hw4")] {
                _ = try await account.ask("tag \(try account.place(name)) jobname \(job)")
            }
            _ = try await account.ask("tag \(try account.place("busy-web")) jobname hw5")
            let run = try await home.run(["run", "--quiet"], on: account)
            #expect(run.status == 0, "\(run.talk)")
            func apply(_ arguments: String...) async throws -> Ended {
                try await home.run(["apply"] + arguments + ["--yes"], on: account)
            }
            for (tag, hint) in [
                ("jobname=hw3", "'hw4'"), ("jobnmae=hw4", "'jobname'"), ("jobname=HW4", "'hw4'"),
                ("jobname=hw5", "'costguard explain busy-web'"), ("zebra=1", "'jobname'"), ("jobname=", "'hw4'"),
            ] {
                let none = try await apply("--only", "tag:\(tag)")
                #expect(none.status == 4 && none.talk.contains(tag) && none.talk.contains(hint), "\(none.talk)")
            }
            #expect(try await account.stopped() == [])
            let dear = try await apply("--only", "tag:jobname=hw3=a")
            #expect(dear.status == 4 && dear.talk.contains("guardrails.maxUSDPerHour"), "\(dear.talk)")
            let ended = try await apply(
                "--only", "tag:jobname=hw3=a", "--only", "idle-oregon", "--only", "tag:jobname=hw4", "--count", "3")
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == all)
            #expect(try await home.history().count == 3)
        }

        @Test(
            "what changed since the plan is left alone, the rest is done, and the exit status is 4",
            arguments: [
                ("tag %@ costguard:keep yes", "costguard:keep"), ("protect %@", "stop-protection"),
                ("start %@", "started again"), ("tag %@ eks:cluster-name lab", "managed"),
                ("stop %@", "no rule asks for it any more"), ("terminate %@", "no rule asks for it any more"),
            ])
        func drift(change: String, why: String) async throws {
            let (account, home, plan) = try await planned()
            try await account.ask(change.replacingOccurrences(of: "%@", with: try account.place("idle-dublin")))
            let before = try await account.state(of: "idle-dublin")
            let ended = try await home.run(["apply", plan.planID, "--yes", "--count", "3"], on: account)
            #expect(ended.status == 4, "\(ended.talk)")
            #expect(ended.output.replacing(/\s+/, with: " ").contains(why), "\(ended.output)")
            #expect(try await account.state(of: "idle-dublin") == before)
            #expect(try await account.state(of: "idle-oregon") == "stopped")
            #expect(try await account.ask("tags \(try account.place("idle-dublin"))").tags?["costguard:stopped"] == nil)
        }

        @Test("keys of another account change nothing")
        func wrongAccount() async throws {
            let (account, home, plan) = try await planned()
            try home.write(
                """
                [profile other]
                role_arn = arn:aws:iam::111122223333:role/lab
                credential_source = Environment
                """, to: ".aws/config")
            let ended = try await home.run(
                ["apply", plan.planID, "--yes", "--count", "3", "--profile", "other"], on: account)
            #expect(ended.status == 4, "\(ended.talk)")
            #expect(ended.talk.contains("123456789012") && ended.talk.contains("111122223333"))
            #expect(try await account.stopped() == [])
            #expect(try await home.history().isEmpty)
        }

        @Test("outcomes as JSON; an unknown plan is told")
        func outcomes() async throws {
            let (account, home, plan) = try await planned()
            let unknown = try await home.run(["apply", "ffffffff", "--yes"], on: account)
            #expect(unknown.status == 1 && unknown.talk.contains("hint: "))
            let ended = try await home.run(
                ["apply", plan.planID, "--yes", "--count", "3", "--format", "json"], on: account)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
            #expect(object["planID"] as? String == plan.planID)
            try Schemas.expect(ended, "apply")
        }
    }
}
