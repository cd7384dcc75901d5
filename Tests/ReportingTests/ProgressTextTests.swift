import Foundation
import Reporting
import Testing

@Suite struct ProgressTextTests {
    struct Case: Sendable {
        let count: ScanCount
        let calls: Int
        let elapsed: TimeInterval
        let line: String
    }

    static func count(
        _ regions: (Int, Int), _ lists: (Int, Int), _ resources: Int, _ stage: ScanCount.Stage = .lists,
        wait: ScanCount.Wait? = nil
    ) -> ScanCount {
        var count = ScanCount(regions: regions.1, lists: lists.1)
        count.regionsDone = regions.0
        count.listsDone = lists.0
        count.resources = resources
        count.stage = stage
        count.wait = wait
        return count
    }

    static let cases = [
        Case(
            count: ScanCount(), calls: 1, elapsed: 0.2, line: "asking for the account and its regions, 1 call, 0 s"),
        Case(
            count: count((3, 17), (41, 119), 10_240), calls: 120, elapsed: 12.9,
            line: "3 of 17 regions, 41 of 119 lists, 10240 resources, 120 calls, 9/s, 12 s"),
        Case(
            count: count((17, 17), (119, 119), 32_013, .metrics(480)), calls: 300, elapsed: 150,
            line: "17 of 17 regions, 32013 resources, reading 480 metrics, 300 calls, 2/s, 2 min"),
        Case(
            count: count((17, 17), (119, 119), 5, .facts(7)), calls: 300, elapsed: 60,
            line: "17 of 17 regions, 5 resources, asking 7 single facts, 300 calls, 5/s, 60 s"),
        Case(
            count: count((17, 17), (119, 119), 5, .money), calls: 300, elapsed: 60,
            line: "17 of 17 regions, 5 resources, asking for bills, 300 calls, 5/s, 60 s"),
        Case(
            count: count(
                (0, 1), (2, 7), 0, wait: ScanCount.Wait(seconds: 3.2, for: "EC2 in us-east-1 throttles DescribeImages")),
            calls: 9, elapsed: -1,
            line: "0 of 1 region, 2 of 7 lists, 0 resources, 9 calls, 0 s; "
                + "waiting 4 s: EC2 in us-east-1 throttles DescribeImages"),
    ]

    @Test("says what is done, what is asked, and what is waited for", arguments: cases)
    func line(_ given: Case) {
        #expect(ProgressText.line(given.count, calls: given.calls, elapsed: given.elapsed, width: 200) == given.line)
    }

    @Test("is cut by the terminal's width, one column stays free", arguments: [1, 2, 10, 40, 77, 78, 79])
    func narrow(width: Int) {
        let given = Self.cases[1]
        let line = ProgressText.line(given.count, calls: given.calls, elapsed: given.elapsed, width: width)
        #expect(line.count <= max(1, width - 1))
        #expect(line == given.line || line.hasSuffix("…"))
    }

    @Test("what is waited for cannot move the cursor")
    func hostile() {
        let count = Self.count((0, 1), (0, 1), 0, wait: ScanCount.Wait(seconds: 1, for: "\u{1b}[2J\nx"))
        #expect(!ProgressText.line(count, calls: 0, elapsed: 0, width: 200).contains { $0 == "\u{1b}" || $0 == "\n" })
    }
}
