// The port of this room for the use cases: judges what a database file holds.

package import CostModel
package import Foundation
import SQLite

/// A database, or a case, that could not be judged at all.
package struct JudgeError: Error, Sendable, CustomStringConvertible {
    /// What failed, on which database or case; a hint where there is a next step.
    package let description: String
}

/// Judges rules over Storage's views, on a read-only connection of its own.
package struct SQLiteJudge: RuleJudge, Sendable {
    private let ruleSet: RuleSet
    private let databasePath: String
    private let views: @Sendable (Date) -> [String]
    private let timeZone: TimeZone
    private let deadline: Duration

    /// What Storage's views are called on the judge's connection: under their plain names stand copies, which rules read.
    package static let viewPrefix = "stored_"

    /// - Parameters:
    ///   - views: the statements that make Storage's views on a connection, their names behind `viewPrefix`.
    ///   - timeZone: what 'localtime' means in a rule; the machine's own zone never counts.
    ///   - deadline: how long what the user wrote in one rule may run, its trial on extreme metrics included. Copying views
    ///     and reading metrics, which are our own statements, is not bounded by it, nor is waiting for a turn.
    package init(
        rules: RuleSet, databasePath: String, views: [String], timeZone: TimeZone = .gmt,
        deadline: Duration = .seconds(10)
    ) {
        self.init(
            rules: rules, databasePath: databasePath, viewsAt: { _ in views }, timeZone: timeZone, deadline: deadline)
    }

    /// A judge of the past: the views are those of the time that is judged.
    ///
    /// - Parameter viewsAt: the statements that make them, as those of `views`.
    package init(
        rules: RuleSet, databasePath: String, viewsAt: @escaping @Sendable (Date) -> [String],
        timeZone: TimeZone = .gmt,
        deadline: Duration = .seconds(10)
    ) {
        ruleSet = rules
        self.databasePath = databasePath
        views = viewsAt
        self.timeZone = timeZone
        self.deadline = deadline
    }

    /// The enabled rules, by name.
    package var rules: [RuleHeader] { ruleSet.headers }

    /// Instances always: the guardrails look at them.
    package var kindsNeeded: Set<ResourceKind> {
        ruleSet.rules.reduce(into: [.instance]) { $0.formUnion($1.kindsNeeded) }
    }

    /// Each metric of a rule once, whatever it makes of the buckets.
    package var metricsNeeded: [MetricNeed] {
        ruleSet.rules.flatMap { rule in
            Dictionary(grouping: rule.metrics, by: \.spec).map { spec, metrics in
                let isPast = metrics.allSatisfy(\.isOfThePast)
                return MetricNeed(
                    rule: rule.header.name, view: rule.view.name, kind: rule.view.kind,
                    columns: Set(metrics.map(\.name)), spec: spec,
                    turn: isPast ? .past : spec == rule.metrics.first?.spec ? .first : .others,
                    isSilentAtZero: metrics.allSatisfy(\.isSilentAtZero))
            }
        }
    }

    /// - Throws: `JudgeError` where the database cannot be read, `CancellationError` where the task is cancelled. What goes
    ///   wrong in a rule is a fault of the result.
    package func judge(
        account: AccountID, now: Date, only: Set<ResourceKey>?, detail: JudgementDetail
    ) throws -> JudgementSet {
        do throws(SQLError) {
            let connection = try RuleConnection(readingFile: databasePath)
            for statement in views(now) { try connection.execute(statement) }
            let pass = try JudgePass(on: connection, account: account, now: now, timeZone: timeZone, deadline: deadline)
            return try pass.judge(ruleSet.rules, only: only, detail: detail)
        } catch {
            try Task.checkCancellation()
            throw JudgeError(
                description:
                    "cannot judge '\(databasePath)': \(error.message)\nhint: 'costguard doctor' looks at the database")
        }
    }
}
