// What is kept of notices: told is what its mail says, one that stands stays, an unsent mail ends with its last notice.

import CostModel
import Foundation
import Testing

@testable import Storage

@Suite struct NoticeLedgerTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private let account = AccountID("123456789012")!
    private let noon = Date(seconds: 1_795_176_000)

    private func notice(_ id: String, mail: String = "m") -> Notice {
        Notice(
            resource: ResourceKey(kind: .instance, account: account, region: Region("us-west-2")!, id: id), name: id,
            launchTime: noon - 3600, rule: "idle-instance", owedAt: noon, seconds: 3600, addressee: "ada", mailID: mail)
    }
    private func mail(_ id: String = "m") -> Mail {
        Mail(id: id, subject: "s", body: "b", createdAt: noon, addressee: "ada", wantsReader: true)
    }

    @Test func itIsToldWhenItsMailIsSent() async throws {
        let database = try bench.open()
        try await database.begin([notice("i-1"), notice("i-2")], telling: mail())
        try await database.note(untold: "nobody", account: account)
        #expect(try await database.notices(account: account).map(\.untold) == ["nobody", "nobody"])
        #expect(try await database.notices(account: account).allSatisfy { $0.toldAt == nil && $0.until == nil })
        let owed = try await database.unsent()
        #expect(owed == [mail()])
        try await database.recordSent("m", messageID: "x", at: noon + 60)
        #expect(
            try await database.notices(account: account).map(\.mark)
                == Array(repeating: "2026-11-20T13:01:00Z", count: 2))
    }

    @Test func oneThatStandsStays() async throws {
        let database = try bench.open()
        try await database.begin([notice("i-1")], telling: mail())
        try await database.begin([notice("i-1", mail: "n")], telling: mail("n"))
        #expect(try await database.notices(account: account).map(\.mailID) == ["m"])
        try await database.end(notice("i-1").resource, .used, at: noon)
        try await database.begin([notice("i-1", mail: "o")], telling: mail("o"))
        #expect(try await database.notices(account: account).map(\.mailID) == ["o"])
    }

    @Test func aMailThatWasNotSentEndsWithItsLastNotice() async throws {
        let database = try bench.open()
        try await database.begin([notice("i-1"), notice("i-2")], telling: mail())
        try await database.end(notice("i-1").resource, .used, at: noon)
        #expect(try await database.unsent().count == 1)
        try await database.end(notice("i-2").resource, .kept, at: noon)
        #expect(try await database.unsent().isEmpty)
    }

    @Test func aMarkIsLeftUntilItIsTakenAway() async throws {
        let database = try bench.open()
        let key = notice("i-1").resource
        try await database.begin([notice("i-1")], telling: mail())
        try await database.noteMark(of: key, isRefused: false, at: noon)
        #expect(try await database.leftMarks(account: account).isEmpty)
        try await database.end(key, .used, at: noon)
        #expect(try await database.leftMarks(account: account).map(\.resource) == [key])
        try await database.noteMarkGone(from: key, at: noon)
        #expect(try await database.leftMarks(account: account).isEmpty)
    }

    @Test func whatMayNotBeMarkedIsNotAskedAgain() async throws {
        let database = try bench.open()
        try await database.begin([notice("i-1")], telling: mail())
        try await database.noteMark(of: notice("i-1").resource, isRefused: true, at: noon)
        #expect(try await database.notices(account: account).map(\.isUnmarkable) == [true])
    }
}
