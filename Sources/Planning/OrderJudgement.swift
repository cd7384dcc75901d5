// A machine's judgement by a person's order for later, from one that tells whether it works.

package import CostModel
package import Foundation

extension Judgement {
    /// What the order says of the machine now. One that does not run, or runs since another start, is no matter of it.
    ///
    /// - Parameters:
    ///   - zone: whose clocks tell times, in words.
    ///   - work: whether it works: it holds for one that does nothing. Nil: that is not known, or no matter.
    package func ordered(by order: StopOrder, at now: Date, in zone: TimeZone, work: Judgement?) -> Judgement {
        let isKept = outcome == .spared(by: KeepTag.sparing)
        guard let state = knownText("state") else {
            return by(order, isKept ? outcome : .unknown, [MissingFact("state", "not told by AWS")], "")
        }
        guard state == "running", isSameStart(knownLaunchTime, order.launchTime) else {
            return by(order, .clear, [], "it does not run, or was started again since \(order.who) ordered its stop")
        }
        switch order.condition {
        case .at(let time):
            let isTime = isKept || now >= time
            return by(
                order, isTime ? outcome : .clear, missing,
                "\(order.who) ordered its stop for \(LocalTime(zone: zone).text(time))")
        case .whenIdle:
            let wish = "\(order.who) ordered its stop once it is idle"
            if isKept { return by(order, outcome, [], wish) }
            guard let work else {
                return by(
                    order, .unknown, [MissingFact("cpu_percent", "whether it works could not be judged")], wish)
            }
            return work.asked(
                header(order), condition(order, .holds), idle: "\(wish): \(work.reason)",
                atWork: "\(wish), but it works: costguard waits")
        }
    }

    private func by(
        _ order: StopOrder, _ outcome: Outcome, _ missing: [MissingFact], _ reason: String
    ) -> Judgement {
        let condition = condition(order, outcome == .clear ? .fails : .holds)
        return asked(header(order), outcome, condition, missing, reason)
    }

    private func condition(_ order: StopOrder, _ outcome: ConditionResult.Outcome) -> ConditionResult {
        ConditionResult(
            part: .whereAll, text: "ordered by \(order.who)", outcome: outcome,
            values: [Evidence("ordered_at", .text(UTCTime.text(order.since)))])
    }

    private func header(_ order: StopOrder) -> RuleHeader {
        var header = RuleHeader(
            name: order.ruleName, title: "Ordered", view: rule.view, severity: rule.severity, action: .stop,
            holdSeconds: 0, windowSeconds: rule.windowSeconds, digest: rule.digest, origin: rule.origin)
        header.asker = .order
        return header
    }
}
