// One line on how far a scan is. Leaves when to write it, and where, to the program.

import CostModel
package import Foundation

/// What is counted while a scan runs.
package struct ScanCount: Hashable, Sendable {
    /// What the scan is asking for.
    package enum Stage: Hashable, Sendable {
        /// Lists of resources.
        case lists
        /// So many series of CloudWatch.
        case metrics(Int)
        /// So many facts that cost a call each.
        case facts(Int)
        /// What AWS says of money.
        case money
    }

    /// What a call rests for.
    package struct Wait: Hashable, Sendable {
        /// From now on.
        package let seconds: TimeInterval
        /// Such as `EC2 in us-east-1 throttles DescribeSnapshots`.
        package let subject: String
        /// A wait of so many seconds.
        package init(seconds: TimeInterval, for subject: String) {
            self.seconds = seconds
            self.subject = subject
        }
    }

    /// Regions that are looked at.
    package var regions: Int
    /// Of them, those in which every list has ended, well or not.
    package var regionsDone = 0
    /// One a kind and region.
    package var lists: Int
    /// Of them, those that have ended, well or not.
    package var listsDone = 0
    /// What the lists held.
    package var resources = 0
    /// What is being asked for.
    package var stage = Stage.lists
    /// Nil where no call rests.
    package var wait: Wait?

    /// So much is to be done; without numbers, it is not known yet.
    package init(regions: Int = 0, lists: Int = 0) {
        self.regions = regions
        self.lists = lists
    }
}

/// The line that a terminal shows while a scan runs.
package enum ProgressText {
    /// `3 of 17 regions, 41 of 119 lists, 10240 resources, 853/s, 12 s`, and what is being waited for.
    ///
    /// - Parameters:
    ///   - calls: requests to AWS so far: pages, and whatever else was asked.
    ///   - width: of the terminal, in columns; one stays free, lest the line break.
    package static func line(_ count: ScanCount, calls: Int, elapsed: TimeInterval, width: Int) -> String {
        let seconds = max(0, elapsed)
        var parts: [String] = []
        if count.regions == 0 {
            parts.append("asking for the account and its regions")
        } else {
            parts.append("\(count.regionsDone) of \(CountText.text(count.regions, "region"))")
            if count.listsDone < count.lists { parts.append("\(count.listsDone) of \(count.lists) lists") }
            parts.append("\(count.resources) resources")
        }
        if let asked = asked(count.stage) { parts.append(asked) }
        parts.append(CountText.text(calls, "call"))
        if calls > 0, seconds >= 1 { parts.append("\(Int(Double(calls) / seconds))/s") }
        parts.append(TimeText.span(seconds))
        let line = parts.joined(separator: ", ") + (count.wait.map { "; \(waiting($0))" } ?? "")
        return Sanitizer.terminal(line).cut(to: max(1, width - 1))
    }

    private static func asked(_ stage: ScanCount.Stage) -> String? {
        switch stage {
        case .lists: nil
        case .metrics(let series): "reading \(series) metrics"
        case .facts(let count): "asking \(count) single facts"
        case .money: "asking for bills"
        }
    }

    private static func waiting(_ wait: ScanCount.Wait) -> String {
        "waiting \(Int(wait.seconds.rounded(.up))) s: \(wait.subject)"
    }
}
