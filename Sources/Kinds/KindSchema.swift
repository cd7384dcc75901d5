// The shape of a kind's file for editors: completion, and red lines while typing. `kinds check` knows more.

import CostModel

/// `kinds schema`.
package enum KindSchema {
    /// JSON Schema, draft 2020-12.
    package static let json: String = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "costguard kind",
          "type": "object",
          "required": ["kind", "view", "title", "service", "list", "id", "permissions"],
          "additionalProperties": false,
          "properties": {
            "form": { "const": \(KindParser.form), "description": "the form of this file" },
            "kind": { "$ref": "#/$defs/name", "description": "the singular, such as database" },
            "view": { "$ref": "#/$defs/name", "description": "the plural, such as databases" },
            "title": { "type": "string" },
            "service": { "type": "string", "description": "as on AWS's command line, such as rds" },
            "scope": { "type": "string", "description": "the one region that lists all; absent: each region" },
            "list": { "type": "array", "minItems": 1, "maxItems": 3, "items": { "$ref": "#/$defs/step" } },
            "id": { "type": "string", "description": "a way in the item, or a text with places such as {item.a}/{item.b}" },
            "arn": { "$ref": "#/$defs/way" },
            "name": { "$ref": "#/$defs/way" },
            "created": { "type": "string", "pattern": "^[A-Za-z0-9._\\\\[\\\\]-]+( ms)?$" },
            "tags": { "$ref": "#/$defs/way" },
            "columns": { "$ref": "#/$defs/columns" },
            "ask": { "type": "array", "items": { "$ref": "#/$defs/ask" }, "description": "what costs calls of its own" },
            "metrics": { "type": "array", "items": { "$ref": "#/$defs/metrics" } },
            "price": { "type": "array", "items": { "$ref": "#/$defs/price" }, "description": "parts that add up" },
            "permissions": { "type": "array", "items": { "type": "string", "pattern": "^[a-z0-9-]+:(List|Describe|Get|BatchGet)" } },
            "stop": { "$ref": "#/$defs/stop" },
            "start": { "$ref": "#/$defs/change" },
            "delete": { "$ref": "#/$defs/change" },
            "lost": { "type": "string", "description": "what a stop loses" }
          },
          "$defs": {
            "name": { "type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$" },
            "way": { "type": "string", "pattern": "^[A-Za-z0-9._\\\\[\\\\]-]+$", "description": "names on the wire: a.b[].c" },
            "columns": {
              "type": "object", "propertyNames": { "$ref": "#/$defs/name" },
              "additionalProperties": { "type": "string", "description": "way type, description" }
            },
            "step": {
              "type": "object", "additionalProperties": false, "required": ["call", "items"],
              "properties": { \(calls) }
            },
            "ask": {
              "type": "object", "additionalProperties": false, "required": ["call", "items", "gives"],
              "properties": {
                \(calls),
                "key": { "$ref": "#/$defs/way", "description": "where an item says which thing it is about" },
                "gives": { "$ref": "#/$defs/columns" }
              }
            },
            "metrics": {
              "type": "object", "additionalProperties": false, "required": ["namespace", "dimensions", "absent", "names"],
              "properties": {
                "namespace": { "type": ["string", "object"], "description": "or by: a column, and a namespace by value" },
                "dimensions": { "type": "object", "additionalProperties": { "type": "string" } },
                "absent": { "enum": [\(words(KindMetrics.Absence.allCases.map(\.rawValue)))], "description": "what no data means" },
                "names": { "type": "array", "minItems": 1, "items": { "type": "string" } }
              }
            },
            "price": {
              "type": "object", "additionalProperties": false, "required": ["usd", "regions", "on", "source"],
              "properties": {
                "usd": { "type": ["number", "object"], "description": "USD, or USD by the value of the column of 'by'" },
                "per": { "enum": [\(words(KindPrice.Unit.allCases.map(\.rawValue)))], "default": "hour" },
                "by": { "$ref": "#/$defs/name" },
                "times": { "$ref": "#/$defs/name", "description": "a column by which it is multiplied" },
                "each": { "type": "integer", "minimum": 1, "description": "how many of these the figure is for" },
                "while": { "$ref": "#/$defs/condition" },
                "regions": { "type": "array", "minItems": 1, "items": { "type": "string" } },
                "on": { "type": "string", "description": "the day of the figure" },
                "source": { "type": "string" }
              }
            },
            "change": {
              "type": "object", "additionalProperties": false, "required": ["call"],
              "description": "printed for a person, never called",
              "properties": {
                "call": { "type": "string" },
                "input": { "type": "object" },
                "when": { "$ref": "#/$defs/condition" }
              }
            },
            "stop": {
              "type": "object", "additionalProperties": false, "required": ["call"],
              "description": "as any change; that of a shipped file is made where a person names the thing",
              "properties": {
                "call": { "type": "string" },
                "input": { "type": "object" },
                "when": { "$ref": "#/$defs/condition" },
                "rules": { "type": "boolean", "default": false, "description": "a rule may ask for it: nothing is lost" },
                "returns": { "type": "string", "description": "after how long AWS starts it again, such as 7d" }
              }
            },
            "condition": {
              "description": "columns and what they are: a value, a list of values, none, some, not x, > n, < n, x*",
              "anyOf": [{ "type": "object" }, { "type": "array", "items": { "type": "object" } }]
            }
          }
        }
        """

    private static let calls = """
        "call": { "type": "string", "description": "a reading operation" },
                "input": { "type": "object" },
                "items": { "type": "string", "description": "where its items stand in the answer; . is the answer itself" },
                "batch": { "type": "integer", "minimum": 2, "maximum": 1000 }
        """

    private static func words(_ list: [String]) -> String { list.map { "\"\($0)\"" }.joined(separator: ", ") }
}
