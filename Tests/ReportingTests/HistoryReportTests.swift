// The journal beside what was said of the brake, and rehearsed stops of machines of one name.

import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct HistoryReportTests {
    private func word(_ isArmed: Bool, hoursAgo: Double) -> BrakeWord {
        BrakeWord(
            account: Sample.account, credit: "class", isArmed: isArmed,
            at: Sample.morning.addingTimeInterval(-hoursAgo * 3_600), who: "ada on laptop")
    }

    /// Armed before every change of the sample, disarmed between two of them, and armed again after the first but one.
    private let words = [(true, 30.0), (false, 10.0), (true, 1.0)]

    @Test("a table has who armed and disarmed the brake between the changes, newest first, by the columns of changes")
    func brakeInTheTable() {
        let brake = words.map { word($0.0, hoursAgo: $0.1) }
        let rows = HistoryReport.csv(Sample.journal, brake: brake, running: []).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        let times = rows.dropFirst().map { String($0[0]) }
        #expect(times == times.sorted(by: >) && times.count == Sample.journal.count + 3)
        #expect(rows.filter { $0[2] == "credit" }.map { $0[1] } == ["arm", "disarm", "arm"])
        #expect(rows.filter { $0[2] == "credit" }.allSatisfy { $0[3] == "class" && $0[12] == "ada on laptop" })
        let alone = HistoryReport.csv([], brake: brake, running: [])
        #expect(alone.split(separator: "\n").count == 4, "\(alone)")
    }

    @Test("of several accounts the newest word on the brake stands first")
    func severalAccounts() throws {
        let other = try #require(AccountID("210987654321"))
        let later = BrakeWord(account: other, credit: "lab", isArmed: true, at: Sample.morning, who: "bob")
        let json = HistoryReport.json([], brake: [later, word(true, hoursAgo: 2)], running: [])
        let places = ["\"lab\"", "\"class\""].compactMap { json.range(of: $0)?.lowerBound }
        #expect(places.count == 2 && places == places.sorted(), "\(json)")
    }

    @Test("machines of one name that were rehearsed are told apart by their ids, others are not")
    func rehearsals() throws {
        func stop(_ id: String, _ name: String, hoursAgo: Double) -> RehearsedStop {
            RehearsedStop(
                resource: ResourceKey(kind: .instance, account: Sample.account, region: .northVirginia, id: id),
                name: name, launchTime: nil, rule: "idle-instance",
                at: Sample.morning.addingTimeInterval(-hoursAgo * 3_600), savingPerMonth: nil)
        }
        var context = Sample.context
        var unattended = UnattendedSettings()
        unattended.from = context.now.addingTimeInterval(3 * 86_400)
        context.unattended = unattended
        context.rehearsals = [
            stop("i-01", "worker", hoursAgo: 9), stop("i-02", "worker", hoursAgo: 8), stop("i-03", "web", hoursAgo: 7),
            stop("i-03", "web", hoursAgo: 3),
        ]
        var lines = TextLines(context)
        RehearsalText.section(context, &lines)
        let text = lines.text
        #expect(text.contains("i-01") && text.contains("i-02") && !text.contains("i-03"), "\(text)")
    }
}
