// What a replay came to, by rule: how often work followed, and what idle time was saved and what was missed.

import CostModel
import Foundation

struct ReplayScore {
    struct Line {
        let action: Action
        var count = 0
        var workIn3Hours = 0
        var workInADay = 0
        var savedSeconds = 0.0
        /// Types of the machines that it acted on.
        var types: Set<String> = []
    }
    private(set) var lines: [String: Line] = [:]
    private var stoppedBy: [ResourceKey: String] = [:]
    /// Seconds in which no machine of a type works, by type.
    private let idle: [String: Double]
    private let prices: [String: Money]

    init(_ machines: [ReplayedMachine], _ prices: [String: Money]) {
        self.prices = prices
        idle = machines.reduce(into: [:]) { idle, machine in
            idle[machine.type, default: 0] += 3600 * Double(machine.trace.hours.values.count { !$0.works })
        }
    }

    mutating func acted(_ rule: RuleHeader, _ machine: ReplayedMachine, workIn hours: Double?) {
        var line = lines[rule.name] ?? Line(action: rule.action)
        line.count += 1
        line.types.insert(machine.type)
        if let hours {
            line.workInADay += 1
            if hours <= 3 { line.workIn3Hours += 1 }
        }
        lines[rule.name] = line
    }

    mutating func stopped(_ machine: ReplayedMachine, by rule: RuleHeader) { stoppedBy[machine.key] = rule.name }

    /// Idle seconds in which a machine stood still by a rule.
    mutating func saved(_ seconds: Double, _ machine: ReplayedMachine) {
        if let rule = stoppedBy[machine.key] { lines[rule]?.savedSeconds += seconds }
    }

    var text: String {
        let head = "\(pad("rule", 24))  does    count  work in 3 h  in 24 h  idle h saved   missed  USD saved   missed"
        return ([head] + lines.sorted { $0.key < $1.key }.map(row)).joined(separator: "\n")
    }

    private func row(_ name: String, _ line: Line) -> String {
        let saved = line.savedSeconds / 3600
        let missed = line.types.reduce(0.0) { $0 + (idle[$1] ?? 0) } / 3600 - saved
        let perHour = line.types.compactMap { prices[$0]?.usd }.max() ?? 0
        let parts =
            [
                pad(name, 24), pad("\(line.action.rawValue)", 6), String(format: "%7d", line.count),
                String(format: "%12d", line.workIn3Hours), String(format: "%8d", line.workInADay),
            ]
            + (line.action == .stop
                ? [
                    String(format: "%13.0f", saved), String(format: "%8.0f", missed),
                    String(format: "%10.2f", saved * perHour), String(format: "%8.2f", missed * perHour),
                ] : [])
        return parts.joined(separator: " ")
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text.padding(toLength: width, withPad: " ", startingAt: 0)
    }
}
