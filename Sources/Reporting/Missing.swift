// What a judgement lacked, for people. Explanations and files name the columns; a plan says what it means.

import CostModel

/// Words on missing facts.
enum Missing {
    /// What is missing and why; where something else is missing too, what was only not asked for its sake is left out.
    static func text(_ facts: [MissingFact]) -> String {
        let first = facts.filter { $0.why != MissingFact.notAsked }
        let told = (first.isEmpty ? facts : first).map(plain)
        return told.isEmpty ? "data is missing" : Sentences.missing(told)
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
        case ("launch_request_count", notAsked):
            MissingFact("", "whether a Spot request, a fleet or an Auto Scaling group starts it was not asked yet")
        case ("shared", notAsked): MissingFact("", "whether other accounts may use it was not asked yet")
        case ("stop_protected", notAsked): MissingFact("", "stop protection was not asked yet")
        default: fact
        }
    }
}
