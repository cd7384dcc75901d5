// What a judgement lacked, for people. Explanations and files name the columns; a plan says what it means.

import CostModel

/// Words on missing facts.
enum MissingText {
    /// What is missing and why; where something else is missing too, what was only not asked for its sake is left out.
    static func text(_ facts: [MissingFact]) -> String {
        let first = facts.filter { $0.why != MissingFact.notAsked }
        let told = (first.isEmpty ? facts : first).map(plain)
        return told.isEmpty ? "data is missing" : listed(told, name: ColumnText.text)
    }

    private static let notAsked = MissingFact.notAsked

    private static func plain(_ fact: MissingFact) -> MissingFact {
        switch (fact.column, fact.why) {
        // The views mark the count so where a template's version names its image by a parameter.
        case ("launch_template_count", "AWS did not say"), ("launch_template_count", notAsked):
            MissingFact(
                "",
                "a launch template names its image by a parameter (resolve:ssm) that AWS looks up at launch: "
                    + "it may be this one")
        case (_, notAsked): words[fact.column].map { MissingFact("", "\($0) was not asked yet") } ?? fact
        case (_, let why) where isAnswer(why):
            words[fact.column].map { MissingFact("", "\($0) is not known (\(why))") } ?? fact
        default: fact
        }
    }

    /// Whether AWS was asked for this fact alone, and gave no answer: `ec2:DescribeImageAttribute denied: …`.
    private static func isAnswer(_ why: String) -> Bool {
        let words = why.split(separator: " ", maxSplits: 2)
        return words.count > 1 && words[0].contains(":") && (words[1] == "denied:" || words[1] == "failed:")
    }

    /// What stands in the columns that cost a call each.
    private static let words = [
        "launch_request_count": "whether a Spot request, a fleet or an Auto Scaling group starts it",
        "shared": "whether other accounts may use it",
        "stop_protected": "stop protection",
        "spot_request": "its Spot request",
        "disk_keys": "whether the keys of its disks can be used",
        "shutdown_behavior": "what a shutdown from within does",
    ]

    /// What the look before a stop will ask; nil where nothing is left to ask.
    static func beforeStop(_ finding: Finding) -> String? {
        let asked = finding.checkedBeforeStop.map { words[$0] ?? $0 }
        guard let last = asked.last else { return nil }
        let list = asked.count > 1 ? asked.dropLast().joined(separator: ", ") + " and \(last)" : last
        return "\(list): not asked yet, asked just before the stop, which does not happen where the answer forbids it"
    }

    /// What is missing, and why: columns that lack for one reason stand together.
    ///
    /// - Parameter name: what a column is called.
    static func listed(_ facts: [MissingFact], name: (String) -> String = { $0 }) -> String {
        var order: [String] = []
        var columns: [String: [String]] = [:]
        for fact in facts {
            if columns[fact.why] == nil { order.append(fact.why) }
            columns[fact.why, default: []].append(fact.column)
        }
        return order.map { why in
            let names = (columns[why] ?? []).filter { !$0.isEmpty }.map(name)
            let more = names.count > 3 ? " and \(names.count - 2) more" : ""
            let listed = names.prefix(names.count > 3 ? 2 : 3).joined(separator: ", ") + more
            return [listed, why].filter { !$0.isEmpty }.joined(separator: ": ")
        }.joined(separator: "; ")
    }
}
