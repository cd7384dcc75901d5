// A machine's judgement by the hours that hold for it, from one that tells whether it works.

package import CostModel
package import Foundation

extension Judgement {
    /// What the machine's hours say of it; nil: no schedule holds for it.
    ///
    /// - Parameters:
    ///   - book: the schedules.
    ///   - ourStop: when costguard stopped the run that this machine's last start began; nil: it did not.
    ///   - work: whether it works: it holds for one that does nothing. Nil: that is not known, or no matter.
    package func scheduled(by book: ScheduleBook, ourStop: Date?, at now: Date, work: Judgement?) -> Judgement? {
        guard let machine = ScheduledMachine(self) else {
            // A machine that a schedule may hold for is none of which nothing is said.
            return book.schedules.isEmpty ? nil : lacking(Schedule.ofTag, "tags", "its tags are not known")
        }
        switch book.assignment(of: machine) {
        case .none: return nil
        case .fault(let why): return lacking(Schedule.ofTag, ScheduleTag.key, why)
        case .schedule(let schedule): return decided(schedule, ourStop: ourStop, at: now, work)
        }
    }

    /// Whether it matters to a machine's hours whether it works.
    package func waitsForWork(by book: ScheduleBook, at now: Date) -> Bool {
        guard !isSpared, let machine = ScheduledMachine(self),
            case .schedule(let schedule) = book.assignment(of: machine), !schedule.isForced,
            case .stop = ScheduleDecision(schedule, power(ourStop: nil, at: now), at: now)
        else { return false }
        return true
    }

    private func power(ourStop: Date?, at now: Date) -> PowerWitness {
        PowerWitness(
            state: knownText("state"), startedAt: knownLaunchTime,
            stoppedAt: known("stopped_hours")?.number.map { now.addingTimeInterval(-$0 * .hour) } ?? ourStop,
            isOurStop: ourStop != nil)
    }

    private func decided(_ schedule: Schedule, ourStop: Date?, at now: Date, _ work: Judgement?) -> Judgement {
        let hours = "\(schedule.hours.text)\(schedule.name == Schedule.ofTag ? "" : " (\(schedule.name))")"
        func local(_ instant: Date) -> String { schedule.hours.text(instant) }
        switch ScheduleDecision(schedule, power(ourStop: ourStop, at: now), at: now) {
        case .unknown(let column): return lacking(schedule.name, column, "not told by AWS")
        case .nothing(let why): return by(schedule, .stop, isSpared ? outcome : .clear, hours, [], why)
        case .start(let opened, let until):
            let end = until.map { ", to \(local($0))" } ?? ""
            return by(
                schedule, .start, outcome, hours, [Evidence("hours_began_at", .text(UTCTime.text(opened)))],
                "its hours began \(local(opened))\(end)")
        case .stop(let closed, let until):
            let evidence = [Evidence("hours_ended_at", .text(UTCTime.text(closed)))]
            let ended = "its hours, \(hours), ended \(local(closed))"
            guard !isSpared, !schedule.isForced else { return by(schedule, .stop, outcome, hours, evidence, ended) }
            guard let work else { return lacking(schedule.name, "cpu_percent", "whether it works could not be judged") }
            let end = until.map { ", or until they begin again \(local($0))" } ?? ""
            return work.asked(
                header(schedule.name, .stop, .schedule, hours), condition(.stop, hours, .holds, evidence),
                idle: "\(ended), and it does nothing: \(work.reason)",
                atWork: "\(ended), but it works: costguard waits until it is idle\(end)")
        }
    }

    /// The word of whoever wants a machine stopped once it does nothing, on one of which this tells whether it works.
    func asked(_ header: RuleHeader, _ condition: ConditionResult, idle: String, atWork: String) -> Judgement {
        let isAtWork: Bool
        switch outcome {
        case .clear: isAtWork = true
        case .spared(let by): isAtWork = by != KeepTag.sparing
        case .holds, .unknown: isAtWork = false
        }
        return with {
            $0.rule = header
            $0.outcome = isAtWork ? .spared(by: Judgement.atWork) : outcome
            $0.conditions = [condition] + conditions
            $0.evidence = condition.values + evidence
            $0.missing = isAtWork ? [] : missing
            $0.reason = isAtWork ? atWork : idle
        }
    }

    /// The word of whoever asks by one condition of their own, which only a keep tag stands beside.
    func asked(
        _ header: RuleHeader, _ outcome: Outcome, _ condition: ConditionResult, _ missing: [MissingFact],
        _ reason: String
    ) -> Judgement {
        with {
            $0.rule = header
            $0.outcome = outcome
            $0.conditions = [condition] + conditions.filter { $0.text == KeepTag.key }
            $0.evidence = condition.values
            $0.missing = outcome == .unknown ? missing : []
            $0.reason = reason
        }
    }

    /// Whether its keep tag spares it, whatever it does.
    private var isSpared: Bool { outcome == .spared(by: KeepTag.sparing) }

    private func lacking(_ name: String, _ column: String, _ why: String) -> Judgement {
        with {
            $0.rule = header(name, .stop, .schedule, "")
            $0.outcome = isSpared ? outcome : .unknown
            $0.evidence = []
            $0.missing = isSpared ? [] : [MissingFact(column, why)]
            $0.reason = ""
        }
    }

    private func by(
        _ schedule: Schedule, _ action: Action, _ outcome: Outcome, _ hours: String, _ values: [Evidence],
        _ reason: String
    ) -> Judgement {
        let asker: Asker = schedule.isForced ? .forcedSchedule : .schedule
        let holds: ConditionResult.Outcome = outcome == .clear ? .fails : .holds
        return asked(
            header(schedule.name, action, asker, hours), outcome, condition(action, hours, holds, values), missing,
            reason)
    }

    private func condition(
        _ action: Action, _ hours: String, _ outcome: ConditionResult.Outcome, _ values: [Evidence]
    ) -> ConditionResult {
        ConditionResult(
            part: .whereAll, text: "\(action == .start ? "within" : "outside") its hours: \(hours)", outcome: outcome,
            values: values)
    }

    private func header(_ name: String, _ action: Action, _ asker: Asker, _ hours: String) -> RuleHeader {
        var header = RuleHeader(
            name: Schedule.rulePrefix + name, title: action == .start ? "Within its hours" : "Outside its hours",
            view: rule.view, severity: rule.severity, action: action, holdSeconds: 0, windowSeconds: rule.windowSeconds,
            digest: Fingerprint.hexadecimal(Fingerprint.of("\(rule.digest) \(name) \(hours)"), digits: 12),
            origin: rule.origin)
        header.asker = asker
        return header
    }
}

extension ScheduledMachine {
    /// Nil where its tags are not known.
    package init?(_ judgement: Judgement) {
        guard let tags = judgement.tags else { return nil }
        self.init(
            name: judgement.name, region: judgement.resource.region, type: judgement.knownText("instance_type"),
            gpus: judgement.known("gpus")?.integer, tags: tags)
    }
}
