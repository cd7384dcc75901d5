// Hours that somebody gave machines: in the configuration for those that it names, or by a tag on a machine.

package import Foundation

/// The tag by which a machine asks for hours, or for a schedule of the configuration by its name.
package enum ScheduleTag {
    /// The key as we write it. Case and blanks around it are forgiven.
    package static let key = "costguard:schedule"

    /// The tag's value; of several spellings of the key the first in the order of their letters. Nil: no such tag.
    package static func value(in tags: [String: String]) -> String? {
        tags.filter { $0.key.trimmingCharacters(in: .whitespaces).lowercased() == key }
            .min { $0.key < $1.key }?.value
    }
}

/// Hours for machines, and what may be done about them.
package struct Schedule: Hashable, Sendable {
    /// Whether machines are started when the hours begin.
    package enum Starting: String, CaseIterable, Sendable, Codable {
        /// They are only stopped.
        case never
        /// Whatever has been stopped since before the hours began, by whomever.
        case all
        /// Only what costguard stopped: who stops a machine by hand finds it stopped the next day.
        case ours
    }

    /// Unique in the configuration; `tag` for the hours that a tag spells out.
    package let name: String
    /// When machines may run.
    package let hours: OpeningHours
    /// Which machines it is for, besides those whose tag names it: one of these suffices.
    package let machines: [MachineSelector]
    /// What it starts.
    package let starting: Starting
    /// Whether it stops a machine that works too.
    package let isForced: Bool

    /// A schedule, all its parts given.
    package init(
        name: String, hours: OpeningHours, machines: [MachineSelector] = [], starting: Starting = .never,
        isForced: Bool = false
    ) {
        self.name = name
        self.hours = hours
        self.machines = machines
        self.starting = starting
        self.isForced = isForced
    }

    /// The name of hours that a tag spells out: no schedule of the configuration may bear it.
    package static let ofTag = "tag"

    /// How the names of the rules begin that schedules judge by. No rule of a file can have such a name.
    package static let rulePrefix = "schedule/"

    /// The name of its rule, in plans and the journal: `schedule/office`.
    package var ruleName: String { Schedule.rulePrefix + name }
}

/// Machines that a schedule is for. All that is given must hold.
package struct MachineSelector: Hashable, Sendable {
    /// A name; `*` stands for any letters. Nil: any.
    package var name: String?
    /// Nil: any.
    package var region: Region?
    /// Tags that it must bear; a value of `*` is any.
    package var tags: [String: String]
    /// `gpu`, a family such as `g5`, or a type such as `t3.micro`. Nil: any.
    package var type: String?

    /// All machines, unless more is said.
    package init(name: String? = nil, region: Region? = nil, tags: [String: String] = [:], type: String? = nil) {
        self.name = name
        self.region = region
        self.tags = tags
        self.type = type
    }

    /// Whether a machine is meant. What is not known of it is not meant.
    ///
    /// - Parameter gpus: nil where their number is not known.
    package func selects(_ machine: ScheduledMachine) -> Bool {
        if let name, !MachineSelector.matches(machine.name ?? "", name) { return false }
        if let region, machine.region != region { return false }
        if let type {
            let isMeant =
                type == "gpu"
                ? (machine.gpus ?? 0) > 0
                : machine.type == type || machine.type?.hasPrefix("\(type).") == true
            guard isMeant else { return false }
        }
        return tags.allSatisfy { key, value in machine.tags[key].map { MachineSelector.matches($0, value) } ?? false }
    }

    /// Whether a text is as a pattern says, in which `*` stands for any letters.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return text == pattern }
        guard text.hasPrefix(first), text.hasSuffix(last), text.count >= first.count + last.count else { return false }
        var rest = text.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}

/// What a schedule looks at of a machine.
package struct ScheduledMachine: Hashable, Sendable {
    /// The Name tag.
    package let name: String?
    /// Where it is.
    package let region: Region
    /// Such as `t3.micro`; nil: not known.
    package let type: String?
    /// Nil: not known.
    package let gpus: Int64?
    /// All of them.
    package let tags: [String: String]

    /// A machine, all its parts given.
    package init(name: String?, region: Region, type: String?, gpus: Int64?, tags: [String: String]) {
        self.name = name
        self.region = region
        self.type = type
        self.gpus = gpus
        self.tags = tags
    }
}

/// All that schedules depend on: those of the configuration, and what tags may.
package struct ScheduleBook: Hashable, Sendable {
    /// In the order of the configuration.
    package var schedules: [Schedule] = []
    /// Whether hours by a tag, or a schedule that only a tag names, may start machines: whoever may tag could spend.
    package var tagsMayStart = false
    /// The zone of hours that name none.
    package var timeZone: TimeZone = .gmt

    /// Nothing but the tag, in UTC, without arguments.
    package init(schedules: [Schedule] = [], tagsMayStart: Bool = false, timeZone: TimeZone = .gmt) {
        self.schedules = schedules
        self.tagsMayStart = tagsMayStart
        self.timeZone = timeZone
    }

    /// Whether any machine may be started.
    package var mayStart: Bool { tagsMayStart || schedules.contains { $0.starting != .never } }

    /// What holds for one machine.
    package enum Assignment: Hashable, Sendable {
        /// No schedule.
        case none
        case schedule(Schedule)
        /// It cannot be told which hours are meant: nothing is done. In one line.
        case fault(String)
    }

    /// Which schedule holds for a machine. Its tag decides, being nearest; but what the configuration forces on it no tag
    /// takes away. Two schedules of the configuration are none.
    package func assignment(of machine: ScheduledMachine) -> Assignment {
        let meant = schedules.filter { $0.machines.contains { $0.selects(machine) } }
        let forced = meant.filter(\.isForced)
        if forced.isEmpty, let value = ScheduleTag.value(in: machine.tags) { return tagged(value, meant) }
        let held = forced.isEmpty ? meant : forced
        guard held.count > 1 else { return held.first.map { .schedule($0) } ?? .none }
        let names = held.map(\.name).joined(separator: "' and '")
        return .fault("the schedules '\(names)' name it both: leave it to one of them")
    }

    private func tagged(_ value: String, _ meant: [Schedule]) -> Assignment {
        let name = value.trimmingCharacters(in: .whitespaces)
        if let named = schedules.first(where: { $0.name.lowercased() == name.lowercased() }) {
            // Where the configuration names the machine too, its word on starts holds.
            let starting = tagsMayStart || meant.contains(named) ? named.starting : .never
            return .schedule(
                Schedule(
                    name: named.name, hours: named.hours, machines: named.machines, starting: starting,
                    isForced: meant.contains(named) && named.isForced))
        }
        do throws(OpeningHours.Fault) {
            return .schedule(
                Schedule(
                    name: Schedule.ofTag, hours: try OpeningHours(value, in: timeZone),
                    starting: tagsMayStart ? .all : .never))
        } catch {
            let near = NearestName.nearest(to: name, among: schedules.map(\.name))
            return .fault(
                "its tag \(ScheduleTag.key) = '\(value)' is not read: \(near.map { "did you mean '\($0)'?" } ?? "\(error)")"
            )
        }
    }
}
