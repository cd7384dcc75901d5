import CostModel
import Foundation
import Testing

@testable import Reporting

/// A plan is read on one screen, and a table as wide as the terminal.
@Suite struct ScreenTests {
    /// Findings of every kind, so many of each.
    private static func plan(_ many: Int) -> (Plan, TextContext) {
        var findings: [Finding] = []
        var steps: [PlanStep] = []
        var running: [RunningInstance] = []
        for number in 0..<many {
            let price = Money(nanoUSD: Int64(number + 1) * 1_000_000_000)
            let key = Sample.key("i-0\(1000 + number)")
            findings.append(
                Sample.finding(
                    Sample.judgement(key, Sample.dear, .holds, name: "lab-\(number)", reason: "still"), .due,
                    because: "instance-store-data", saving: price, loses: ["125 GB scratch disk", "RAM"]))
            steps.append(
                PlanStep(
                    action: .stop, resource: key, name: "lab-\(number)", rules: ["idle-costly-instance"],
                    unattended: false, launchTime: nil, savingPerMonth: price))
            let others = ["r", "u", "a"].map { Sample.key("i-0\($0)\(number)") }
            findings.append(
                Sample.finding(
                    Sample.judgement(others[0], Sample.dear, .holds, name: nil), .refused,
                    refusal: Refusal("managed", "EKS would replace it; scale the group")))
            findings.append(
                Sample.finding(
                    Sample.judgement(
                        others[1], Sample.dear, .unknown, name: nil, missing: [MissingFact("cpu_percent", "3 of 24")]),
                    .unknown))
            let flag = Sample.flag("flag-\(number % 15)", "Flag", view: "volumes")
            findings.append(
                Sample.finding(
                    Sample.judgement(
                        Sample.key("vol-\(number)", Sample.oregon, .volume), flag, .holds, name: nil, reason: "loose"),
                    .flagged, saving: price))
            running.append(
                RunningInstance(key: others[2], name: nil, type: "t3.micro", launchTime: nil, perHour: nil))
        }
        let plan = Plan(
            id: "7f3a09c1", account: Sample.account, createdAt: Sample.morning, asOf: [],
            gaps: Array(repeating: Sample.gap, count: many), findings: findings, steps: steps, faults: [],
            running: 4 * many)
        var context = Sample.context
        context.running = running
        return (plan, context)
    }

    @Test("a plan fits a screen with its prompt, however much it finds", arguments: [0, 1, 2, 5, 60])
    func screen(many: Int) {
        var (plan, context) = Self.plan(many)
        for width in [80, 160] {
            context.width = width
            let lines = PlanReport.text(plan, context).split(separator: "\n", omittingEmptySubsequences: false)
                .dropLast()
            #expect(lines.count <= 23, "\(lines.joined(separator: "\n"))")
            for line in lines { #expect(String(line).columns <= width, "\(line)") }
        }
    }

    @Test func theDearestStepsAreShownAndTheRestIsCounted() {
        let (plan, context) = Self.plan(60)
        let text = PlanReport.text(plan, context)
        #expect(text.contains("lab-59") && !text.contains("  lab-0  "), "\(text)")
        #expect(text.contains(/and 5\d more: costguard plan -v/), "\(text)")
        #expect(text.contains("scratch disk lost, cron leaves it to you"), "\(text)")
    }

    @Test func allIsToldWhereAllIsAskedFor() {
        var (plan, context) = Self.plan(60)
        context.isVerbose = true
        let text = PlanReport.text(plan, context)
        for number in 0..<60 { #expect(text.contains("lab-\(number) "), "lab-\(number)") }
        #expect(text.contains("125 GB scratch disk, RAM") && !text.contains("plan -v"))
    }

    @Test func aTallScreenShowsMore() {
        var (plan, context) = Self.plan(60)
        let low = PlanReport.text(plan, context)
        context.height = 49
        let high = PlanReport.text(plan, context)
        #expect(high.split(separator: "\n").count > low.split(separator: "\n").count)
        #expect(high.split(separator: "\n").count <= 49)
    }

    @Test(
        "lines are shared out: one each, the first eight, then in turn",
        arguments: [
            ([2, 1, 0, 3], 10, [2, 1, 0, 3]), ([20, 5, 5], 12, [8, 2, 2]), ([20, 5, 5], 2, [1, 1, 1]),
            ([3, 9, 9], 20, [3, 9, 8]), ([], 5, []),
        ] as [([Int], Int, [Int])])
    func shares(counts: [Int], room: Int, shares: [Int]) {
        #expect(TextSection.shares(counts, room: room) == shares)
    }

    @Test func whatMattersMostIsTheLastWordToGo() {
        let words: [TextSection.Word] = [
            ("g4dn.xlarge", 5), ("idle 3 h", 3), ("scratch disk lost", 1), ("cron asks", 2),
        ]
        #expect(TextSection.fitted(words, 60) == "g4dn.xlarge, idle 3 h, scratch disk lost, cron asks")
        #expect(TextSection.fitted(words, 40) == "idle 3 h, scratch disk lost, cron asks")
        #expect(TextSection.fitted(words, 20) == "scratch disk lost")
        #expect(TextSection.fitted(words, 8) == "scratch…")
    }

    /// Forty students' accounts, whose names begin alike.
    private static let rows = (0..<40).map { number in
        let balance = CreditBalance(
            name: "class", source: .entered, granted: Money("100")!,
            burned: Money(nanoUSD: Int64(number) * 2_500_000_000),
            burnPerHour: Money("1.26"), expiresAt: nil, asOf: Sample.morning, basis: "", levels: [])
        var context = Sample.context
        context.balances = [balance]
        return AccountRow(
            name: "machine-learning-2026/team-\(number)", file: "/srv/\(number).sqlite", plan: Sample.plan,
            context: context)
    }

    @Test("forty accounts stand in columns at any width", arguments: [60, 80, 100, 160, 240])
    func table(width: Int) {
        var context = Sample.context
        context.width = width
        let text = AccountsReport(Self.rows, context).text
        let lines = text.split(separator: "\n").map(String.init)
        for line in lines { #expect(line.columns <= width, "\(line)") }
        let table = lines.filter { $0.contains("1: 12.62") || $0.hasPrefix("account ") }
        #expect(table.count == 41, "\(text)")
        // What is idle begins in one and the same place.
        let places = table.map { line in
            line.firstRange(of: /idle USD\/d|1: 12\.62/).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }
        #expect(Set(places).count == 1 && places[0] != nil, "\(text)")
        for number in 0..<40 { #expect(text.contains("eam-\(number)"), "team-\(number) at \(width):\n\(text)") }
        #expect(text.contains("machine-learning-2026/team-7") == (width >= 100))
        #expect(text.contains("hw3-gpu") == (width >= 160))
    }

    @Test(
        "a name is shortened in its middle",
        arguments: [
            ("short", 9, "short"), ("machine-learning/team-7", 12, "machin…eam-7"), ("東京東京東京", 7, "東京…京"),
        ])
    func shortened(name: String, width: Int, shown: String) { #expect(name.shortened(to: width) == shown) }
}

/// What is idle: since when, and what that has cost.
@Suite struct IdleTests {
    private static let rule = RuleHeader(
        name: "idle-costly-instance", title: "idle", view: "instances", severity: .high, action: .stop,
        holdSeconds: 1800, windowSeconds: 3 * 3600, digest: "d", origin: "built in")

    private static func finding(
        _ id: String, held: Int = 0, price: FactValue = .real(0.5), launched hoursAgo: Double = 100,
        unknown: Set<String> = []
    ) -> Finding {
        Sample.finding(
            Sample.judgement(
                Sample.key(id), rule, .holds, name: id == "i-0aa" ? "lab" : nil, reason: "still",
                row: [
                    "hourly_usd": price,
                    "launch_time": .integer(Int64(Sample.morning.timeIntervalSince1970 - hoursAgo * 3600)),
                ], unknown: unknown),
            .pending, held: held)
    }

    /// The shipped rule that counts back for how long each series was quiet.
    private static func notice(_ hours: [Double], origin: String = "built in") -> Finding {
        let rule = RuleHeader(
            name: "idle-costly-notice", title: "told", view: "instances", severity: .medium, action: .notify,
            holdSeconds: 0, windowSeconds: 3600, digest: "n", origin: origin)
        let columns = ["quiet_cpu_hours", "quiet_out_hours", "quiet_in_hours"]
        return Sample.finding(
            Sample.judgement(
                Sample.key("i-0aa"), rule, .holds, name: "lab",
                evidence: zip(columns, hours).map { Evidence($0, .real($1)) }), .flagged)
    }

    @Test(
        "a machine is idle since its rule's window began, before that for as long as it held, never before its start",
        arguments: [(0, 100.0, 3.0), (7200, 100, 5), (7200, 4, 4), (-5, 100, 3)])
    func since(held: Int, launched: Double, hours: Double) throws {
        let finding = Self.finding("i-0aa", held: held, launched: launched)
        let spell = try #require(IdleSpell(finding, among: [finding], scannedAt: Sample.morning))
        #expect(spell.since == Sample.morning - hours * 3600)
        #expect(spell.cost == Money(usd: 0.5 * hours))
    }

    @Test func aRuleThatLooksBackFurtherIsBelievedByItsQuietestSeries() throws {
        let finding = Self.finding("i-0aa")
        func hours(_ notice: Finding) -> Double? {
            IdleSpell(finding, among: [finding, notice], scannedAt: Sample.morning).map {
                Sample.morning.timeIntervalSince($0.since) / 3600
            }
        }
        #expect(hours(Self.notice([40, 30, 20])) == 20 && hours(Self.notice([40, 30])) == 3)
        #expect(hours(Self.notice([40, 30, .infinity])) == 3)
        #expect(
            hours(Self.notice([40, 30, 20], origin: "own.yaml")) == 3,
            "columns of a rule of one's own mean what it says")
    }

    @Test func theStatusTellsWhatIsIdleSinceWhenAndItsCostAndNoMoreThanIsKnown() {
        var context = Sample.context
        context.timeZone = TimeZone(identifier: "Asia/Kolkata")!
        let findings = [
            Self.finding("i-0aa", held: 3600), Self.finding("i-0bb", unknown: ["hourly_usd"]),
        ]
        let text = StatusReport.text(context, plan: nil, findings: findings, journal: [])
        #expect(text.contains("IDLE           2 machines, at least 2.00 USD so far at list price\n"), "\(text)")
        #expect(text.contains("lab            since 10:30 UTC+5:30 (4 h), 2.00 USD"), "\(text)")
        #expect(text.contains("i-0bb          since 11:30 UTC+5:30 (3 h), price not known"), "\(text)")
        #expect(!StatusReport.text(context, plan: nil, findings: [Sample.train], journal: []).contains("IDLE"))
    }

    @Test func whatRunsIsALowerBoundWhereAPriceOrASurchargeIsNotKnown() {
        var context = Sample.context
        context.balances = []
        context.spend = nil
        func running() -> String {
            let lines = StatusReport.text(context, plan: nil, journal: []).split(separator: "\n")
            return lines.first { $0.hasPrefix("RUNNING") }.map(String.init) ?? ""
        }
        #expect(running() == "RUNNING        7, at least 1.30 USD/h, 1 of unknown price")
        context.running.removeAll { $0.perHour == nil }
        #expect(running() == "RUNNING        6, 1.30 USD/h")
        var balance = Sample.balance
        balance.isBurnLowerBound = true
        context.balances = [balance]
        #expect(running() == "RUNNING        6, at least 1.26 USD/h")
        context.balances = []
        context.running = [Sample.running[6]]
        #expect(running() == "RUNNING        1, 1 of unknown price")
    }

    @Test func aScanEndsWithWhatItFound() {
        #expect(
            ScanText.findings(Sample.plan) == [
                "Would stop 1 of 7 running, saves 12.62 USD a day.", "Flagged 4, up to 12.45 USD a month.",
                "Left alone: 2 refused by a guardrail, 2 not known.",
            ])
    }
}
