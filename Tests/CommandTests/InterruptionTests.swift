// Two runs at once, and runs that are killed: at the worst instants, held there by the other side.

import Foundation
import Spawning
import Testing

extension AccountChanges {
    @Suite struct InterruptionTests {
        @Test("a second run ends with 4 and names the first, while readers go on")
        func twoRuns() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: quickRegions)
            _ = try await home.run(["run"], on: account)
            try await account.ask("hold describe_regions before")
            let first = try home.start(["run"], environment: account.keys)
            try await account.ask("arrive")
            for arguments in [["run"], ["run", "--apply"], ["scan"], ["apply", "--yes"]] {
                let second = try await home.run(arguments, on: account)
                #expect(second.status == 4, "\(arguments): \(second.talk)")
                #expect(second.talk.contains("process \(first.pid)") && second.talk.contains("hint: "))
            }
            for arguments in [[], ["plan"], ["explain", "idle-oregon"], ["history"], ["credits"]] {
                let reader = try await home.run(arguments, on: account)
                #expect(reader.status == 0, "\(arguments): \(reader.talk)")
            }
            try await account.ask("release")
            #expect(await first.ended.status == 0)
            #expect(try await home.run(["run"], on: account).status == 0)
        }

        @Test("a run that is killed when AWS has stopped a machine and not answered: the next one writes it down")
        func killedAfterTheStop() async throws {
            let (account, home) = try await killed(when: "after")
            #expect(try await account.stopped().count == 1)
            try await account.ask("release")
            let next = try await home.run(["run", "--apply"], on: account)
            #expect(next.status == 0, "\(next.talk)")
            #expect(
                next.talk.contains("An earlier run was cut short while stopping")
                    && next.talk.contains("it was stopped"))
            #expect(try await account.stopped() == ["idle-oregon", "idle-dublin"])
            #expect(try await home.history().map(\.outcome) == ["done", "done"])
            let told = try await account.mails().map(\.message).joined()
            #expect(told.contains("idle-oregon") && told.contains("idle-dublin"))
        }

        @Test("a run that is killed before its stop arrives: the next one says so, and stops it again")
        func killedBeforeTheStop() async throws {
            let (account, home) = try await killed(when: "before")
            try await account.ask("drop")
            #expect(try await account.stopped() == [])
            let next = try await home.run(["run", "--apply"], on: account)
            #expect(next.status == 0, "\(next.talk)")
            #expect(next.talk.contains("the instance is 'running'"))
            #expect(try await account.stopped() == ["idle-oregon", "idle-dublin"])
            #expect(try await home.history().map(\.outcome) == ["done", "done", "uncertain"])
        }

        /// A run that died with its first stop on the way: before AWS did it, or after.
        private func killed(when moment: String) async throws -> (MotoAccount, Home) {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, regions: quickRegions, unattended: "actions: [stop]")
            try await account.ask("hold stop_instances \(moment)")
            let run = try home.start(["run", "--apply"], environment: account.keys)
            try await account.ask("arrive")
            run.kill()
            #expect(await run.ended.status == SIGKILL)
            #expect(try quickCheck(home) == "ok")
            let changes = try await home.history()
            #expect(changes.count == 1 && changes.first?.outcome == "open")
            return (account, home)
        }

        private func quickCheck(_ home: Home) throws -> String {
            let process = ChildProgram()
            process.executableURL = URL(fileURLWithPath: try #require(MotoAccount.python))
            process.arguments = [
                "-c",
                "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA quick_check').fetchone()[0])",
                home.database,
            ]
            let output = Pipe()
            process.standardOutput = output
            try process.start()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }
}
