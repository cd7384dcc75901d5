// One line on how far a scan is. Leaves when to write it, and where, to the program.

import CostModel
import Foundation

/// What is counted while a scan runs.
public struct ScanCount: Hashable, Sendable {
    /// What the scan is asking for.
    public enum Stage: Hashable, Sendable {
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
    public struct Wait: Hashable, Sendable {
        /// From now on.
        public let seconds: TimeInterval
        /// Such as `EC2 in us-east-1 throttles DescribeSnapshots`.
        public let subject: String
        /// A wait of so many seconds.
        public init(seconds: TimeInterval, for subject: String) { (self.seconds, self.subject) = (seconds, subject) }
    }

    /// Regions that are looked at.
    public var regions: Int
    /// Of them, those in which every list has ended, well or not.
    public var regionsDone = 0
    /// One a kind and region.
    public var lists: Int
    /// Of them, those that have ended, well or not.
    public var listsDone = 0
    /// What the lists held.
    public var resources = 0
    /// What is being asked for.
    public var stage = Stage.lists
    /// Nil where no call rests.
    public var wait: Wait?

    /// So much is to be done; without numbers, it is not known yet.
    public init(regions: Int = 0, lists: Int = 0) { (self.regions, self.lists) = (regions, lists) }
}

/// The line that a terminal shows while a scan runs.
public enum ProgressText {
    /// `3 of 17 regions, 41 of 119 lists, 10240 resources, 853/s, 12 s`, and what is being waited for.
    ///
    /// - Parameters:
    ///   - calls: requests to AWS so far: pages, and whatever else was asked.
    ///   - width: of the terminal, in columns; one stays free, lest the line break.
    public static func line(_ count: ScanCount, calls: Int, elapsed: TimeInterval, width: Int) -> String {
        let seconds = max(0, elapsed)
        var parts: [String] = []
        if count.regions == 0 {
            parts.append("asking for the account and its regions")
        } else {
            parts.append("\(count.regionsDone) of \(Counted.text(count.regions, "region"))")
            if count.listsDone < count.lists { parts.append("\(count.listsDone) of \(count.lists) lists") }
            parts.append("\(count.resources) resources")
        }
        if let asked = asked(count.stage) { parts.append(asked) }
        parts.append(Counted.text(calls, "call"))
        if calls > 0, seconds >= 1 { parts.append("\(Int(Double(calls) / seconds))/s") }
        parts.append(Moment.span(seconds))
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
