// The shape of a rule file for editors: completion, and red lines while typing. `rules check` knows more.

package import CostModel

/// `rules schema`.
package enum RuleSchema {
    /// JSON Schema, draft 2020-12.
    /// - Parameter views: what a rule may be written over.
    package static func json(_ views: ViewCatalog) -> String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "costguard rule",
          "type": "object",
          "required": ["rule", "title", "resource", "where", "reason"],
          "additionalProperties": false,
          "properties": {
            "rule": { "type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "description": "unique over all files" },
            "title": { "type": "string" },
            "resource": { "enum": [\(words(views.names))], "description": "the view that it judges" },
            "enabled": { "type": "boolean", "default": true, "description": "false: judges only where the configuration enables it" },
            "severity": { "enum": [\(words(Severity.allCases.map(\.rawValue)))], "default": "medium" },
            "settings": {
              "type": "object", "propertyNames": { "$ref": "#/$defs/name" },
              "additionalProperties": { "type": ["string", "number", "boolean"] },
              "description": "typed by their values; a condition reads :name, the configuration may change them"
            },
            "metrics": {
              "type": "object", "propertyNames": { "$ref": "#/$defs/name" },
              "additionalProperties": { "$ref": "#/$defs/metric" }
            },
            "let": {
              "type": "object", "propertyNames": { "$ref": "#/$defs/name" },
              "additionalProperties": { "type": ["string", "number"] }, "description": "named SQL expressions, in order"
            },
            "where": { "$ref": "#/$defs/conditions", "description": "all must be true" },
            "unless": { "$ref": "#/$defs/conditions", "description": "any true one spares the resource" },
            "for": { "$ref": "#/$defs/span", "description": "how long it must hold before cron acts" },
            "notice": { "$ref": "#/$defs/span", "description": "how long before cron's stop its owner is told, 15m to 7d" },
            "action": { "enum": [\(words(Action.ofRules.map(\.rawValue)))], "default": "flag" },
            "tell": { "enum": [\(words(Telling.allCases.map(\.rawValue)))], "default": "each", "description": "of action notify: a mail for each finding, or one for all of an account" },
            "reason": { "type": "string", "description": "{column} and {setting} stand for their values" }
          },
          "$defs": {
            "name": { "pattern": "^[a-z][a-z0-9_]{0,47}$" },
            "span": { "type": "string", "pattern": "^[0-9]+[smhdw]$" },
            "conditions": {
              "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "array", "minItems": 1, "items": { "type": "string" } }]
            },
            "metric": {
              "type": "object", "additionalProperties": false, "required": ["metric", "statistic", "over"],
              "properties": {
                "metric": { "type": "string" },
                "namespace": { "type": "string" },
                "statistic": { "enum": [\(words(MetricSpec.Statistic.allCases.map(\.rawValue)))] },
                "over": { "type": "string", "pattern": "^(:[a-z][a-z0-9_]*|[0-9]+[smhdw])$" },
                "ago": { "type": "string", "pattern": "^(:[a-z][a-z0-9_]*|[0-9]+[smhdw])$", "description": "how much earlier the window ends; no data there means 0" },
                "below": { "type": ["number", "string"], "description": "with reduce: quiet, what ends a quiet time" },
                "reduce": { "enum": [\(words(MetricReduction.allCases.map(\.rawValue)))], "default": "max" },
                "coverage": { "type": "number", "minimum": 0.01, "maximum": 1, "default": 0.9 },
                "missing": { "const": 0, "description": "no data at all means 0" }
              }
            }
          }
        }
        """
    }

    private static func words(_ list: [String]) -> String { list.map { "\"\($0)\"" }.joined(separator: ", ") }
}
