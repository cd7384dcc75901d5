// What is said of machines that a person names, before they are stopped or started: what cannot be done and what would
// help, what the word passes, what comes back and what does not.

package import CostModel
package import Foundation

/// Words on stops and starts by hand.
package enum ByHandText {
    /// A machine that is left as it is.
    package struct LeftAlone: Sendable {
        /// Which.
        package let machine: ResourceKey
        /// For people; nil: it has none, or nobody knows.
        package let name: String?
        /// Why.
        package let why: String
        /// What would help, to be copied; nil: nothing in one line.
        package let command: String?

        /// With a reason.
        package init(_ machine: ResourceKey, name: String?, _ why: String, command: String? = nil) {
            self.machine = machine
            self.name = name
            self.why = why
            self.command = command
        }

        /// By a guardrail or a keep.
        package init(_ refusal: Refusal, _ machine: Judgement) {
            self.init(
                machine.resource, name: machine.name, "\(refusal.guardrail): \(refusal.detail)",
                command: Commands.instead(of: refusal, machine))
        }
    }

    /// `NOT STOPPED  2`, then each with its reason and the command that would help.
    package static func leftAlone(_ machines: [LeftAlone], action: Action, _ context: TextContext) -> String {
        var lines = TextLines(context)
        lines.section(action == .start ? "NOT STARTED" : "NOT STOPPED", CountText.text(machines.count, noun(machines)))
        for left in machines {
            let title = CommonText.title(left.machine, left.name)
            let name = title == left.machine.id ? "" : "\(title)  "
            lines.add("\(name)\(left.machine.id)  \(CommonText.place(left.machine.region))", head: "  ")
            lines.add(left.why, head: "      ")
            if let command = left.command { lines.verbatim("      \(command)") }
        }
        return lines.text
    }

    private static func noun(_ machines: [LeftAlone]) -> String {
        machines.allSatisfy { $0.machine.kind == .instance } ? "machine" : "thing"
    }

    /// What a person's word passes on a machine, a sentence each: what was seen, without what a rule should do instead.
    package static func passed(_ finding: Finding) -> [String] {
        finding.passed.map { refusal in
            let seen = refusal.detail.split(separator: "; ", maxSplits: 1).first.map(String.init) ?? refusal.detail
            return "although \(seen) (\(refusal.guardrail))"
        }
    }

    /// What a start costs, and what does not come back by it.
    ///
    /// - Parameter perHour: list price; nil: none is known.
    package static func starting(_ machine: Judgement, perHour: Money?) -> [String] {
        var notes = [
            perHour.map { "costs \(CommonText.rate($0)) USD an hour while it runs" }
                ?? "what it costs while it runs is not known"
        ]
        if let address = machine.knownText("public_ip") {
            notes.append("keeps its elastic address \(address)")
        } else {
            notes.append("a public address that it had does not come back: it gets a new one")
        }
        if machine.knownFlag("has_instance_store") == true { notes.append("its scratch disk comes back empty") }
        if (machine.known("gpus")?.integer ?? 0) > 0 { notes.append("AWS may have no GPU machine free at the moment") }
        return notes
    }

    /// What is typed to stop what was started lately: how many machines, and what they cost an hour.
    package static func sweepWord(_ steps: [PlanStep]) -> String {
        let sum = SavingSum(steps)
        let perHour = sum.unpriced == sum.count ? "unknown" : sum.perMonth.scaled(by: 1, over: 730).cents
        return "\(steps.count) \(perHour)"
    }

    /// `12 machines were started in the last 24 h; together 4.52 USD an hour.`
    package static func sweepLine(_ steps: [PlanStep], span: TimeInterval) -> String {
        let sum = SavingSum(steps)
        let unpriced = sum.unpriced == 0 ? "" : ", without \(sum.unpriced) whose price is not known"
        return "\(CountText.text(steps.count, "machine")) started in the last \(TimeText.span(span)) can be stopped: "
            + "\(sum.perMonth.scaled(by: 1, over: 730).cents) USD an hour\(unpriced)."
    }

    /// Where nothing that was started lately can be stopped. What runs in a region that was not seen is not known.
    package static func nothingStarted(unseen regions: Int) -> String {
        guard regions > 0 else { return "There is nothing to stop that was started in this time." }
        return "Nothing was stopped. What was started in the \(CountText.text(regions, "region")) that could not be "
            + "seen is not known, and may run on: look there with keys that may ec2:DescribeInstances."
    }

    /// Why a name is nobody's any more: `'web' (i-0a1b) is terminated: it was seen last Fri 20 Nov 09:00 UTC, and by …`.
    package static func gone(
        _ thing: ResourceKey, name: String?, lastSeen: Date, _ context: TextContext
    ) -> String {
        let title = name.map { "'\($0)' (\(thing.id))" } ?? "'\(thing.id)'"
        let end = thing.kind == .instance ? "is terminated" : "is gone"
        return "\(title) \(end): it was seen last \(context.point(lastSeen)), and by no scan since"
    }

    /// What no scan has ever seen, in one line: other keys than these may start machines there.
    package static func closed(_ regions: [Region]) -> String {
        let named = regions.prefix(mostNamed).map { "\($0)" }.joined(separator: ", ")
        let more = regions.count > mostNamed ? " and \(regions.count - mostNamed) more" : ""
        return "Not seen: \(CountText.text(regions.count, "region")) closed to these keys since the first scan, where "
            + "others may start machines: \(named)\(more)"
    }

    private static let mostNamed = 5

    /// How a stop is taken back.
    package static func undo(planID: String, _ steps: [PlanStep]) -> [String] {
        let names = steps.map { CommonText.argument($0.resource, $0.name) }
        return names.count == 1 ? ["costguard start \(names[0])"] : ["costguard undo \(planID)"]
    }
}
