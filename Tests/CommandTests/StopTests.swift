// What `run` stops, and what it leaves running.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct StopTests {
        @Test(
            "nothing is stopped without --apply, without leave in the configuration, or before the hold time is over",
            arguments: [
                (["run"], "actions: [stop]", "0s"), (["run", "--apply"], "actions: []", "0s"),
                (["run", "--apply"], "actions: [stop]", "30m"),
            ])
        func stopsNothing(arguments: [String], unattended: String, hold: String) async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, unattended: unattended, hold: hold)
            let ended = try await home.run(arguments, on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == [])
            #expect(try await account.mails().isEmpty)
            let words = try await account.firstWords()
            #expect(words.count == 1, "four dear machines are idle, which is one mail, and cheap ones are none")
            #expect(words.first?.message.contains("costly-gpu-dublin has been idle for an hour: g5.xlarge") == true)
            #expect(words.first?.message.contains("kept-gpu has been idle") == false)
            #expect(try await home.history().isEmpty)
            #expect(try await home.plan().names(hold == "0s" ? "due" : "pending").count == 10)
        }

        @Test("cron stops exactly what is due and unattended, and tells by tag, mail, history and output")
        func stopsWhatIsDue() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(
                for: account, unattended: "actions: [stop]", more: "guardrails: { maxActions: 20, maxPercent: 100 }\n")
            let ended = try await home.run(["run", "--apply"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            let wanted = Set(account.opening.truth.filter { $0.verdict == "pending" && !$0.isAttended }.map(\.name))
            #expect(wanted.count == 7)
            #expect(try await account.stopped() == wanted)
            let changes = try await home.history()
            #expect(Set(changes.compactMap(\.resource.name)) == wanted && changes.count == wanted.count)
            #expect(changes.allSatisfy { $0.outcome == "done" && $0.unattended })
            let mails = try await account.mails()
            #expect(mails.count == 1)
            for name in wanted {
                let fact = try account.fact(name)
                let tag = try await account.ask("tags \(fact.id) \(fact.region)").tags?["costguard:stopped"] ?? ""
                let change = changes.first { $0.resource.id == fact.id }
                #expect(tag.contains("rule=\(fact.rule ?? "?") plan=\(change?.planID ?? "?")"), "\(name): \(tag)")
                #expect(
                    mails.first?.message.contains("start-instances --region \(fact.region) --instance-ids \(fact.id)")
                        == true)
                #expect(ended.foldedTalk.contains("\n  \(name.prefix(12))"), "\(ended.talk)")
            }
        }

        @Test("a second run finds nothing more to stop, and sends no second mail")
        func secondRun() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: quickRegions, unattended: "actions: [stop]")
            _ = try await home.run(["run", "--apply", "--quiet"], on: account)
            let ended = try await home.run(["run", "--apply", "--quiet"], on: account)
            #expect(ended.status == 0 && ended.output.isEmpty && ended.talk.isEmpty, "\(ended.talk)")
            #expect(try await account.stopped() == ["idle-oregon", "idle-dublin"])
            #expect(try await home.history().count == 2)
            #expect(try await account.mails().count == 1)
        }

        @Test("scratch disks and GPUs without a known load are stopped only where the configuration says both")
        func armed() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(
                for: account, regions: ["eu-west-1"], unattended: "actions: [stop], losesInstanceStore: true")
            _ = try await home.run(["run", "--apply"], on: account)
            #expect(try await account.stopped() == ["idle-dublin"])
            let both = try Home.configured(
                for: account, regions: ["eu-west-1"],
                unattended: "actions: [stop], losesInstanceStore: true, gpuLoadUnknown: true")
            _ = try await both.run(["run", "--apply"], on: account)
            #expect(try await account.stopped() == ["idle-dublin", "costly-gpu-dublin"])
        }

        @Test("the limit of one run is kept, the unknown price and the dearest first")
        func limit() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(
                for: account, unattended: "actions: [stop]", more: "guardrails: { maxActions: 2 }\n")
            let ended = try await home.run(["run", "--apply"], on: account)
            #expect(ended.status == 0)
            #expect(try await account.stopped() == ["unpriced-idle", "costly-idle"])
        }

        @Test("the limit in USD an hour is kept; what would never fit waits for a person, and the plan says why")
        func limitInUSD() async throws {
            let account = try await MotoAccount.rewound()
            let more = "guardrails: { maxUSDPerHour: 0.3, maxActions: 20, maxPercent: 100 }\n"
            let home = try Home.configured(for: account, unattended: "actions: [stop]", more: more)
            let ended = try await home.run(["run", "--apply"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            let stopped = try await account.stopped()
            #expect(!stopped.isEmpty && stopped.isDisjoint(with: ["unpriced-idle", "costly-idle"]), "\(stopped)")
            let told = try await home.run(["explain", "costly-idle"])
            #expect(
                told.output.replacing(/\s+/, with: " ").contains("alone it costs more an hour than a run may stop"),
                "\(told.output)")
            let new = try await home.run(["explain", "unpriced-idle"])
            #expect(new.report.contains("its price is not known"), "\(new.output)")
        }

        @Test("what was stopped is told even where the plan cannot be written")
        func fullDisk() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: ["us-west-2"], unattended: "actions: [stop]")
            let ended = try await home.run(["run", "--apply", "--output", "/dev/full"], on: account)
            #expect(ended.status == 1)
            #expect(ended.talk.contains("STOPPED") && ended.talk.contains("/dev/full"), "\(ended.talk)")
            #expect(try await account.stopped() == ["idle-oregon"])
        }

        @Test("the status screen after a run that stopped something")
        func status() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: ["us-west-2"], unattended: "actions: [stop]")
            let ended = try await home.run(["run", "--apply"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            let status = try await home.run([])
            #expect(status.status == 0, "\(status.talk)")
            #expect(status.output.contains("idle-oregon"))
        }
    }
}
