// What scans and runs say of their work on standard error: what was not seen, what was changed, how metrics were asked
// for. Mail that reaches nobody and other databases are Notices'.

import AWSAPI
import CostModel
import Foundation
import Pipeline
import Reporting
import Scanning

/// What a scan says on standard error.
enum ScanMessages {
    /// For those who want to know more.
    static func tellCalls(_ connection: AWSConnection, _ result: ScanResult, _ session: Session) {
        let terminal = session.terminal
        terminal.say("Keys from \(connection.source); asked from \(connection.homeRegion)")
        let calls = connection.client.callCounts.sorted {
            ($0.key.service, $0.key.operation) < ($1.key.service, $1.key.operation)
        }
        for gap in result.billingGaps { terminal.say("No billing figures from \(gap.operation): \(gap.error)") }
        for (call, count) in calls { terminal.say("  \(count) x \(call.service) \(call.operation)") }
        tellFailures(connection, terminal)
        terminal.say(
            MetricUseText.line(
                result.metrics, thisMonth: result.metricsThisMonth, cap: session.settings.selfCostCap))
    }

    /// AWS's own words on what failed.
    static func tellFailures(_ connection: AWSConnection, _ terminal: Terminal) {
        for failure in connection.client.failures { terminal.say("AWS said: \(failure.detail)") }
    }

    static func tell(_ result: ScanResult, to terminal: Terminal) {
        for line in BillingGapText.lines(result.billingGaps) { terminal.say(line) }
        for fault in result.ruleFaults {
            terminal.warn("Rule '\(fault.rule)'\(fault.resource.map { " on \($0.id)" } ?? ""): \(fault.message)")
        }
        if !result.newlyClosed.isEmpty {
            let closed = result.newlyClosed.map { "\($0) (\($0.place))" }.joined(separator: ", ")
            terminal.say(
                "Closed to these credentials, and asked for one list a scan from now on until it is answered: \(closed)"
            )
        }
        if let line = OutageText.line(result.outages) { terminal.warn(line) }
        tell(result.summary, outages: Set(result.outages.map(\.region)), to: terminal)
    }

    /// What was not seen, and what the looking took.
    ///
    /// - Parameter outages: regions whose failures one line has told already.
    static func tell(_ summary: ScanSummary, outages: Set<Region> = [], to terminal: Terminal) {
        let untold = summary.gaps.filter { $0.kind == .denied || !outages.contains($0.region) }
        // The same fault in many regions is one line.
        let gaps = Dictionary(grouping: untold) { "\($0.service) \($0.operation)\n\($0.error)" }
        for gap in untold {
            guard let same = gaps["\(gap.service) \(gap.operation)\n\(gap.error)"], same.first == gap else { continue }
            let places = same.map(\.region.code).joined(separator: ", ")
            terminal.warn("Not seen: \(gap.service) \(gap.operation) in \(places): \(gap.error)")
        }
        let seconds = summary.duration.formatted(.number.precision(.fractionLength(1)))
        terminal.say(
            "Account \(summary.account): \(summary.regionsSeen), "
                + "\(CountText.text(summary.apiCalls, "call")), \(seconds) s, cost \(summary.selfCost.cents) USD"
        )
    }
}

/// What is said of changes that an earlier run left open.
enum SettledMessages {
    private static func doing(_ action: Action) -> String {
        switch action {
        case .start: "starting"
        case .keep, .unkeep, .mark, .unmark: "tagging"
        case .notify: "making"
        case .stop, .flag: "stopping"
        }
    }

    static func tell(settled: [JournalEntry], to terminal: Terminal) {
        for entry in settled {
            let isStart = entry.intent.action == .start
            let outcome =
                switch entry.outcome {
                case .done: isStart ? "it was started" : "it was stopped"
                case .failed(let why), .refused(_, let why), .skipped(let why), .uncertain(let why): why
                case nil: "still open"
                }
            terminal.warn(
                "An earlier run was cut short while \(doing(entry.intent.action)) \(entry.intent.resource.id): \(outcome)"
            )
        }
    }
}

/// What a run says besides its results.
enum RunMessages {
    /// What was changed goes to standard error, for standard output holds the plan, and is heard with --quiet too: who
    /// misses a machine must find the word in cron's mail. That nothing came of a step is not.
    static func tell(_ result: RunResult, session: Session) {
        guard !result.applied.isEmpty else { return }
        let context = TextContext(timeZone: session.settings.timeZone, now: session.clock())
        let text = ApplyReport.text(
            result.applied.map { ($0.step, $0.outcome) }, planID: result.plan.plan.id, context)
        let mustBeHeard = result.applied.contains { $0.outcome == .done || $0.outcome.isFailure }
        // A line at a time: within one, the terminal makes line ends into blanks.
        for line in text.split(separator: "\n") {
            if mustBeHeard { session.terminal.warn(String(line)) } else { session.terminal.say(String(line)) }
        }
    }

    /// What the brake did, or why it did nothing: what is news is heard with --quiet too.
    static func tellBrake(_ result: RunResult, session: Session) {
        guard let brake = result.brake else { return }
        let lines = BrakeReport.lines(
            fired: brake.fired, order: brake.order, burning: brake.burning, brake.view,
            session.bareContext(file: nil))
        let mustBeHeard = !brake.fired.isEmpty || brake.burning != nil
        for line in lines {
            if mustBeHeard { session.terminal.warn(line) } else { session.terminal.say(line) }
        }
    }
}

extension StepOutcome {
    /// AWS refused, or nobody knows.
    var isFailure: Bool {
        switch self {
        case .failed, .refused, .uncertain: true
        case .done, .skipped: false
        }
    }
}

/// How metrics are asked for, and why so, in words.
enum MetricUseText {
    /// One line for `--verbose`.
    static func line(_ use: MetricUse, thisMonth: MetricRequests, cap: Money) -> String {
        var parts: [String] = []
        if use.seriesByStatistics > 0 {
            parts.append(
                "\(use.seriesByStatistics.grouped) series by GetMetricStatistics, \(use.requests.statistics.grouped) calls "
                    + "of a free million; \(thisMonth.statistics.grouped) used this month")
        }
        if use.seriesByData > 0 {
            parts.append(
                "\(use.seriesByData.grouped) series by GetMetricData, \(use.requests.cost.cents) USD, for there are more "
                    + "than \(CloudWatchMetricSource.mostSeriesByStatistics) by the hour; \(thisMonth.cost.cents) of \(cap.cents) USD "
                    + "used this month")
        }
        if use.seriesNotAsked > 0 {
            parts.append(
                "\(use.seriesNotAsked.grouped) series not asked: the month's free calls and its cap are used up")
        }
        return "metrics: " + (parts.isEmpty ? "nothing to ask, every point is stored" : parts.joined(separator: "; "))
    }

    /// One line for `doctor`.
    static func month(_ used: MetricRequests, cap: Money) -> String {
        "\(used.statistics.grouped) of \(MetricAllowance.freeCallsAMonth.grouped) free calls of GetMetricStatistics and "
            + "\(used.cost.cents) of \(cap.cents) USD for GetMetricData used this month; up to "
            + "\(CloudWatchMetricSource.mostSeriesByStatistics) series by the hour go the free way"
    }
}

extension Int {
    /// With a comma before each three digits.
    fileprivate var grouped: String { formatted(.number.locale(Locale(identifier: "en_US"))) }
}
