import CostModel
import Foundation
import Testing

@Suite struct MetricWindowTests {
    private func spec(_ window: Int) -> MetricSpec {
        MetricSpec(namespace: "AWS/EC2", metric: "CPUUtilization", statistic: .average, window: window)
    }

    @Test(
        "buckets of an hour from three hours on",
        arguments: [
            (300, 300), (3600, 300), (10_799, 300), (10_800, 3600), (86_400, 3600),
        ])
    func periods(window: Int, period: Int) { #expect(spec(window).period == period) }

    @Test(
        "ends at the last boundary that is a quarter of an hour old",
        arguments: [
            // window, seconds after 09:00 UTC, end after 09:00, buckets
            (10_800, 0.0, -3600, 3), (10_800, 899, -3600, 3), (10_800, 900, 0, 3), (10_800, 900.9, 0, 3),
            (10_800, 4499, 0, 3), (10_800, 4500, 3600, 3), (86_400, 900, 0, 24),
            (3600, 900, 0, 12), (3600, 1199, 0, 12), (3600, 1200, 300, 12), (300, 900, 0, 1), (100, 900, 0, 1),
        ])
    func ends(window: Int, seconds: Double, end: Int, count: Int) {
        let nine = 1_795_251_600
        let buckets = spec(window).buckets(at: Date(timeIntervalSince1970: Double(nine) + seconds))
        #expect(buckets.end == nine + end)
        #expect(buckets.bucketCount == count)
        #expect(buckets.start % buckets.period == 0)
    }

    @Test(
        "what is some time ago is the same window, set back by whole buckets",
        arguments: [(10_800, 75_600), (21_600, 64_800), (86_400, 518_400), (3600, 86_400)])
    func ago(window: Int, ago: Int) {
        let now = Date(timeIntervalSince1970: 1_795_251_600 + 5000)
        let today = spec(window).buckets(at: now)
        let then = MetricSpec(
            namespace: "AWS/EC2", metric: "CPUUtilization", statistic: .average, window: window, ago: ago
        ).buckets(at: now)
        #expect(then.end == today.end - ago && then.start == today.start - ago)
        #expect(then.period == today.period && then.bucketCount == today.bucketCount)
    }

    @Test func aWindowNeverHoldsDataThatMayStillChange() {
        for second in stride(from: 0, to: 7200, by: 37) {
            let now = Date(timeIntervalSince1970: 1_795_251_600 + Double(second))
            for window in [300, 3600, 10_800, 86_400] {
                let buckets = spec(window).buckets(at: now)
                let age = now.timeIntervalSince1970 - Double(buckets.end)
                #expect(age >= 900)
                #expect(age < 900 + Double(buckets.period))
                #expect(buckets.end - buckets.start == buckets.bucketCount * buckets.period)
            }
        }
    }
}
