// The demo's account in every form: each section holds one number of things and one sum, whoever prints it.

import Foundation
import Testing

@Suite struct DemoCountsTests {
    private struct Counts: Equatable {
        let stopping, running, refused, unknown, flagged, leftAlone: Int?
        let savedADay, flaggedAMonth: String?

        /// The counts in the headings of a text or of a page.
        init(_ text: String) {
            func first(_ pattern: Regex<(Substring, Substring)>) -> String? {
                text.firstMatch(of: pattern.ignoresCase()).map { String($0.1) }
            }
            stopping = first(#/WOULD STOP\s+(\d+) of \d+ running/#).flatMap { Int($0) }
            running = first(#/WOULD STOP\s+\d+ of (\d+) running/#).flatMap { Int($0) }
            refused = first(#/\bREFUSED:?\s+(\d+) that a rule/#).flatMap { Int($0) }
            unknown = first(#/\bNOT KNOWN:?\s+(\d+),/#).flatMap { Int($0) }
            flagged = first(#/\bFLAGGED\s+(\d+)/#).flatMap { Int($0) }
            leftAlone = first(#/\bLEFT ALONE,?\s+(\d+) running/#).flatMap { Int($0) }
            savedADay = first(#/WOULD STOP [^\n]*saves ([0-9.]+)\sUSD a day/#)
            flaggedAMonth = first(#/FLAGGED [^\n]*?([0-9.]+)\sUSD a month/#)
        }
    }

    @Test("text, page, JSON and CSV of the demo count alike")
    func everyForm() async throws {
        let home = try Home()
        let text = Counts(try await home.run(["demo"]).output)
        let page = try await home.run(["demo", "--format", "html"]).output
        let headings = page.matches(of: #/<h2>([^<]*)<\/h2>/#).map(\.1).joined(separator: "\n")
        #expect(Counts(headings) == text)

        let json = try await home.run(["demo", "--format", "json"]).output
        let plan = try JSONDecoder().decode(PlanFace.self, from: Data(json.utf8))
        let totals = plan.totals
        #expect(text.stopping == totals.wouldStop && text.running == totals.running && text.flagged == totals.flagged)
        #expect(text.savedADay == String(format: "%.2f", totals.savingUSDPerMonthByStopping * 24 / 730))
        #expect(text.flaggedAMonth == String(format: "%.2f", totals.savingUSDPerMonthByCleaning))
        #expect(text.refused == plan.names("refused").count && text.unknown == plan.names("unknown").count)
        let parts = [text.stopping, text.refused, text.leftAlone].compactMap { $0 }
        #expect(parts.count == 3 && parts.reduce(0, +) == totals.running)

        let rows = try await home.run(["demo", "--format", "csv"]).output.split(separator: "\n").dropFirst()
        #expect(rows.count == plan.findings.count)
    }
}
