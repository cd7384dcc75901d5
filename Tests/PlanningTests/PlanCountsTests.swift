// What a plan counts: text, page, mail and the JSON's totals tell one number of things in each section, and one sum. The
// wanted numbers are counted here from the JSON's findings alone.

import CostModel
import Foundation
import Reporting
import Testing

@testable import Planning

@Suite struct PlanCountsTests {
    /// How many things each section holds, and the two sums.
    struct Counts: Equatable {
        var stopping = 0
        var refused = 0
        var unknown = 0
        var flagged = 0
        var leftAlone = 0
        /// USD a day, in cents; nil where no price is known.
        var savedADay: Int?
        /// USD a month, in cents.
        var flaggedAMonth: Int?
    }

    /// What these tests read of a plan's JSON.
    struct Face: Decodable {
        struct Resource: Decodable, Hashable { let kind, id, region: String }
        struct Finding: Decodable {
            let rule, verdict, action: String
            let resource: Resource
            let savingUSDPerMonth: Double?
            var isTold: Bool { action == "notify" && resource.kind != "credit" }
        }
        struct Totals: Decodable {
            let running, wouldStop, flagged, unpriced: Int
            let savingUSDPerMonthByStopping, savingUSDPerMonthByCleaning: Double
        }
        let findings: [Finding]
        let totals: Totals

        private func things(_ verdicts: String..., where belongs: (Finding) -> Bool = { _ in true }) -> Set<Resource> {
            Set(findings.filter { verdicts.contains($0.verdict) && belongs($0) }.map(\.resource))
        }

        private func cents(_ things: Set<Resource>, _ verdicts: String..., perMonthOver parts: Double = 1) -> Int? {
            let prices = things.compactMap { thing in
                findings.first {
                    verdicts.contains($0.verdict) && !$0.isTold && $0.resource == thing && $0.savingUSDPerMonth != nil
                }
            }.compactMap(\.savingUSDPerMonth)
            return prices.isEmpty ? nil : Int((prices.reduce(0, +) * 100 / parts).rounded())
        }

        func counts(running: Set<String>) -> Counts {
            let stopping = things("due", "pending")
            let refused = things("refused").subtracting(stopping)
            let unknown = things("unknown") { !$0.isTold && $0.resource.kind != "credit" }.subtracting(stopping)
                .subtracting(refused)
            let flagged = things("flagged") { !$0.isTold && $0.resource.kind != "credit" }.subtracting(stopping)
            return Counts(
                stopping: stopping.count, refused: refused.count, unknown: unknown.count, flagged: flagged.count,
                leftAlone: running.subtracting((stopping.union(refused).union(unknown)).map(\.id)).count,
                savedADay: cents(stopping, "due", "pending", perMonthOver: 730.0 / 24),
                flaggedAMonth: cents(flagged, "flagged"))
        }
    }

    /// The counts in the headings of a text or a page.
    static func counts(_ text: String) -> Counts {
        func number(_ pattern: Regex<(Substring, Substring)>) -> Int {
            text.firstMatch(of: pattern.ignoresCase()).flatMap { Int($0.1) } ?? 0
        }
        func cents(_ pattern: Regex<(Substring, Substring)>) -> Int? {
            text.firstMatch(of: pattern.ignoresCase()).flatMap { Double($0.1) }.map { Int(($0 * 100).rounded()) }
        }
        return Counts(
            stopping: number(#/WOULD STOP\s+(\d+)/#), refused: number(#/\bREFUSED:?\s+(\d+) that a rule/#),
            unknown: number(#/\bNOT KNOWN:?\s+(\d+),/#), flagged: number(#/\bFLAGGED\s+(\d+)/#),
            leftAlone: number(#/\bLEFT ALONE,?\s+(\d+) running/#),
            savedADay: cents(#/WOULD STOP [^\n]*saves (?:[a-z ]+)?([0-9.]+)\sUSD a day/#),
            flaggedAMonth: cents(#/FLAGGED [^\n]*?([0-9.]+)\sUSD a month/#))
    }

    static func isNear(_ left: Int?, _ right: Int?) -> Bool {
        guard let left, let right else { return left == right }
        return abs(left - right) <= 1
    }

    static func expect(_ found: Counts, _ wanted: Counts, _ form: Comment) {
        var same = found
        same.savedADay = wanted.savedADay
        same.flaggedAMonth = wanted.flaggedAMonth
        #expect(same == wanted, form)
        #expect(isNear(found.savedADay, wanted.savedADay), "\(form): \(found) \(wanted)")
        #expect(isNear(found.flaggedAMonth, wanted.flaggedAMonth), "\(form): \(found) \(wanted)")
    }

    @Test("in 300 random accounts, every form tells the same", arguments: 0..<300)
    func everyForm(seed: Int) throws {
        var random = SeededGenerator(state: UInt64(seed + 30_000))
        var request = RandomAccount.make(&random)
        request.judgements.judgements += RandomAccount.flags(&random)
        let seen = Set(request.judgements.judgements.map(\.resource).filter { $0.kind == .instance })
        request.running += seen.sorted().map {
            RunningInstance(key: $0, name: nil, type: "t3.micro", launchTime: nil, perHour: Money("0.01"))
        }
        let plan = Planner.plan(request)
        let context = TextContext(timeZone: .gmt, now: request.now, width: 200, running: request.running)
        let face = try JSONDecoder().decode(Face.self, from: Data(PlanReport.json(plan).utf8))
        let wanted = face.counts(running: Set(request.running.map(\.key.id)))

        #expect(face.totals.wouldStop == wanted.stopping && face.totals.flagged == wanted.flagged)
        #expect(Self.isNear(Int((face.totals.savingUSDPerMonthByCleaning * 100).rounded()), wanted.flaggedAMonth ?? 0))
        Self.expect(Self.counts(PlanReport.text(plan, context)), wanted, "text")
        let report = AccountReport(plan: plan, context: context, figures: ReportFigures())
        for (page, form) in [(report.html, "report's page"), (report.planPage, "plan's page")] as [(String, Comment)] {
            let headings = page.matches(of: #/<h2>([^<]*)<\/h2>/#).map(\.1).joined(separator: "\n")
            Self.expect(Self.counts(headings), wanted, form)
        }
        var mailed = wanted
        mailed.leftAlone = 0
        Self.expect(Self.counts(MailText.digest(plan, mailID: "m", context).body), mailed, "digest")
        let row = AccountRow(name: "a", file: "a", plan: plan, context: context)
        #expect(row.idle.count == wanted.stopping)
        // What the list of flagged things shows adds up to its heading.
        let listed = PlanReport.text(plan, context).matches(of: #/\n  (\d+) (?:instances?|snapshots?|addresse?s?) /#)
        #expect(listed.compactMap { Int($0.1) }.reduce(0, +) == wanted.flagged)
    }
}
