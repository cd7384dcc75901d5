// A person's word where another costguard guards the account by a database of its own: refused, for that one would not hear it;
// a stop and a start are not.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct OtherGuardTests {
        /// Two databases on one account, of which the first has stopped 'idle-oregon', and the second has seen that.
        private func prepared() async throws -> (MotoAccount, Home) {
            let account = try await MotoAccount.rewound()
            let first = try Home.configured(for: account, regions: quickRegions, unattended: "actions: [stop]")
            let second = try Home.configured(for: account, regions: quickRegions)
            let stopped = try await first.run(
                ["stop", "idle-oregon", "--yes"], on: account)
            #expect(stopped.status == 0, "\(stopped.talk)")
            #expect(try await second.run(["scan", "--quiet"], on: account).status == 0)
            return (account, second)
        }

        @Test("a keep, a pause and an undo are refused with the commands that are heard, and change nothing")
        func refused() async throws {
            let (account, home) = try await prepared()
            for words in [
                ["keep", "idle-dublin"], ["unkeep", "idle-dublin"], ["pause"], ["resume"], ["undo"],
            ] {
                let ended = try await home.run(words, on: account)
                #expect(ended.status == 4, "\(words): \(ended.talk)")
                let command = "costguard \(words.joined(separator: " "))"
                #expect(ended.talk.contains("another costguard stops machines of account"), "\(ended.talk)")
                #expect(ended.talk.contains("'\(command) --database s3://BUCKET/KEY'"), "\(ended.talk)")
                #expect(ended.talk.contains("'\(command) --only-here' tells this database alone"), "\(ended.talk)")
            }
            #expect(try await home.run(["keep"]).output.contains("Nothing is kept"))
            #expect(!(try await home.run(["plan"])).talk.contains("PAUSED"))
            #expect(try await account.ask("tags \(account.place("idle-dublin"))").tags?["costguard:keep"] == nil)
            #expect(try await account.stopped() == ["idle-oregon"])
        }

        @Test("who insists is obeyed, and told that this database alone knows")
        func insisted() async throws {
            let (account, home) = try await prepared()
            let kept = try await home.run(["keep", "idle-dublin", "--only-here"], on: account)
            #expect(kept.status == 0 && kept.talk.contains("this database alone is told"), "\(kept.talk)")
            let paused = try await home.run(["pause", "--only-here"], on: account)
            #expect(paused.status == 0 && paused.output.contains("PAUSED to"), "\(paused.talk)")
            let resumed = try await home.run(["resume", "--only-here"], on: account)
            #expect(resumed.status == 0 && resumed.output.contains("has ended"), "\(resumed.talk)")
        }

        @Test("a stop and a start wait for nobody, and say that there is another one")
        func urgent() async throws {
            let (account, home) = try await prepared()
            let started = try await home.run(["start", "idle-oregon", "--yes"], on: account)
            #expect(started.status == 0, "\(started.talk)")
            #expect(try await account.stopped() == [])
            let stopped = try await home.run(["stop", "idle-dublin", "--yes"], on: account)
            #expect(stopped.status == 0 && stopped.talk.contains("Another costguard stops machines"), "\(stopped.talk)")
            #expect(try await account.stopped() == ["idle-dublin"])
        }
    }
}
