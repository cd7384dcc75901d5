// The report of one account and the table of many, letter by letter; and pages, which nobody's name may break.

import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct AccountReportTests {
    @Test func reportAsText() throws { try expectGolden(Sample.report.text, "report.txt") }
    @Test func reportAsCSV() throws { try expectGolden(Sample.report.csv, "report.csv") }
    @Test func reportAsPage() throws { try expectGolden(Self.unstyled(Sample.report.html), "report.html") }

    /// The style is held by its digest.
    private static func unstyled(_ page: String) -> String {
        page.replacing(/<style>[^<]*<\/style>/, with: "<style></style>")
    }

    private static func headings(_ page: String) -> [Substring] { page.matches(of: /<h2>([^<]*)<\/h2>/).map(\.1) }

    @Test func reportAsJSON() throws {
        _ = try JSONSerialization.jsonObject(with: Data(Sample.report.json.utf8))
        try expectGolden(Sample.report.json, "report.json")
    }

    @Test func pagesOfOtherVerbsAreMadeOfTheSameParts() {
        let plan = Self.headings(Sample.report.planPage)
        #expect(plan.prefix(2) == ["Credit class", "Would stop 1 of 7 running, saves 12.62\u{a0}USD a day"])
        #expect(Self.headings(Sample.report.html).prefix(2) == plan.prefix(2))
        #expect(!plan.contains("How credit class goes down"))
        let credits = CreditsReport.html(Sample.report.context, Sample.figuresOfReport)
        #expect(Self.headings(credits) == ["Credit class", "How credit class goes down", "Burn", "Not seen"])
        #expect(Set(plan + Self.headings(credits)).isSubset(of: Self.headings(Sample.report.html)))
    }

    @Test func nothingKnownIsSaidAndNotZero() throws {
        try expectGolden(Sample.emptyReport.text, "report-empty.txt")
        let page = Sample.emptyReport.html
        #expect(page.contains("No scan has succeeded") && page.contains("None is known"))
        #expect(!page.contains("<svg") && !page.contains("0.00"))
        _ = try JSONSerialization.jsonObject(with: Data(Sample.emptyReport.json.utf8))
        #expect(Sample.emptyReport.json.contains("\"selfCost\": null"))
    }

    @Test func accountsInEveryForm() throws {
        try expectGolden(Sample.accounts.text, "accounts.txt")
        try expectGolden(Sample.accounts.csv, "accounts.csv")
        try expectGolden(Self.unstyled(Sample.accounts.html), "accounts.html")
        _ = try JSONSerialization.jsonObject(with: Data(Sample.accounts.json.utf8))
        try expectGolden(Sample.accounts.json, "accounts.json")
    }

    @Test func theAccountThatEndsFirstStandsFirstAndTheUnreadableLast() {
        #expect(
            Sample.accounts.rows.map(\.name) == ["dave", "alice-with-a-long-name", "bob", "quiet", "carol", "eve"])
        #expect(!Sample.accounts.isComplete)
        #expect(Sample.accounts.rows[0].hoursLeft(at: Sample.morning) == 0)
        #expect(Sample.accounts.rows[3].hoursLeft(at: Sample.morning) == nil)
    }

    @Test func textKeepsToEightyColumns() {
        for text in [Sample.report.text, Sample.accounts.text, Sample.emptyReport.text] {
            for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        }
    }

    @Test func severalCreditsAreOneSum() throws {
        let now = Sample.morning
        func credit(_ left: String, since: Date?, expires: Date?) -> CreditBalance {
            CreditBalance(
                name: left, source: .entered, granted: Money("50")!, burned: Money("50")! - Money(left)!,
                burnPerHour: Money("1"), expiresAt: expires, asOf: now, basis: "", levels: [], burningSince: since)
        }
        let row = AccountRow(
            name: "a", file: "a",
            balances: [
                credit("10", since: nil, expires: nil), credit("20", since: now + 36_000, expires: nil),
                credit("30", since: nil, expires: now - 1), credit("40", since: .distantFuture, expires: nil),
            ], problem: "no scan yet", at: now)
        // The one that has expired is worth nothing; the one that is never drawn from brings no end.
        #expect(row.left == Money("70") && row.granted == Money("200"))
        #expect(row.hoursLeft(at: now) == 30)
    }

    @Test func aMarkFarAheadIsNotPassedInJSON() throws {
        let balance = CreditBalance(
            name: "class", source: .entered, granted: Money("100")!, burned: Money("2"), burnPerHour: Money("1"),
            expiresAt: nil, asOf: Sample.morning, basis: "typed in", levels: [50, 80, 1].map(AlertLevel.percentBurned))
        let report = AccountReport(
            plan: Sample.plan, context: with(Sample.context, balance), figures: ReportFigures())
        let lines = report.json.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let start = try #require(lines.firstIndex(of: "\"marksPassed\": ["))
        #expect(Array(lines[(start + 1)...].prefix(5)) == ["\"1 %\"", "],", "\"marksAhead\": [", "\"50 %\"", "],"])
    }

    private func with(_ context: TextContext, _ balance: CreditBalance) -> TextContext {
        var context = context
        context.balances = [balance]
        return context
    }

    /// Its own end is after that of the credit before it: a range from now on would contradict that.
    @Test func aCreditThatWaitsHasNoRangeOfEnds() {
        let waiting = CreditBalance(
            name: "next", source: .entered, granted: Money("10")!, burned: .zero, burnPerHour: Money("1"),
            expiresAt: nil, asOf: Sample.morning, basis: "", levels: [], burningSince: Sample.morning + 36_000)
        #expect(waiting.end(from: Sample.morning)?.at == Sample.morning + 72_000)
        #expect(SpendReport.runway(of: waiting, Sample.spend, at: Sample.morning) == nil)
    }

    @Test func aCreditThatNeverEndsLeavesTheSumWithoutAnEnd() {
        let now = Sample.morning
        func credit(_ name: String, expires: Date?) -> CreditBalance {
            CreditBalance(
                name: name, source: .entered, granted: Money("50")!, burned: .zero, burnPerHour: .zero,
                expiresAt: expires, asOf: now, basis: "", levels: [])
        }
        let row = AccountRow(
            name: "a", file: "a", balances: [credit("soon", expires: now + 86_400), credit("ever", expires: nil)],
            problem: "no scan yet", at: now)
        #expect(row.left == Money("100") && row.hoursLeft(at: now) == nil)
    }

    @Test("an account that stands in several databases counts once, by its newest scan, and each file has its line")
    func oneAccountTwice() {
        func row(_ file: String, scannedAt: Date) -> AccountRow {
            var context = Sample.context
            context.scan = ScanSummary(
                account: Sample.account, at: scannedAt, duration: 1, regions: [], closedRegions: [], gaps: [],
                apiCalls: 1, selfCost: .zero)
            return AccountRow(name: file, file: file, plan: Sample.emptyReport.plan, context: context)
        }
        let now = Sample.morning
        let rows = AccountRow.eachAccountOnce([
            row("old", scannedAt: now - 60), row("new", scannedAt: now), row("copy", scannedAt: now),
            AccountRow(name: "eve", file: "eve", problem: "damaged"),
        ])
        #expect(rows.map(\.file) == ["old", "new", "copy", "eve"])
        #expect(rows.map { $0.account != nil } == [false, true, false, false])
        #expect(rows[0].problem == "the account 123456789012 again: it counts from 'new', whose scan is no older")
        let table = AccountsReport(Array(rows.prefix(3)), TextContext(timeZone: .gmt, now: now))
        #expect(table.isComplete && table.text.hasPrefix("1 account"))
        #expect(!AccountsReport(rows, TextContext(timeZone: .gmt, now: now)).isComplete)
    }

    @Test("where the column of names shows two alike, each has its account and file below it")
    func namesThatAreCutAlike() {
        func row(_ name: String) -> AccountRow {
            AccountRow(name: name, file: "x/\(name).sqlite", plan: Sample.emptyReport.plan, context: Sample.context)
        }
        let context = TextContext(timeZone: .gmt, now: Sample.morning)
        let names = ["a", "b"].map { "experiment-2026-\($0)-of-the-machine-learning-course" }
        let text = AccountsReport((names + ["bob"]).map(row), context).text
        for name in names {
            #expect(text.contains("account 123456789012 of\n    'x/\(name).sqlite'"), "\(text)")
        }
        #expect(!text.contains("bob.sqlite"))
    }

    @Test("things of one name are told with their ids, and others without")
    func oneName() {
        func key(_ id: String) -> ResourceKey {
            ResourceKey(kind: .instance, account: Sample.account, region: Region("us-west-2")!, id: id)
        }
        let things: [(key: ResourceKey, name: String?)] = [
            (key("i-1"), "web"), (key("i-2"), "web"), (key("i-3"), "db"), (key("i-4"), nil), (key("i-3"), "db"),
        ]
        let titles = Titles(things)
        #expect(things.map { titles.title($0.key, $0.name) } == ["web (i-1)", "web (i-2)", "db", "i-4", "db"])
        #expect(titles.title(key("i-1"), "web", cutTo: 2).hasSuffix(" (i-1)"))
        #expect(things.map { titles.column($0.key, $0.name).id } == ["i-1", "i-2", nil, "i-4", nil])
    }

    @Test("a sum of which nothing is known is left out of the table's first line: it is not 0")
    func unknownSums() {
        let context = TextContext(timeZone: .gmt, now: Sample.morning)
        let blind = AccountRow(name: "a", file: "a", problem: "the database is damaged")
        #expect(AccountsReport([blind, blind], context).text.hasPrefix("0 accounts\n"))
        let known = AccountRow(
            name: "b", file: "b",
            balances: [
                CreditBalance(
                    name: "b", source: .entered, granted: Money("10") ?? .zero, burned: Money("4"), burnPerHour: nil,
                    expiresAt: nil, asOf: nil, basis: "", levels: [])
            ], problem: "no scan yet", at: Sample.morning)
        #expect(AccountsReport([known, blind], context).text.hasPrefix("0 accounts, at least 6.00 USD left\n"))
    }
}
