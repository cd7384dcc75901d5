// One database in S3 for machines that share it, through the true binary: what one does the others know, and two never act at
// once. The signatures are checked by somebody else's code.

import Foundation
import Glibc
import Testing

extension AccountChanges {
    @Suite struct SharedDatabaseTests {
        /// A key of its own for each test, which moto keeps.
        private static func place() -> (name: String, key: String) {
            let key = "tests/\(UUID().uuidString)/cost guard 1.sqlite"
            return ("s3://costguard-memory/\(key)", key)
        }

        private func prepared(unattended: String = "actions: [stop]") async throws -> (MotoAccount, Home, Home) {
            let account = try await MotoAccount.rewound()
            return (
                account, try Home.configured(for: account, regions: ["us-west-2"], unattended: unattended),
                try Home.configured(for: account, regions: ["us-west-2"], unattended: unattended)
            )
        }

        private func copies(_ home: Home) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? []).filter {
                $0.hasPrefix("costguard-s3-")
            }
        }

        @Test("what one machine scans and stops, another one plans by, tells and undoes; nothing stays behind")
        func oneMemory() async throws {
            let (account, one, other) = try await prepared()
            let (place, key) = Self.place()
            let shared = ["COSTGUARD_DATABASE": place, "TMPDIR": one.path + "/"]
            let empty = try await one.run(["plan"], on: account, environment: shared)
            #expect(empty.status == 1 && empty.talk.contains("no database at '\(place)'"), "\(empty.talk)")

            let applied = try await one.run(["run", "--apply", "--quiet"], on: account, environment: shared)
            #expect(applied.status == 0, "\(applied.talk)")
            #expect(try await account.stopped() == ["idle-oregon"])
            #expect(try await account.ask("objects \(key)").keys == [key])
            #expect(copies(one) == [] && !FileManager.default.fileExists(atPath: one.database))

            let told = try await other.run(["history", "--database", place], on: account)
            #expect(told.status == 0 && told.output.contains("idle-oregon"), "\(told.talk)\(told.output)")
            let page = try await other.run(["report", place], on: account)
            #expect(page.status == 0 && page.output.contains(account.opening.account), "\(page.talk)\(page.output)")
            let table = try await other.run(["report", "--table", "--database", place], on: account)
            #expect(table.status == 0 && table.output.hasPrefix("1 account"), "\(table.talk)\(table.output)")
            let undone = try await other.run(["undo", "--yes", "--database", place], on: account)
            #expect(undone.status == 0, "\(undone.talk)")
            #expect(try await account.stopped() == [])
            let kept = try await other.run(["keep", "idle-oregon", "--database", place], on: account)
            #expect(kept.status == 0, "\(kept.talk)")
            try await account.ask("untag \(account.place("idle-oregon")) costguard:keep")
            let again = try await one.run(["run", "--apply", "--quiet"], on: account, environment: shared)
            #expect(again.status == 0, "\(again.talk)")
            #expect(try await account.stopped() == [], "a word that one machine was told holds for the other")
        }

        @Test("a run beside another one is refused, and after a kill the journal is settled by the next owner")
        func killedOwner() async throws {
            let (account, one, other) = try await prepared()
            let (place, key) = Self.place()
            let first = try await other.run(["scan", "--quiet", "--database", place], on: account)
            #expect(first.status == 0, "\(first.talk)")
            try await account.ask("hold stop_instances before")
            let running = try one.start(["run", "--apply", "--quiet", "--database", place], environment: account.keys)
            try await account.ask("arrive")

            let beside = try await other.run(["run", "--apply", "--quiet", "--database", place], on: account)
            #expect(beside.status == 4 && beside.talk.contains("is at work on"), "\(beside.talk)")
            let reader = try await other.run(["history", "--database", place], on: account)
            #expect(reader.output.contains("idle-oregon"), "the intent is there before the stop: \(reader.output)")

            running.kill()
            _ = await running.ended
            try await account.ask("drop")
            let early = try await other.run(["keep", "idle-oregon", "--database", place], on: account)
            #expect(early.status == 4, "\(early.talk)")
            try await account.ask("overdue \(key).lock")
            let next = try await other.run(["run", "--quiet", "--database", place], on: account)
            #expect(next.status == 0, "\(next.talk)")
            #expect(try await account.ask("objects \(key)").keys == [key])
            #expect(try await account.stopped() == [])
        }

        @Test(
            "a run that was frozen and wakes after another one has taken over stops nothing that a person started since"
        )
        func lateWaking() async throws {
            let (account, one, other) = try await prepared()
            let (place, key) = Self.place()
            #expect(try await other.run(["scan", "--quiet", "--database", place], on: account).status == 0)
            try await account.ask("hold describe_instances before")
            let sleeper = try one.start(["run", "--apply", "--quiet", "--database", place], environment: account.keys)
            try await account.ask("arrive")
            sleeper.send(SIGSTOP)
            try await account.ask("release")
            try await account.ask("overdue \(key).lock")
            let next = try await other.run(["run", "--apply", "--quiet", "--database", place], on: account)
            #expect(next.status == 0, "\(next.talk)")
            #expect(try await account.stopped() == ["idle-oregon"])
            try await account.ask("start \(account.place("idle-oregon"))")

            sleeper.send(SIGCONT)
            let woken = await sleeper.ended
            #expect(woken.status == 4 && woken.talk.contains("has taken over"), "\(woken.talk)")
            #expect(try await account.stopped() == [])
            #expect(try await account.ask("objects \(key)").keys == [key])
            let history = try await other.run(["history", "--format", "json", "--database", place], on: account)
            let changes = try JSONDecoder().decode(HistoryFace.self, from: Data(history.output.utf8)).changes
            #expect(changes.count == 1, "one stop, by the one who held the lock: \(history.output)")
        }

        @Test("where the journal cannot be stored nothing is stopped, and a copy that swells or is foreign is refused")
        func notStored() async throws {
            let (account, one, other) = try await prepared()
            let (place, key) = Self.place()
            #expect(try await one.run(["scan", "--quiet", "--database", place], on: account).status == 0)
            try await account.ask("hold describe_instances before")
            let running = try one.start(["run", "--apply", "--quiet", "--database", place], environment: account.keys)
            try await account.ask("arrive")
            try await account.ask("deny s3:PutObject")
            try await account.ask("release")
            let ended = await running.ended
            #expect(ended.status == 1 && ended.talk.contains("s3:PutObject"), "\(ended.talk)")
            #expect(try await account.stopped() == [])
            try await account.ask("allow s3:PutObject")

            try await account.ask("write \(key) nonsense")
            let foreign = try await other.run(["status", "--database", place], on: account)
            #expect(foreign.status == 1 && foreign.talk.contains("no gzip"), "\(foreign.talk)")
        }

        @Test("doctor and iam-policy know the place; what is none is refused before anything is asked")
        func told() async throws {
            let (account, one, _) = try await prepared()
            let (place, _) = Self.place()
            try one.write(
                "regions: [us-west-2]\ndatabase: \"\(place)\"\n", to: ".config/costguard/config.yaml")
            let policy = try await one.run(["iam-policy"])
            #expect(policy.output.contains("arn:aws:s3:::costguard-memory/tests/"), "\(policy.output)")
            #expect(policy.output.contains("s3:ListBucket"))
            let shown = try await one.run(["config", "show"])
            #expect(shown.output.contains(place), "\(shown.output)")
            #expect(try await one.run(["scan", "--quiet"], on: account).status == 0)
            let doctor = try await one.run(["doctor"], on: account)
            #expect(doctor.report.contains("database") && doctor.report.contains(place), "\(doctor.output)")

            for bad in ["s3://", "s3://UPPER/key", "s3://abc", "s3://abc/../key"] {
                let ended = try await one.run(["status", "--database", bad])
                #expect(ended.status == 64 && ended.talk.contains("no place in S3"), "\(bad): \(ended.talk)")
            }
        }
    }
}
