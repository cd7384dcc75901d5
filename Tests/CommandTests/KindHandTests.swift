// A person stops and starts a database and a notebook by their names, and cron a database that is idle; the binary against
// moto.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct KindHandTests {
        private static let kinds = "kinds: [databases, notebooks]\n"

        /// A home that looks for databases and notebooks, and an account that has one of each in Oregon.
        private func scene() async throws -> (Home, MotoAccount) {
            let account = try await MotoAccount.rewound()
            try await account.ask("things us-west-2")
            let home = try Home.configured(for: account, regions: ["us-west-2"], isMailed: false, more: Self.kinds)
            try await allow(["--enforce", "--hands"], to: home, on: account)
            _ = try await home.run(["scan", "--quiet"], on: account)
            return (home, account)
        }

        /// Lets the keys do what the program says that they need, and nothing else.
        private func allow(_ options: [String], to home: Home, on account: MotoAccount) async throws {
            let printed = try await home.run(["iam-policy"] + options, on: account).output
            try await account.ask("policy \(printed.replacing("\n", with: " "))")
        }

        @Test("cron stops a database that nobody is connected to, once its kind is named")
        func cronStops() async throws {
            let account = try await MotoAccount.rewound()
            try await account.ask("things us-west-2")
            try await account.ask("idle-thing us-west-2")
            func run(_ unattended: String) async throws -> (home: Home, ended: Ended) {
                let home = try Home.configured(
                    for: account, regions: ["us-west-2"], unattended: unattended, hold: nil, isMailed: false,
                    more: "kinds: [databases]\nrules: { idle-database: { for: 0s } }\n")
                try await allow(["--enforce"], to: home, on: account)
                return (home, try await home.run(["run", "--apply"], on: account))
            }
            let left = try await run("actions: [stop]")
            #expect(left.ended.status == 0, "\(left.ended.talk)")
            #expect(try await account.ask("thing course-db us-west-2").state == "available")
            let why = try await left.home.run(["explain", "course-db"]).output
            #expect(why.contains("unattended.kinds does not name databases"), "\(why)")
            let stopped = try await run("actions: [stop], kinds: [databases]")
            #expect(stopped.ended.status == 0, "\(stopped.ended.talk)")
            let state = try await account.ask("thing course-db us-west-2").state
            #expect(["stopped", "stopping"].contains(state ?? ""), "\(state ?? "none") \(stopped.ended.talk)")
            let history = try await stopped.home.run(["history"]).output
            #expect(history.contains("course-db") && history.contains("idle-database"), "\(history)")
        }

        @Test(
            "a database and a notebook are stopped by name, told so a second time, and started again",
            arguments: ["course-db", "thesis"])
        func stopsAndStarts(name: String) async throws {
            let (home, account) = try await scene()
            let stopped = try await home.run(["stop", name, "--yes"], on: account)
            #expect(stopped.status == 0, "\(stopped.talk)")
            #expect(stopped.talk.contains("you lose"), "\(stopped.talk)")
            let state = try await account.ask("thing \(name) us-west-2").state
            #expect(["stopped", "stopping", "Stopped", "Stopping"].contains(state ?? ""), "\(state ?? "none")")
            let again = try await home.run(["stop", name, "--yes"], on: account)
            #expect(again.status == 0 && again.talk.contains("already"), "\(again.talk)")
            #expect(try await home.run(["history"]).output.contains(name))
            let undone = try await home.run(["undo", "--yes", "--only-here"], on: account)
            #expect(undone.status == 0, "\(undone.talk)")
            let after = try await account.ask("thing \(name) us-west-2").state
            #expect(["available", "starting", "InService", "Pending"].contains(after ?? ""), "\(after ?? "none")")
        }

        @Test("what somebody keeps by its tag is left alone")
        func heedsKeep() async throws {
            let (home, account) = try await scene()
            try await account.ask("keep-thing course-db us-west-2")
            let kept = try await home.run(["stop", "course-db", "--yes"], on: account)
            #expect(kept.status == 4 && (kept.talk + kept.output).contains("keeps it"), "\(kept.talk)\(kept.output)")
            #expect(try await account.ask("thing course-db us-west-2").state == "available")
        }

        @Test("a kind that costguard does not stop is refused by its name")
        func refusesOthers() async throws {
            let (home, account) = try await scene()
            let order = try await home.run(["stop", "course-db", "--at", "23:59"], on: account)
            #expect(order.status == 4 && order.talk.contains("is no machine, but a database"), "\(order.talk)")
        }
    }
}
