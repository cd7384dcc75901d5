// What a schedule will do, boundary by boundary, in its own zone: the days ahead as text or JSON.

package import CostModel
package import Foundation

/// Hours of a schedule, and the machine that is asked about.
package struct ScheduleOutlook: Sendable {
    /// A machine that the hours hold for.
    package struct Machine: Sendable {
        /// Which.
        package let resource: ResourceKey
        /// For people; nil: it has none.
        package let name: String?
        /// Such as `running`; nil: not known.
        package let state: String?
        /// What holds it against its schedule, a sentence each.
        package let held: [String]

        /// A machine, all its parts given.
        package init(resource: ResourceKey, name: String?, state: String?, held: [String]) {
            self.resource = resource
            self.name = name
            self.state = state
            self.held = held
        }
    }

    /// The hours.
    package let schedule: Schedule
    /// Nil: the schedule itself is asked about.
    package let machine: Machine?
    /// The first instant that is shown.
    package let from: Date
    /// How many days.
    package let days: Int

    /// An outlook, all its parts given.
    package init(schedule: Schedule, machine: Machine?, from: Date, days: Int) {
        self.schedule = schedule
        self.machine = machine
        self.from = from
        self.days = days
    }

    var until: Date { from.addingTimeInterval(Double(days) * .day) }

    /// What becomes of machines where the hours begin or end.
    func deed(_ boundary: OpeningHours.Boundary) -> ScheduleDocument.Deed {
        guard boundary.opens else { return .stop }
        return schedule.starting == .never ? .nothing : .start
    }
}

/// Schedules as text or JSON.
package enum ScheduleReport {
    /// Every boundary of the days ahead, with the distance from UTC at each.
    package static func text(_ outlook: ScheduleOutlook, _ context: TextContext) -> String {
        var lines = TextLines(context)
        let schedule = outlook.schedule
        let hours = schedule.hours
        let title = schedule.name == Schedule.ofTag ? "tag \(ScheduleTag.key)" : schedule.name
        lines.section("SCHEDULE", "\(title): \(hours.text)")
        if let machine = outlook.machine {
            let name = CommonText.title(machine.resource, machine.name)
            let state = machine.state.map { "'\($0)'" } ?? "in a state that is not known"
            lines.add("\(name) (\(machine.resource.id)) is \(state) by the last scan.")
            for held in machine.held { lines.add(held) }
        }
        lines.add(words(schedule))
        let state = hours.state(at: outlook.from)
        let next = state.until.map { ", until \(hours.text($0))" } ?? ""
        lines.add("Now \(hours.text(outlook.from)), \(state.isOpen ? "within" : "outside") the hours\(next).")
        let boundaries = hours.boundaries(from: outlook.from, until: outlook.until)
        let span = CountText.text(outlook.days, "day")
        lines.section("AHEAD", "\(span), times of \(hours.zone == .gmt ? "UTC" : hours.zone.identifier)")
        if boundaries.isEmpty { lines.add("Nothing begins or ends.", head: "  ") }
        var offset = hours.zone.offsetText(at: outlook.from)
        for boundary in boundaries {
            let now = hours.zone.offsetText(at: boundary.at)
            let change = now == offset ? "" : ", clocks changed"
            offset = now
            lines.add(
                "\(sentence(outlook.deed(boundary), opens: boundary.opens))",
                head: "  \(hours.text(boundary.at, zoned: false))  \(now)\(change)  ")
        }
        for day in holidays(outlook) { lines.add("holiday, no hours begin", head: "  \(day)  ") }
        return lines.text
    }

    /// One JSON object, schema version 1.
    package static func json(_ outlook: ScheduleOutlook) -> String {
        let schedule = outlook.schedule
        let hours = schedule.hours
        return JSONText.document(
            ScheduleDocument(
                schedule: schedule.name, when: hours.text, timeZone: hours.zone == .gmt ? "UTC" : hours.zone.identifier,
                start: schedule.starting, force: schedule.isForced,
                resource: outlook.machine.map { ResourceEntry($0.resource, name: $0.name) },
                state: outlook.machine?.state, heldBy: outlook.machine?.held ?? [], from: outlook.from,
                until: outlook.until, isOpen: hours.state(at: outlook.from).isOpen,
                holidays: holidays(outlook),
                boundaries: hours.boundaries(from: outlook.from, until: outlook.until).map { boundary in
                    .init(
                        at: boundary.at, local: hours.text(boundary.at),
                        utcOffset: hours.zone.offsetText(at: boundary.at), opens: boundary.opens,
                        does: outlook.deed(boundary))
                }))
    }

    /// Every schedule of the configuration, a line each.
    package static func list(_ book: ScheduleBook, _ context: TextContext) -> String {
        var lines = TextLines(context)
        lines.section("SCHEDULES", book.schedules.isEmpty ? "none in the configuration" : "\(book.schedules.count)")
        for schedule in book.schedules {
            let state = schedule.hours.state(at: context.now)
            let next = state.until.map { " until \(schedule.hours.text($0))" } ?? ""
            lines.add(
                "\(schedule.hours.text), now \(state.isOpen ? "open" : "closed")\(next)", head: "  \(schedule.name)  ")
        }
        lines.add(
            "Machines ask for hours by the tag \(ScheduleTag.key), such as 'weekdays 8-19 Europe/Berlin'. "
                + (book.tagsMayStart ? "Tags may start machines too." : "Tags start nothing."))
        return lines.text
    }

    private static func words(_ schedule: Schedule) -> String {
        let stops =
            schedule.isForced
            ? "Stops machines at the end of the hours, even if they work."
            : "Stops machines at the end of the hours, once they are idle."
        let starts =
            switch schedule.starting {
            case .never: "It starts nothing."
            case .all: "Starts at the beginning whatever was stopped before it."
            case .ours: "Starts at the beginning what costguard stopped."
            }
        return "\(stops) \(starts) Who starts or stops one by hand has it so until the hours next begin or end."
    }

    private static func sentence(_ deed: ScheduleDocument.Deed, opens: Bool) -> String {
        switch deed {
        case .stop: "hours end: stop"
        case .start: "hours begin: start"
        case .nothing: opens ? "hours begin" : "hours end"
        }
    }

    /// As days of the calendar, those of the span alone.
    private static func holidays(_ outlook: ScheduleOutlook) -> [String] {
        outlook.schedule.hours.holidays.sorted().map { Date(seconds: $0 * .day) }
            .filter { $0 > outlook.from.addingTimeInterval(-.day) && $0 < outlook.until }.map(UTCTime.dayText)
    }
}

/// `schedule show --format json`.
struct ScheduleDocument: Codable {
    /// What is done where hours begin or end.
    enum Deed: String, CaseIterable, Codable { case stop, start, nothing }

    struct Boundary: Codable {
        let at: Date
        let local, utcOffset: String
        let opens: Bool
        let does: Deed
    }

    var schemaVersion = SchemaVersion.one
    let schedule, when, timeZone: String
    let start: Schedule.Starting
    let force: Bool
    let resource: ResourceEntry?
    let state: String?
    let heldBy: [String]
    let from, until: Date
    let isOpen: Bool
    let holidays: [String]
    let boundaries: [Boundary]
}

extension MailText {
    /// That schedules have started machines.
    ///
    /// - Parameter starts: at least one, of one account.
    package static func started(
        _ starts: [JournalIntent], mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        lines.add("costguard started \(CountText.text(starts.count, "machine")), because their hours began.")
        for start in starts {
            lines.blank()
            lines.add("\(CommonText.title(start.resource, start.name))  \(CommonText.place(start.resource.region))")
            lines.field("why", start.evidence ?? start.rule)
            lines.add("It costs from now on. To stop it, and leave it so until its hours begin again:", head: "  ")
            lines.verbatim("  costguard stop \(ShellWord.text(start.resource.id))")
        }
        lines.blank()
        let account = starts.first.map { "Account \($0.resource.account). " } ?? ""
        close(&lines, "\(account)Mail \(mailID).", context)
        let names = starts.prefix(2).map { CommonText.title($0.resource, $0.name).cut(to: 24) }
            .joined(separator: ", ")
        let more = starts.count > 2 ? " +\(starts.count - 2)" : ""
        return (Sanitizer.subject("costguard started \(names)\(more): hours began"), lines.text)
    }

    /// That a schedule could not start a machine.
    package static func startFailed(
        _ step: PlanStep, because: String, outcome: StepOutcome, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        let title = CommonText.title(step.resource, step.name)
        lines.add("costguard could not start \(title) (\(step.resource.id)), though \(because).")
        lines.field("result", ApplyReport.text(outcome))
        lines.add("It tries again at each run until the hours end. To try now:")
        lines.verbatim("  costguard start \(ShellWord.text(step.resource.id))")
        close(&lines, "Account \(step.resource.account). One mail per beginning of the hours. Mail \(mailID).", context)
        return (Sanitizer.subject("costguard: \(title) was not started by its schedule"), lines.text)
    }
}
