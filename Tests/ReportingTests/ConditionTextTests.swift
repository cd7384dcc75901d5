import CostModel
import Foundation
import Testing

@testable import Reporting

/// Conditions in words.
@Suite struct ConditionTextTests {
    private func text(
        _ text: String, _ outcome: ConditionResult.Outcome, _ values: [Evidence], tags: String = "{}",
        unknown: Set<String> = []
    ) -> ConditionText {
        let condition = Sample.condition(text, outcome, values)
        let judgement = Sample.judgement(
            Sample.gpuKey, Sample.dear, .clear, name: nil, conditions: [condition], row: ["tags": .text(tags)],
            unknown: unknown)
        return ConditionText(condition: condition, judgement: judgement)
    }

    @Test func aLimitIsToldWithWhatWasSeen() {
        let condition = text(
            "cpu_percent < :idle_percent", .fails, [Evidence("cpu_percent", .real(30.513)), Sample.idle])
        #expect(condition.wanted == "CPU 30.5 %, the rule wants < 5 %")
        #expect(condition.seen == "30.5 %" && condition.plain == "CPU < 5 %" && condition.limits == "idle_percent 5 %")
        #expect(condition.isBusy)
    }

    @Test func aLimitThatIsANumberHasTheUnitOfItsColumn() {
        let condition = text("bytes_out < 1000000", .fails, [Evidence("bytes_out", .integer(2_000_000))])
        #expect(condition.wanted == "sent 2 MB, the rule wants < 1 MB")
    }

    @Test func sumsShowEachPart() {
        let condition = text(
            "bytes_in + bytes_out < :idle_bytes", .fails,
            [
                Evidence("bytes_in", .real(3_000_000)), Evidence("bytes_out", .real(140_049)),
                Evidence("idle_bytes", .real(1_048_576)),
            ])
        #expect(condition.wanted == "received 3 MB, sent 140 KB; the rule wants received + sent < 1.05 MB")
    }

    @Test(
        "a habit is told with the hours that it is about",
        arguments: [
            (6, 18, "yesterday in the 6 h that follow"), (24, 144, "a week ago in the 24 h that follow"),
            (3, 69, "3 days ago in the 3 h that follow"), (3, 24, "in the 3 h that ended 24 h ago"),
        ])
    func habit(window: Int, ago: Int, expected: String) {
        let past = PastHours(window: window * 3600, ago: ago * 3600)
        let condition = text(
            "yesterday_cores < 0.25", .fails,
            [Evidence("yesterday_cores", .real(2.5)), Evidence("cpu", .real(60), past: past)])
        #expect(condition.habit == expected)
        #expect(condition.seen.hasSuffix("; \(expected)"))
        #expect(
            DecisionText.first(in: condition.judgement, Sample.context)
                == "habit, \(expected): processors at work yesterday 2.5, the rule wants < 0.25")
    }

    @Test func whatIsNotKnownIsNotNone() {
        let unknown = text("cpu_percent < 5", .unknown, [Evidence("cpu_percent", .null)], unknown: ["cpu_percent"])
        #expect(unknown.seen == "not known")
        #expect(text("managed_by is null", .holds, [Evidence("managed_by", .null)]).seen == "none")
    }

    @Test(
        "the tags that it looked at, as the judged row has them",
        arguments: [
            (
                #"{"percent_complete":"63"}"#, ConditionResult.Outcome.holds,
                "percent_complete 63, changed within 3 h"
            ),
            (#"{"percent_complete":"63"}"#, .fails, "percent_complete 63"), ("{}", .fails, "no tag percent_complete"),
            ("not JSON", .fails, "no tag percent_complete"),
        ])
    func tags(tags: String, outcome: ConditionResult.Outcome, expected: String) {
        let values = [
            Evidence("tags", .text(tags)), Evidence("region", .text("us-west-2")), Evidence("id", .text("i-1")),
            Evidence("still_after", .text("3h")),
        ]
        let condition = text(Sample.moving, outcome, values, tags: tags)
        #expect(condition.tags.joined(separator: ", ") == expected)
        #expect(condition.seen == expected && condition.limits == "still_after 3 h")
    }

    @Test func tagsThatAreNotKnownAreNotMissing() {
        #expect(text("tag(tags, 'a') = 'b'", .unknown, [], unknown: ["tags"]).tags == ["tag a not known"])
    }

    @Test func onlyWhatReadsMoreThanListedFactsIsAboutWork() {
        let price = text(
            "hourly_usd < :costly_usd", .fails, [Evidence("hourly_usd", .real(1)), Evidence("costly_usd", .real(0.25))])
        #expect(price.isScope)
        #expect(!price.isBusy)
        #expect(!text("busy_cores < 0.5", .fails, [Evidence("busy_cores", .real(1))]).isScope)
        #expect(!text("cpu_percent > 5", .fails, [Evidence("cpu_percent", .real(1))]).isBusy)
    }

    @Test func theRuleForItsKindSaysWhyAMachineIsLeftAlone() {
        for order in [[Sample.nightly, Sample.nightlyByTheOther], [Sample.nightlyByTheOther, Sample.nightly]] {
            #expect(DecisionText.nearest(order)?.rule.name == "idle-instance")
        }
        #expect(DecisionText.nearest([]) == nil)
    }

    @Test(
        "values have the unit of their column's name, and few digits",
        arguments: [
            ("cpu_percent", FactValue.real(1.2457), "1.2 %"), ("idle_percent", .integer(5), "5 %"),
            ("bytes_out", .real(140_049), "140 KB"), ("bytes_in", .integer(312), "312 bytes"),
            ("idle_bytes_per_hour", .real(1_048_576), "1.05 MB"), ("bytes_in", .real(999_600), "1 MB"),
            ("bytes_in", .real(12_345), "12.3 KB"), ("disk_read", .real(2_236_330), "2.24 MB"),
            ("hourly_usd", .real(0.526), "0.526 USD"), ("uptime_hours", .real(11.04), "11 h"),
            ("size_gib", .integer(100), "100 GiB"), ("vcpus", .integer(4), "4"), ("busy_cores", .real(0.04983), "0.05"),
            ("x", .real(.infinity), "not a number"), ("x", .real(1e300), "without bound"), ("x", .null, "none"),
            ("bytes_x", .real(1e30), "1000000000000000 PB"), ("state", .text("a\u{1b}[1m"), "a[1m"),
        ])
    func quantities(column: String, value: FactValue, expected: String) {
        #expect(QuantityText.text(value, of: column) == expected)
    }
}
