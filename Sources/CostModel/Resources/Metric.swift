// Which metric, over which buckets, and what came back.

package import Foundation

/// A metric as a rule asks for it, without the resource.
package struct MetricSpec: Hashable, Sendable {
    /// CloudWatch's statistics that need no raw data.
    package enum Statistic: String, Sendable, CaseIterable {
        case average = "Average"
        case sum = "Sum"
        case minimum = "Minimum"
        case maximum = "Maximum"
        case sampleCount = "SampleCount"
    }
    /// Such as `AWS/EC2`.
    package let namespace: String
    /// Such as `CPUUtilization`.
    package let metric: String
    /// Which of a bucket's figures is wanted.
    package let statistic: Statistic
    /// Length of the window in seconds.
    package let window: Int
    /// By how much the window's end is set back, in seconds, a multiple of the period; 0 for what is going on.
    package let ago: Int

    /// What a rule writes under `metrics:`.
    package init(namespace: String, metric: String, statistic: Statistic, window: Int, ago: Int = 0) {
        self.namespace = namespace
        self.metric = metric
        self.statistic = statistic
        self.window = window
        self.ago = ago
    }

    /// The shortest buckets that EC2 sends without detailed monitoring, in seconds.
    package static let shortPeriod = 300

    /// Length of a bucket in seconds: an hour for windows of 3 h and more, else 5 minutes.
    package var period: Int { window >= 3 * .hour ? .hour : MetricSpec.shortPeriod }

    /// How many samples EC2 sends of a metric in a whole bucket: one a minute with detailed monitoring, else one in five
    /// minutes. Source: EC2 user guide, "Manage detailed monitoring".
    package func samples(detailed: Bool) -> Int { period / (detailed ? 60 : MetricSpec.shortPeriod) }

    /// Whether the values count samples of EC2, of which it is known how many a whole bucket has.
    package var countsSamples: Bool { statistic == .sampleCount && namespace == "AWS/EC2" }

    /// The buckets seen from `now`.
    package func buckets(at now: Date) -> MetricWindow {
        MetricWindow(window: window, ago: ago, period: period, now: now)
    }
}

/// A metric that a rule asks for.
package struct MetricNeed: Hashable, Sendable {
    /// When it is asked: of ever fewer rows, for what is known already excludes most.
    package enum Turn: CaseIterable, Sendable {
        /// The rule's first metric: of every row that is open.
        case first
        /// The others: of the rows that the first one does not exclude.
        case others
        /// Those of the past: of the rows that nothing else decides.
        case past
    }
    /// The name of the rule.
    package let rule: String
    /// The view that it judges.
    package let view: String
    /// What a row of that view is.
    package let kind: ResourceKind
    /// The columns that the metric becomes.
    package let columns: Set<String>
    /// Which metric, over which buckets.
    package let spec: MetricSpec
    /// When it is asked.
    package let turn: Turn
    /// Whether AWS sends nothing while nothing happens.
    package let isSilentAtZero: Bool

    /// A need, all its parts given.
    package init(
        rule: String, view: String, kind: ResourceKind, columns: Set<String>, spec: MetricSpec, turn: Turn,
        isSilentAtZero: Bool = false
    ) {
        self.kind = kind
        self.isSilentAtZero = isSilentAtZero
        self.rule = rule
        self.view = view
        self.columns = columns
        self.spec = spec
        self.turn = turn
    }
}

/// The buckets of a metric's window: half-open `[start, end)`, both at multiples of the period in UTC.
package struct MetricWindow: Hashable, Sendable {
    /// Data younger than this may still change, so the newest bucket ends at least this long ago.
    package static let settling = 15 * 60

    /// Seconds since 1970.
    package let start: Int
    /// Seconds since 1970; not part of the window.
    package let end: Int
    /// Length of a bucket in seconds.
    package let period: Int

    /// The span of so many seconds that ends at the last settled boundary, or `ago` seconds before it.
    package init(window: Int, ago: Int = 0, period: Int, now: Date) {
        let settled = Int(now.timeIntervalSince1970.rounded(.down)) - MetricWindow.settling
        end = settled - settled % period - (ago - ago % period)
        start = end - max(window - window % period, period)
        self.period = period
    }

    /// How many buckets a whole window has.
    package var bucketCount: Int { (end - start) / period }
}

/// What to ask of CloudWatch for one resource.
package struct MetricQuery: Hashable, Sendable {
    /// Whose metric.
    package let resource: ResourceKey
    /// Such as `AWS/EC2`.
    package let namespace: String
    /// Such as `CPUUtilization`.
    package let metric: String
    /// Which of a bucket's figures is wanted.
    package let statistic: MetricSpec.Statistic
    /// Length of a bucket in seconds.
    package let period: Int
    /// Half-open, seconds since 1970, multiples of the period.
    package let start: Int
    /// Not part of the span.
    package let end: Int
    /// By which CloudWatch knows the resource, where the file of its kind says so; empty where its id alone tells.
    package var dimensions: [String: String] = [:]

    /// A question, all its parts given.
    package init(
        resource: ResourceKey, namespace: String, metric: String, statistic: MetricSpec.Statistic, period: Int,
        start: Int, end: Int
    ) {
        self.resource = resource
        self.namespace = namespace
        self.metric = metric
        self.statistic = statistic
        self.period = period
        self.start = start
        self.end = end
    }

    /// The same question over another span.
    package func part(from start: Int, to end: Int) -> MetricQuery {
        var part = MetricQuery(
            resource: resource, namespace: namespace, metric: metric, statistic: statistic, period: period,
            start: start, end: end)
        part.dimensions = dimensions
        return part
    }
}

/// One bucket's value, named by the bucket's start.
package struct MetricPoint: Hashable, Sendable {
    /// Seconds since 1970.
    package let start: Int
    /// In the metric's own unit: percent, bytes.
    package let value: Double
    /// A bucket and its value.
    package init(start: Int, value: Double) {
        self.start = start
        self.value = value
    }
}

/// The answer to a `MetricQuery`: points in any order, perhaps none; or a gap, which is not "no points".
package struct MetricAnswer: Sendable {
    /// What was asked.
    package let query: MetricQuery
    /// Empty where there is a gap, and where CloudWatch has no data.
    package let points: [MetricPoint]
    /// Why there is no answer; nil where there is one.
    package let gap: Gap?
    /// CloudWatch answered.
    package init(_ query: MetricQuery, points: [MetricPoint]) {
        self.query = query
        self.points = points
        self.gap = nil
    }
    /// CloudWatch did not answer.
    package init(_ query: MetricQuery, gap: Gap) {
        self.query = query
        self.points = []
        self.gap = gap
    }
}
