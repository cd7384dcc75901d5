// What a person stops, starts and undoes by name, through the true binary.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct HandCommandTests {
        private func prepared(
            _ regions: [String] = quickRegions, scanned: Bool = false
        ) async throws -> (MotoAccount, Home) {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: regions)
            if scanned { _ = try await home.run(["scan", "--quiet"], on: account) }
            return (account, home)
        }

        @Test("as the first command it finds the machine, says what is lost, stops it, and undo starts it again")
        func firstCommand() async throws {
            let (account, home) = try await prepared()
            let stopped = try await home.run(["stop", "busy-web", "--yes"], on: account)
            #expect(stopped.status == 0, "\(stopped.talk)")
            #expect(stopped.talk.contains("you lose RAM") && stopped.talk.contains("USD a day"), "\(stopped.talk)")
            #expect(stopped.talk.contains("To take it back: costguard start busy-web"), "\(stopped.talk)")
            #expect(stopped.output.contains("STOPPED        1 of 1"), "\(stopped.output)")
            #expect(try await account.stopped() == ["busy-web"])
            #expect(try await account.mails().map(\.subject).contains { $0.contains("stopped busy-web") })
            let history = try await home.history()
            #expect(history.map(\.rule) == ["by-hand"] && history.allSatisfy { !$0.unattended })
            let again = try await home.run(["stop", "busy-web", "--yes"], on: account)
            #expect(again.status == 0 && again.talk.contains("is 'stopped' already"), "\(again.talk)")

            let undone = try await home.run(["undo", "--yes"], on: account)
            #expect(undone.status == 0 && undone.output.contains("STARTED        1 of 1"), "\(undone.talk)")
            #expect(undone.talk.contains("USD an hour while it runs"), "\(undone.talk)")
            #expect(try await account.stopped() == [])
            let twice = try await home.run(["undo", "--yes"], on: account)
            #expect(twice.status == 0 && twice.talk.contains("is 'running' already"), "\(twice.talk)")
            #expect(try await account.mails().count == 1, "a start is not mailed")
            #expect(try await home.run(["history"]).output.contains("started by hand"))
        }

        @Test("what a rule would not touch yet wants its name typed, and nothing less")
        func nameTyped() async throws {
            let (account, home) = try await prepared(["us-west-2"], scanned: true)
            try await account.ask("start \(account.place("idle-oregon"))")
            for answer in [[], ["--yes"], ["--confirm", "yes"], ["--yes", "--confirm", "idle-oregn"]] {
                let ended = try await home.run(["stop", "idle-oregon"] + answer, on: account)
                #expect(ended.status == 4, "\(answer): \(ended.talk)")
                #expect(ended.talk.contains("too-young"), "\(ended.talk)")
            }
            #expect(try await account.stopped() == [])
            let ended = try await home.run(["stop", "idle-oregon", "--confirm", "idle-oregon"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == ["idle-oregon"])
        }

        @Test("what cannot be stopped is refused with the reason, and what was named beside it is not touched either")
        func refused() async throws {
            let (account, home) = try await prepared(["us-east-1"], scanned: true)
            let words = [
                ("spot-once", "one-time-spot", "aws ec2 terminate-instances --region us-east-1"),
                ("eks-node", "managed", "scale it down there"),
                ("protected", "stop-protection", "--no-disable-api-stop"),
                ("kept", "keep-tag", "--override-keep"),
            ]
            for (name, guardrail, help) in words {
                let ended = try await home.run(["stop", "idle-notebook", name, "--yes"], on: account)
                #expect(ended.status == 4, "\(name): \(ended.talk)")
                let output = ended.output.replacing(/\s+/, with: " ")
                #expect(output.contains(guardrail) && output.contains(help), "\(ended.output)")
                #expect(ended.talk.contains("Nothing was changed"), "\(ended.talk)")
            }
            #expect(try await account.stopped() == [])
        }

        @Test("what somebody keeps is stopped only where that is said, and its name is typed")
        func overridesKeep() async throws {
            let (account, home) = try await prepared(["us-east-1"], scanned: true)
            let asked = try await home.run(["stop", "kept", "--override-keep", "--yes"], on: account)
            #expect(asked.status == 4 && asked.talk.contains("somebody keeps it by its tag"), "\(asked.talk)")
            _ = try await home.run(["keep", "idle-notebook"], on: account)
            let word = try await home.run(["stop", "idle-notebook", "--yes"], on: account)
            #expect(word.status == 4 && word.output.contains("--override-keep"), "\(word.output)")
            #expect(try await account.stopped() == [])
            let ended = try await home.run(["stop", "kept", "--override-keep", "--confirm", "kept"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == ["kept"])
            let started = try await home.run(["start", "kept", "--yes"], on: account)
            #expect(started.status == 0, "\(started.talk)")
            #expect(try await account.stopped() == [])
        }

        @Test("what was started lately is stopped by one answer, but for what is left out; what is left is told")
        func sweep() async throws {
            let (account, home) = try await prepared(inhabited)
            for name in ["idle-oregon", "busy-web", "idle-dublin", "spot-once"] {
                try await account.ask("start \(account.place(name))")
            }
            let command = ["stop", "--started-within", "30m", "--except", "busy-web"]
            let asked = try await home.run(command + ["--yes"], on: account)
            #expect(asked.status == 4, "\(asked.talk)")
            #expect(asked.output.contains("NOT STOPPED") && asked.output.contains("terminate-instances"))
            #expect(try await account.stopped() == [])
            let match = try #require(
                asked.talk.replacing(/\s+/, with: " ").firstMatch(of: /'(2 [0-9.]+)' is to be typed/))
            let wrong = try await home.run(command + ["--confirm", "3 \(match.1.dropFirst(2))"], on: account)
            #expect(wrong.status == 4)
            #expect(try await account.stopped() == [])
            let mistyped = try await home.run(
                ["stop", "--started-within", "30m", "--except", "busy-wbe", "--confirm", "3 1"], on: account)
            #expect(mistyped.status == 4 && mistyped.talk.contains("did you mean 'busy-web'?"), "\(mistyped.talk)")
            let ended = try await home.run(command + ["--confirm", String(match.1)], on: account)
            #expect(ended.status == 4, "one was left: \(ended.talk)")
            #expect(try await account.stopped() == ["idle-oregon", "idle-dublin"])
            let undone = try await home.run(["undo", "--last", "--yes"], on: account)
            #expect(undone.status == 0, "\(undone.talk)")
            #expect(try await account.stopped() == [])
        }

        @Test("a region alone is swept where only that is asked for")
        func sweepOfARegion() async throws {
            let (account, home) = try await prepared(inhabited)
            for name in ["idle-oregon", "idle-dublin"] { try await account.ask("start \(account.place(name))") }
            let asked = try await home.run(
                ["stop", "--started-within", "30m", "--region", "Ireland", "--yes"], on: account)
            let match = try #require(
                asked.talk.replacing(/\s+/, with: " ").firstMatch(of: /'(1 [0-9.]+)' is to be typed/))
            let ended = try await home.run(
                ["stop", "--started-within", "30m", "--region", "Ireland", "--confirm", String(match.1)], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == ["idle-dublin"])
        }

        @Test("a region that is named and always denied is not called empty, and the status is 3")
        func sweepOfTheUnseen() async throws {
            let (account, home) = try await prepared(["us-west-2"], scanned: true)
            try await account.ask("deny ec2:DescribeInstances")
            let ended = try await home.run(["stop", "--started-within", "24h", "--region", "us-east-1"], on: account)
            #expect(ended.status == 3, "\(ended.talk)")
            let talk = ended.talk.replacing(/\s+/, with: " ")
            #expect(talk.contains("Not seen") && talk.contains("is not known, and may run on"), "\(talk)")
            #expect(!talk.contains("nothing to stop"), "\(talk)")
        }

        @Test("keys that may stop and not start say so, with the policy that they lack")
        func mayNotStart() async throws {
            let (account, home) = try await prepared(["us-west-2"], scanned: true)
            _ = try await home.run(["stop", "idle-oregon", "--yes"], on: account)
            try await account.ask("deny ec2:StartInstances")
            let denied = try await home.run(["start", "idle-oregon", "--yes"], on: account)
            #expect(denied.status == 1, "\(denied.talk)")
            let output = denied.output.replacing(/\s+/, with: " ")
            #expect(output.contains("costguard iam-policy --hands"), "\(denied.output)")
            #expect(try await account.stopped() == ["idle-oregon"])
            try await account.ask("allow ec2:StartInstances")
            let policy = try await home.run(["iam-policy", "--enforce", "--hands"]).output
            try await account.ask("policy " + policy.replacing("\n", with: " "))
            let allowed = try await home.run(["undo", "idle-oregon", "--yes"], on: account)
            #expect(allowed.status == 0, "\(allowed.talk)")
            #expect(try await account.stopped() == [])
        }

        @Test("an undo of nothing, of somebody's stop, and of what is terminated is refused")
        func undoRefused() async throws {
            let (account, home) = try await prepared(["us-west-2"], scanned: true)
            let nothing = try await home.run(["undo", "--yes"], on: account)
            #expect(nothing.status == 4 && nothing.talk.contains("nothing to undo"), "\(nothing.talk)")
            try await account.ask("stop \(account.place("idle-oregon"))")
            let theirs = try await home.run(["undo", "idle-oregon", "--yes"], on: account)
            #expect(theirs.status == 4 && theirs.talk.contains("costguard start NAME"), "\(theirs.talk)")
            try await account.ask("start \(account.place("idle-oregon"))")
            _ = try await home.run(["stop", "idle-oregon", "--confirm", "idle-oregon"], on: account)
            #expect(try await home.run(["undo", "frobnicate", "--yes"], on: account).status == 4)
            try await account.ask("terminate \(account.place("idle-oregon"))")
            for what in [[], ["idle-oregon"]] {
                let gone = try await home.run(["undo", "--yes"] + what, on: account)
                #expect(gone.status == 4 && gone.output.contains("it is gone"), "\(gone.output) \(gone.talk)")
            }
            #expect(try await account.state(of: "idle-oregon") == "terminated")
            _ = try await home.run(["scan", "--quiet"], on: account)
            for verb in [["start"], ["keep"], ["explain"]] {
                let late = try await home.run(verb + ["idle-oregon"], on: account)
                let id = try account.fact("idle-oregon").id
                #expect(late.talk.contains("'idle-oregon' (\(id)) is terminated: it was seen last"), "\(late.talk)")
                #expect(late.status == (verb == ["explain"] ? 1 : 4), "\(late.talk)")
            }
        }

        @Test("a plan is undone by the beginning of its id, as cron and apply made it")
        func undoPlan() async throws {
            let (account, home) = try await prepared(quickRegions, scanned: true)
            let plan = try await home.plan()
            _ = try await home.run(["apply", plan.planID, "--yes", "--count", "3"], on: account)
            _ = try await home.run(["stop", "busy-web", "--yes"], on: account)
            let undone = try await home.run(["undo", String(plan.planID.prefix(5)), "--yes"], on: account)
            #expect(undone.status == 0 && undone.output.contains("3 of 3"), "\(undone.talk)")
            #expect(try await account.stopped() == ["busy-web"])
        }

        @Test("a name that is nobody's, several things' or no machine's changes nothing")
        func names() async throws {
            let (account, home) = try await prepared(["us-west-2"], scanned: true)
            for verb in ["stop", "start"] {
                let wrong = try await home.run([verb, "idle-oregn", "--yes"], on: account)
                #expect(wrong.status == 4 && wrong.talk.contains("did you mean 'idle-oregon'?"), "\(wrong.talk)")
            }
            #expect(try await account.stopped() == [])
        }

        @Test(
            "a command line that says too little or too much is refused before anything is asked",
            arguments: [
                ["stop"], ["stop", "a", "--started-within", "24h"], ["stop", "--started-within", "soon"],
                ["stop", "--started-within", "0h"], ["stop", "--started-within", "-3h"],
                ["stop", "a", "--except", "b"],
                ["stop", "a", "--region", "us-west-2"], ["start"], ["undo", "--last", "a"],
                ["undo", "a", "b"], ["stop", "a", "--format", "csv"],
            ])
        func usage(arguments: [String]) async throws {
            let ended = try await Home().run(arguments)
            #expect(ended.status == 64, "\(ended.status) \(ended.talk)")
        }

        @Test("while another costguard is at work it is refused, and with --wait it has its turn")
        func waits() async throws {
            let (account, home) = try await prepared(quickRegions, scanned: true)
            try await account.ask("hold stop_instances before")
            let first = try home.start(["stop", "idle-oregon", "--yes"], environment: account.keys)
            try await account.ask("arrive")
            let refused = try await home.run(["stop", "idle-dublin", "--yes"], on: account)
            #expect(refused.status == 4 && refused.talk.contains("is at work"), "\(refused.talk)")
            let second = try home.start(["stop", "idle-dublin", "--yes", "--wait"], environment: account.keys)
            try await account.ask("release")
            #expect(await first.ended.status == 0)
            let ended = await second.ended
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(try await account.stopped() == ["idle-oregon", "idle-dublin"])
        }
    }
}
