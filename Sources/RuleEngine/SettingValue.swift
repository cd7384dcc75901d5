// The numbers and words that a rule leaves to its user.

import CostModel
import YAML

/// A setting's value; its kind is that of the default in the rule file.
package enum SettingValue: Hashable, Sendable {
    case number(Double)
    case bool(Bool)
    /// Seconds.
    case duration(Int)
    case text(String)

    /// From a default in a rule file.
    init?(_ scalar: YAMLScalar) {
        if let number = scalar.number {
            self = .number(number)
        } else if let bool = scalar.bool {
            self = .bool(bool)
        } else if scalar.form == .null {
            return nil
        } else if let seconds = DurationText.seconds(scalar.text) {
            self = .duration(seconds)
        } else {
            self = .text(scalar.text)
        }
    }

    /// Another value of the same kind; nil where the text is none.
    func replaced(by text: String) -> SettingValue? {
        switch self {
        case .number: YAMLScalar.form(of: text) == .text ? nil : Double(text).map(SettingValue.number)
        case .bool: ["true": true, "false": false][text.lowercased()].map(SettingValue.bool)
        case .duration: DurationText.seconds(text).map(SettingValue.duration)
        case .text: .text(text)
        }
    }

    var kindName: String {
        switch self {
        case .number: "a number"
        case .bool: "true or false"
        case .duration: "a span of time such as 24h"
        case .text: "a text"
        }
    }

    /// What a condition sees: spans as hours, numbers always as REAL so that `/` never cuts.
    var bound: FactValue {
        switch self {
        case .number(let number): .real(number)
        case .bool(let bool): .flag(bool)
        case .duration(let seconds): .real(Double(seconds) / .hour)
        case .text(let text): .text(text)
        }
    }

    /// As a person writes it.
    package var text: String {
        switch self {
        case .number(let number): ReasonTemplate.short(number)
        case .bool(let bool): bool ? "true" : "false"
        case .duration(let seconds): DurationText.text(seconds)
        case .text(let text): text
        }
    }
}

/// A named value of a rule.
package struct Setting: Hashable, Sendable {
    /// As conditions write it after the colon.
    package let name: String
    /// The default, or what the configuration put in its place.
    package let value: SettingValue
}
