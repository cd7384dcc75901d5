// A rule file as read, before its expressions are compiled: every text with its place.

import CostModel
import YAML

/// An SQL text and where each of its lines stands.
struct PlacedText {
    let text: String
    let scalar: YAMLScalar
    /// Which line of the scalar it is.
    let line: Int
    let leading: Int

    /// Where a character of the text stands in the file.
    func position(_ offset: Int) -> Position { scalar.position(line: line, offset: leading + offset) }
}

/// A metric whose spans may still be settings' names.
struct MetricDraft {
    enum Span { case seconds(Int), setting(String) }
    enum Limit { case number(Double), setting(String, Position) }
    let name: String
    let metric: String
    let namespace: String
    let statistic: MetricSpec.Statistic
    let window: Span
    let ago: Span
    let reduction: MetricReduction
    let coverage: Double
    let missingIsZero: Bool
    let isSilentAtZero: Bool
    let below: Limit?
    let position: Position
    let windowPosition: Position
    let agoPosition: Position
}

struct RuleDraft {
    let name: String
    let namePosition: Position
    let title: String
    let view: ViewSchema
    /// Whether it judges unless the configuration says otherwise.
    let isEnabled: Bool
    let severity: Severity
    var action: Action
    let telling: Telling
    var holdSeconds: Int
    var noticeSeconds: Int?
    var settings: [Setting]
    let metrics: [MetricDraft]
    let lets: [(name: String, position: Position, text: PlacedText)]
    let conditions: [(part: ConditionResult.Part, text: PlacedText)]
    /// Nil where it is missing, which the log tells.
    let reason: PlacedText?
    let origin: String
}
