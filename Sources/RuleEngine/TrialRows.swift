// Made-up rows on which a rule's conditions are tried: plausible values for every column that they read.

import CostModel
import SQLite

struct TrialRows {
    /// More combinations than this are sampled, always the same ones.
    static let limit = 1200
    let rule: Rule
    let metric: String

    private var expressions: [RuleExpression] {
        rule.conditions.filter { $0.part == .whereAll && $0.expression.reads.contains(metric) }.map(\.expression)
    }

    /// Tries every row with the metric at each extreme.
    func isVacuous() throws(SQLError) -> Bool {
        let connection = try RuleConnection()
        let names = columns
        let list = names.map(declaration).joined(separator: ", ")
        try connection.execute(
            "CREATE TABLE temp.trial (\"\(RuleQuery.rowNumber)\" INTEGER PRIMARY KEY, zero, \(list))")
        try connection.execute("CREATE TABLE temp.probe (number INTEGER PRIMARY KEY, value)")
        for value in Vacuity.extremes { try connection.execute("INSERT INTO temp.probe VALUES (NULL, ?)", [value]) }
        try fill(connection, names)
        return try connection.confined(to: ["trial", "probe"], for: .seconds(2)) { () throws(SQLError) in
            try holdsInVain(on: connection)
        }
    }

    private func holdsInVain(on connection: RuleConnection) throws(SQLError) -> Bool {
        let base = "SELECT t.*, p.number AS probe, p.value AS \"\(metric)\" FROM temp.trial t CROSS JOIN temp.probe p"
        let view = rule.view.name
        let all = expressions.map { "(\($0.sql.rewritten)\n)" }.joined(separator: " AND ")
        let select = try connection.prepare(
            """
            SELECT \(view)."\(RuleQuery.rowNumber)", \(view).zero, \(view).probe, (\(all))
            FROM \(RuleQuery(rule: rule).layers(over: base)) ORDER BY 1, 3
            """)
        try RuleQuery(rule: rule).bindSettings(to: select)
        var held: [Bool] = []
        while try select.step() {
            if select.integer(2) == 1 { held = [] }
            held.append(select.truth(3) == true)
            guard held.count == Vacuity.extremes.count else { continue }
            // A factor of 0 hides any metric: only a missing one counts there.
            if held[0] || (select.integer(1) == 0 && Vacuity.isVacuous(held)) { return true }
        }
        return false
    }

    /// Every column that the judged row needs, the metric aside.
    private var columns: [String] {
        rule.view.columns.map(\.name) + rule.metrics.flatMap { [$0.name, $0.coverageColumn] }.filter { $0 != metric }
    }

    private func declaration(_ name: String) -> String {
        rule.view.column(name).map { AnalysisDatabase.declaration($0) } ?? "\"\(name)\""
    }

    private func fill(_ connection: RuleConnection, _ names: [String]) throws(SQLError) {
        let read = Set(expressions.flatMap(\.reads))
        let choices = names.map { read.contains($0) ? values(of: $0) : [.null] }
        var count = 1
        for choice in choices where count <= Self.limit { count *= choice.count }
        let marks = Array(repeating: "?", count: names.count + 1).joined(separator: ", ")
        let insert = try connection.prepare("INSERT INTO temp.trial VALUES (NULL, \(marks))")
        // A linear congruential step spreads the sample over the combinations; below the limit all are taken.
        var state: UInt64 = 1
        for number in 0..<min(count, Self.limit) {
            var rest = UInt64(number)
            var row: [FactValue] = []
            for choice in choices {
                if count > Self.limit {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    rest = state >> 33
                }
                row.append(choice[Int(rest % UInt64(choice.count))])
                rest /= UInt64(choice.count)
            }
            let hasZero = row.contains { $0.number == 0 }
            try insert.bind([.flag(hasZero)] + row)
            _ = try insert.step()
            insert.reset()
        }
    }

    private func values(of name: String) -> [FactValue] {
        let literals = expressions.flatMap(\.sql.literals) + rule.lets.flatMap(\.expression.sql.literals)
        if rule.metrics.contains(where: { $0.coverageColumn == name }) { return [.real(1), .real(0.5)] }
        switch rule.view.column(name)?.type {
        case .text: return [.text("x"), .null] + literals.map(FactValue.text)
        case .json:
            return [.text("{}")]
                + ["1", "100"].map { value in
                    let pairs = Set(literals).sorted().map { "\(TagJSON.quoted($0)):\"\(value)\"" }
                    return .text("{\(pairs.joined(separator: ","))}")
                }
        case .boolean: return [.integer(1), .integer(0), .null]
        default: return [.integer(1), .integer(0), .real(0.5), .integer(100), .integer(1_000_000), .null]
        }
    }
}

extension TagJSON {
    /// A text as JSON writes it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar.value < 32 ? " " : scalar)
        }
        return result + "\""
    }
}
