// Words on marks: the last one holds, and those without an account wait for the first one. Which mail is owed first.

import CostModel
import Foundation
import Testing

@testable import Storage

@Suite struct AlertLedgerTests {
    private func edit(_ text: String, _ credit: String?, isAdded: Bool = true) throws -> AlertEdit {
        AlertEdit(credit: credit, level: try #require(AlertLevel(text)), isAdded: isAdded, at: noon)
    }

    @Test func theLastWordOnAMarkOfACreditHolds() async throws {
        let database = try Workbench().open()
        let all = try edit("burn 5%/day", nil)
        let one = try edit("ends before 2027-01-15", "class")
        let gone = try edit("burn 5%/day", nil, isAdded: false)
        for edit in [all, one, gone] { try await database.record(edit, account: .lab) }
        #expect(try await database.alertEdits(account: .lab) == [one, gone])
        #expect(try await database.alertEdits(account: .other).isEmpty)
    }

    @Test func wordsWithoutAnAccountBelongToTheFirstOne() async throws {
        let database = try Workbench().open()
        let early = try edit("60%", nil)
        try await database.record(early, account: nil)
        #expect(try await database.alertEdits(account: nil) == [early])
        try await database.adoptAlertEdits(account: .lab)
        #expect(try await database.alertEdits(account: nil).isEmpty)
        #expect(try await database.alertEdits(account: .lab) == [early])
    }

    @Test func aMailIsKnownByItsIDSentOrNot() async throws {
        let database = try Workbench().open()
        #expect(try await !database.hasMail("digest-1"))
        let mail = Mail(id: "digest-1", subject: "s", body: "b", createdAt: noon)
        try await database.change(opening: [], closing: [], mail: mail)
        #expect(try await database.hasMail("digest-1"))
        try await database.recordSent("digest-1", messageID: "m", at: noon)
        #expect(try await database.hasMail("digest-1"))
    }

    @Test func whatIsMostUrgentIsOwedFirstAndOfEqualsTheOldest() async throws {
        let database = try Workbench().open()
        let owed: [(String, Mail.Urgency)] = [
            ("digest", .routine), ("idle", .news), ("stop", .alarm), ("credit", .news), ("surge", .alarm),
        ]
        for (index, (id, urgency)) in owed.enumerated() {
            let at = noon.plus(hours: Double(index))
            let mail = Mail(id: id, subject: "s", body: "b", createdAt: at, urgency: urgency)
            try await database.change(opening: [], closing: [], mail: mail)
        }
        let unsent = try await database.unsent()
        #expect(unsent.map(\.id) == ["stop", "surge", "idle", "credit", "digest"])
        #expect(unsent.map(\.urgency) == [.alarm, .alarm, .news, .news, .routine])
    }
}
