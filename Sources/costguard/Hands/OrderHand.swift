// A person's order to stop machines later: looked at and confirmed now, carried out by the guard's runs, taken back by name.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Planning
import Reporting
import RuleEngine
import Storage

/// When a stop is to be, where it is not to be now.
struct OrderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Not now, but once it has been idle for so long, such as 30m. The guard's runs do it.", valueName: "time"))
    var whenIdle: String?

    @Option(
        help: ArgumentHelp(
            "Not now, but at this time in your time zone, such as 03:30, or '2026-12-01 03:30'.", valueName: "when"))
    var at: String?

    @Flag(help: "Take back an order to stop it later.")
    var cancel = false

    var isGiven: Bool { whenIdle != nil || at != nil }

    /// As it was typed; a time with a blank in double quotes, for the whole command stands in single ones where it is told.
    var typed: String {
        whenIdle.map { "--when-idle \($0)" } ?? at.map { $0.contains(" ") ? "--at \"\($0)\"" : "--at \($0)" } ?? ""
    }

    func validate() throws {
        guard [whenIdle != nil, at != nil, cancel].count(where: { $0 }) < 2 else {
            throw ValidationError("give one of --when-idle, --at and --cancel")
        }
        guard let whenIdle else { return }
        guard let seconds = DurationText.seconds(whenIdle), (300...7 * .day).contains(seconds) else {
            throw ValidationError("--when-idle takes a time from 5m to 7d, such as 30m, got '\(whenIdle)'")
        }
    }

    /// - Throws: where the text names no time, or one that has passed.
    func condition(at now: Date, in zone: TimeZone) throws -> StopOrder.Condition? {
        if let seconds = whenIdle.flatMap({ DurationText.seconds($0) }) { return .whenIdle(seconds) }
        guard let at else { return nil }
        guard let date = LocalTime(zone: zone).date(at, after: now) else {
            throw ValidationError("--at takes a time such as 03:30 or '2026-12-01 03:30', got '\(at)'")
        }
        guard date > now else {
            throw ValidationError("--at \(at) has passed; 'costguard stop NAME' stops a machine now")
        }
        return .at(date)
    }
}

/// Gives orders, and takes them back.
struct OrderHand {
    let session: Session

    /// Looks at the machines as a stop does, asks, and keeps the orders.
    func give(
        _ condition: StopOrder.Condition, on names: [String], _ verb: HandVerb, _ hand: HandOptions,
        command: String, _ output: OutputOptions
    ) async throws {
        let seen = try await verb.look(at: try await NamedMachines(verb: verb).machines(names))
        try verb.tellLeft(seen, output)
        try HandRefusal.whole(seen, action: .stop)
        guard !seen.steps.isEmpty else { return }
        var notes = Dictionary(
            seen.findings.map { ($0.resource, ByHandText.passed($0)) }, uniquingKeysWith: { one, _ in one })
        if case .whenIdle = condition {
            for finding in seen.findings where finding.judgement.isGPULoadUnknown {
                notes[finding.resource, default: []].append(
                    "although nobody reports the load of its GPU: idle is then what processor, network and disk are")
            }
        }
        let opposed = seen.findings.filter { notes[$0.resource]?.isEmpty == false }
            .map { $0.judgement.name ?? $0.resource.id }
        let context = session.bareContext(file: output.output)
        let question = ApplyQuestion(
            seen.steps, planID: nil, account: verb.account, findings: seen.findings, notes: notes)
        for line in question.text(context).split(separator: "\n") { session.terminal.say(String(line)) }
        try Confirmation(
            word: opposed.isEmpty ? "yes" : opposed.joined(separator: " "), yes: hand.yes, typed: hand.confirm,
            command: command, verb: "stop"
        ).obtain(session.terminal)
        let orders = seen.steps.map { step in
            StopOrder(
                resource: step.resource, name: step.name, condition: condition, launchTime: step.launchTime,
                since: session.clock(), who: session.user)
        }
        for order in orders { try await verb.database.record(order) }
        let guardNotes = try await whatHolds(condition, verb, context)
        if output.format == .json {
            for note in guardNotes { session.terminal.warn(note) }
            return try session.terminal.write(OrderText.json(orders), to: output.output)
        }
        try session.terminal.write(OrderText.given(orders, notes: guardNotes, context), to: output.output)
        try await session.tellOthers(of: verb.account, verb.database)
    }

    /// What a person must know of who carries it out.
    private func whatHolds(
        _ condition: StopOrder.Condition, _ verb: HandVerb, _ context: TextContext
    ) async throws -> [String] {
        var notes: [String] = []
        let zone = session.settings.timeZone
        if case .at(let date) = condition, zone != .gmt {
            notes.append(
                "That is \(UTCTime.text(date)); your time zone is \(zone.identifier), \(zone.offsetText(at: date)) then."
            )
        }
        if let pause = try await verb.database.pause(), pause.holds(at: session.clock()) {
            notes.append("The guard is paused, and stops nothing until the pause ends: 'costguard resume' ends it.")
        }
        let seenAt = try await verb.database.health(of: session.deadMan.profile)?.seenAt
        if seenAt.map({ session.clock().timeIntervalSince($0) > 3 * .hour }) ?? true {
            notes.append(
                "Nothing on this machine runs the guard now, and the order waits for it: 'costguard install systemd' or "
                    + "'costguard install cron' lets it run; 'costguard run --apply' is one run.")
        } else {
            notes.append(
                "It needs 'costguard run --apply' or 'costguard watch --apply'; without --apply nothing is stopped.")
        }
        return notes
    }

    /// Takes orders back.
    ///
    /// - Throws: `refused` where a machine has no order.
    func cancel(_ names: [String]) async throws {
        let (database, lock) = try await session.openForWriting()
        defer { lock.release() }
        for name in names {
            let key = try await NamedThing(text: name, session: session).one(in: database)
            let wasOrdered = try await database.endOrder(
                on: key, outcome: "taken back by \(session.user)", at: session.clock())
            guard wasOrdered else {
                throw CommandError(
                    "There is no order to stop '\(name)' later", hint: "'costguard' alone lists what is ordered",
                    status: .refused)
            }
            session.terminal.say("The order to stop \(name) later is taken back.")
        }
    }
}
