// What persons said: the last word on a thing holds, and nothing is rewritten.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct PersonLedgerTests {
    private func key(_ id: String = "i-1", _ account: AccountID = .lab) -> ResourceKey {
        ResourceKey(kind: .instance, account: account, region: .northVirginia, id: id)
    }

    private func keep(_ id: String = "i-1", since: Double = 0, hours: Double? = 24) -> Keep {
        let start = noon.plus(hours: since)
        return Keep(
            resource: key(id), name: "box", since: start, until: hours.map { start.plus(hours: $0) },
            because: "thesis", who: "ada on laptop")
    }

    @Test("the last word on a thing holds, and the one before stays as history")
    func last() async throws {
        let database = try Workbench().open()
        try await database.record(keep())
        try await database.record(keep("i-2"))
        try await database.record(keep(since: 1, hours: nil))
        #expect(try await database.keeps(account: .lab) == [keep("i-2"), keep(since: 1, hours: nil)])
        #expect(try await database.keeps(account: .other).isEmpty)
        #expect(try database.rows("SELECT 1 FROM keep").count == 3)
    }

    @Test("what has ended by itself is nothing to take back")
    func ended() async throws {
        let database = try Workbench().open()
        try await database.record(keep())
        #expect(try await !database.endKeep(of: key(), at: noon.plus(hours: 24)))
        try await database.record(keep())
        #expect(try await database.endKeep(of: key(), at: noon.plus(hours: 23)))
        #expect(try await !database.endKeep(of: key(), at: noon.plus(hours: 23)))
        #expect(try await database.keeps(account: .lab).isEmpty)
    }

    @Test("one pause holds at a time, to its end or to resume")
    func pause() async throws {
        let database = try Workbench().open()
        #expect(try await database.pause() == nil)
        #expect(try await !database.endPause(at: noon))
        let short = Pause(since: noon, until: noon.plus(hours: 1), because: nil, who: "ada on laptop")
        let long = Pause(since: noon, until: nil, because: "exam", who: "bob on desk")
        try await database.record(short)
        try await database.record(long)
        #expect(try await database.pause() == long)
        #expect(try database.pauseNow() == long)
        #expect(try await database.endPause(at: noon.plus(hours: 100)))
        #expect(try await database.pause() == nil)
        try await database.record(short)
        #expect(try await !database.endPause(at: noon.plus(hours: 1)))
    }

    @Test("who was behind a change and why are told, and neither is ever rewritten")
    func journal() async throws {
        let database = try Workbench().open()
        let intent = JournalIntent(
            planID: "7f3a91c2", action: .stop, resource: key(), launchTime: nil, name: nil, rule: "idle-instance",
            at: noon, unattended: false, who: "ada on laptop", evidence: "no hour above 1 % CPU")
        let id = try await database.open(intent)
        #expect(try await database.openEntries().first?.intent == intent)
        for column in ["who", "evidence"] {
            #expect(throws: DatabaseError.self) {
                try database.queue.write { db in
                    try db.execute(
                        sql: "UPDATE journal SET \(column) = 'x', outcome = 'done', settled_at = 1 WHERE id = ?",
                        arguments: [id])
                }
            }
        }
        try await database.settle(id, .done, at: noon)
        #expect(try await database.entries(account: .lab, since: noon).first?.intent == intent)
    }
}
