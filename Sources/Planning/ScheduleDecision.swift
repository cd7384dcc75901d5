// What a schedule wants of a machine at an instant. The launch time and the time of the stop are its witnesses, so that
// each boundary is acted on once, however many runs there are, and a person's start or stop holds until the next one.

package import CostModel
package import Foundation

/// A machine's power, as far as it is known.
package struct PowerWitness: Hashable, Sendable {
    /// Such as `running`; nil: not known.
    package let state: String?
    /// The last start, by AWS's clock; nil: not known.
    package let startedAt: Date?
    /// When it stopped; nil: it runs, or that is not known.
    package let stoppedAt: Date?
    /// Whether the last stop was ours; matters to what runs not.
    package let isOurStop: Bool

    /// A machine's power, all its parts given.
    package init(state: String?, startedAt: Date?, stoppedAt: Date? = nil, isOurStop: Bool = false) {
        self.state = state
        self.startedAt = startedAt
        self.stoppedAt = stoppedAt
        self.isOurStop = isOurStop
    }
}

/// What a schedule wants.
package enum ScheduleDecision: Hashable, Sendable {
    /// Its hours ended then, and it has run since before.
    case stop(closed: Date, until: Date?)
    /// Its hours began then, and it has been stopped since before.
    case start(opened: Date, until: Date?)
    /// Nothing, and why, in one line.
    case nothing(String)
    /// A column of the machine that it needs is not known.
    case unknown(String)

    /// Before the end of the hours nothing is started for so few seconds: it would outlast them on its way up.
    package static let leastUse: TimeInterval = 10 * 60

    /// Decides. A boundary that was missed is made up for once, as long as the hours behind it last.
    package init(_ schedule: Schedule, _ machine: PowerWitness, at now: Date) {
        let state = schedule.hours.state(at: now)
        switch machine.state {
        case nil: self = .unknown("state")
        case "running"?: self = ScheduleDecision.running(state, machine)
        case "stopped"? where schedule.starting != .never:
            self = ScheduleDecision.stopped(state, machine, schedule.starting, at: now)
        case "stopped"?: self = .nothing("it is stopped, and the schedule starts nothing")
        case let other?: self = .nothing("it is '\(other)'")
        }
    }

    private static func running(_ state: OpeningHours.State, _ machine: PowerWitness) -> ScheduleDecision {
        guard !state.isOpen else { return .nothing("its hours last\(state.until.map { " until \(text($0))" } ?? "")") }
        guard let closed = state.since else { return .nothing("its hours have not ended for two years") }
        guard let start = machine.startedAt else { return .unknown("launch_time") }
        guard start < closed else {
            return .nothing(
                "somebody started it at \(text(start)), after its hours had ended: left alone until they end again")
        }
        return .stop(closed: closed, until: state.until)
    }

    private static func stopped(
        _ state: OpeningHours.State, _ machine: PowerWitness, _ starting: Schedule.Starting, at now: Date
    ) -> ScheduleDecision {
        guard state.isOpen, let opened = state.since else {
            return .nothing("it is stopped, and its hours have no beginning behind it")
        }
        if let start = machine.startedAt, start >= opened {
            return .nothing("it was stopped within its hours: left alone until they begin again")
        }
        guard let stop = machine.stoppedAt else { return .unknown("stopped_hours") }
        guard stop < opened else {
            return .nothing("it was stopped within its hours: left alone until they begin again")
        }
        if starting == .ours, !machine.isOurStop {
            return .nothing("somebody else stopped it, and the schedule starts only what costguard stopped")
        }
        if let end = state.until, end.timeIntervalSince(now) < leastUse {
            return .nothing("its hours end at \(text(end)): not worth a start")
        }
        return .start(opened: opened, until: state.until)
    }

    private static func text(_ instant: Date) -> String { UTCTime.text(instant) }
}
