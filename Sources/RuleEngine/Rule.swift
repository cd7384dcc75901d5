// A rule that is ready to judge: checked, compiled, with what each of its conditions reads.

package import CostModel

/// How the values of a metric's buckets become one.
package enum MetricReduction: String, CaseIterable, Sendable {
    case max, min, average, sum, last
    /// The hours up to the window's end in which no bucket reached the metric's `below`.
    case quiet
}

/// A metric that a rule asks for; becomes a column of its name, and `<name>_coverage` beside it.
package struct RuleMetric: Sendable, Hashable {
    /// Its column.
    package let name: String
    /// What is asked of CloudWatch.
    package let spec: MetricSpec
    /// How buckets become one value.
    package let reduction: MetricReduction
    /// The part of the window's buckets that must be there, 0 to 1.
    package let coverage: Double
    /// Whether a series that was asked and has no point at all means 0.
    package let missingIsZero: Bool
    /// Whether AWS sends nothing while nothing happens, so that every bucket that is missing is 0.
    package let isSilentAtZero: Bool
    /// What ends a quiet time, in the metric's own unit; nil for other reductions.
    package let below: Double?
    /// Whether it looks at more than goes on: judged on what is there, and asked only of rows that nothing else decides.
    package var isOfThePast: Bool { spec.ago > 0 || reduction == .quiet }
    /// Name of the coverage column: counted buckets over those of the whole window.
    package var coverageColumn: String { "\(name)_coverage" }
}

/// One SQL expression of a rule.
package struct RuleExpression: Sendable {
    /// As written.
    package var text: String { sql.written }
    let sql: SQLText
    /// Columns of the judged row that it names itself, in order.
    let direct: [String]
    /// All columns that its value rests on, those of `let` and metrics included, in order, each once.
    package let reads: [String]
    /// Columns of views that subqueries read.
    let others: [OtherRead]
    /// Tags that its value rests on as numbers, those of `let` included.
    let tagNumbers: [TagCall]
    /// Names of the settings that it uses.
    package let settings: [String]
    /// Whether some row might raise an error in it.
    let canFail: Bool

    struct OtherRead: Hashable, Sendable { let view, column: String }
}

/// A named expression.
package struct RuleLet: Sendable {
    /// Its column.
    package let name: String
    /// What it stands for.
    package let expression: RuleExpression
}

/// A condition and the part of the rule that it belongs to.
package struct RuleCondition: Sendable {
    /// Whether it must be true, or spares.
    package let part: ConditionResult.Part
    /// What decides it.
    package let expression: RuleExpression
}

/// One rule as loaded, with the configuration's changes.
package struct Rule: Sendable {
    /// All but its conditions.
    package let header: RuleHeader
    /// The view that it judges.
    package let view: ViewSchema
    /// Those that its expressions may look at.
    let views: ViewCatalog
    /// Whether it judges unless the configuration says otherwise.
    let isEnabled: Bool
    /// With the configuration's values.
    package let settings: [Setting]
    /// In the order of the file.
    package let metrics: [RuleMetric]
    /// In order; each may use those before.
    package let lets: [RuleLet]
    /// `where` first, then `unless`, as in the file.
    package let conditions: [RuleCondition]
    let reason: ReasonTemplate
    /// Metrics without which it would hold all the same; found by trying made-up rows. Such a rule never acts.
    package internal(set) var vacuousOn: [String] = []

    /// The names of its settings, in the order of the file.
    package var settingNames: [String] { settings.map(\.name) }

    func setting(_ name: String) -> SettingValue? { settings.first { $0.name == name }?.value }
    func metric(_ name: String) -> RuleMetric? { metrics.first { $0.name == name } }

    /// All names that the judged row has, in order: the view's columns, metrics with coverage, lets.
    var columnNames: [String] {
        view.columns.map(\.name) + metrics.flatMap { [$0.name, $0.coverageColumn] } + lets.map(\.name)
    }

    var columnCount: Int { view.columns.count + 2 * metrics.count + lets.count }

    /// What findings show: every column that a condition or the reason reads, each once, in order.
    var evidenceColumns: [String] {
        var seen: Set<String> = []
        let named = reason.names.map(\.name).filter { setting($0) == nil }
        let coverage = metrics.map(\.coverageColumn)
        return (conditions.flatMap(\.expression.reads) + named + coverage).filter { seen.insert($0).inserted }
    }

    /// The places of the metrics whose value or coverage an expression rests on.
    func metricsRead(by expression: RuleExpression) -> Set<Int> {
        Set(
            metrics.indices.filter {
                expression.reads.contains(metrics[$0].name) || expression.reads.contains(metrics[$0].coverageColumn)
            })
    }

    /// The places of the metrics that share the first one's series. Of most machines that work the first metric tells
    /// it, and the others need not be read.
    var firstMetrics: [Int] { metrics.indices.filter { metrics[$0].spec == metrics[0].spec } }
    var otherMetrics: [Int] { metrics.indices.filter { metrics[$0].spec != metrics[0].spec } }

    /// Whether its metrics may be left unread for rows that another condition excludes: what reads them then never
    /// runs on those rows, so it must be nothing that could have raised an error there.
    var canSpareMetrics: Bool {
        !metrics.isEmpty
            && !(conditions.map(\.expression) + lets.map(\.expression)).contains {
                $0.canFail && !metricsRead(by: $0).isEmpty
            }
    }

    /// Names of the views that its expressions look at from a row.
    var namesJoined: Set<String> {
        Set((conditions.map(\.expression) + lets.map(\.expression)).flatMap(\.others).map(\.view))
    }

    /// Views that its expressions look at from a row.
    var viewsJoined: [ViewSchema] { namesJoined.compactMap(views.named) }

    /// Kinds that must be listed for it.
    var kindsNeeded: Set<ResourceKind> {
        var kinds: Set<ResourceKind> = [view.kind]
        let expressions = conditions.map(\.expression) + lets.map(\.expression)
        for expression in expressions {
            for column in expression.reads { kinds.formUnion(view.column(column)?.needs ?? []) }
            for other in expression.others {
                guard let otherView = views.named(other.view) else { continue }
                kinds.insert(otherView.kind)
                kinds.formUnion(otherView.column(other.column)?.needs ?? [])
            }
        }
        return kinds
    }
}
