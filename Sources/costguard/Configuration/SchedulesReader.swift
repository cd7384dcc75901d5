// The section `schedules:` of the configuration: hours by name, for which machines they are, and what they may do.

import CostModel
import Foundation
import RuleEngine
import YAML

struct SchedulesReader {
    let log: DiagnosticLog

    /// The key that is no schedule.
    static let tagsMayStart = "tagsMayStart"

    /// Every schedule that can be read; the faults of the others are in the log.
    ///
    /// - Parameter timeZone: of hours that name none.
    func read(_ map: YAMLMap?, in timeZone: TimeZone) -> ScheduleBook {
        var book = ScheduleBook(timeZone: timeZone)
        book.tagsMayStart = map?.bool(Self.tagsMayStart) ?? false
        for entry in map?.entries ?? [] where entry.key != Self.tagsMayStart {
            if !isName(entry.key) {
                log.add(
                    "'\(entry.key)' is no name of a schedule", at: entry.keyPosition,
                    hint: "write small letters, digits and '-', and no word that hours are written with")
            }
            guard let map = entry.value.map(), let schedule = schedule(entry.key, map, in: timeZone) else { continue }
            book.schedules.append(schedule)
        }
        return book
    }

    /// A tag's value may be a schedule's name or hours: no name may be both.
    private func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil && text != Schedule.ofTag
            && (try? OpeningHours(text, in: .gmt)) == nil && text != "never"
    }

    private func schedule(_ name: String, _ map: YAMLMap, in timeZone: TimeZone) -> Schedule? {
        map.allow(["when", "machines", "holidays", "start", "force"])
        guard let when = map.required("when"), let text = when.string() else { return nil }
        let machines = machines(map["machines"])
        let isForced = map.bool("force") ?? false
        let starting = map["start"].flatMap(starting) ?? .never
        let holidays = Set((map.list("holidays") ?? []).compactMap(holiday))
        do throws(OpeningHours.Fault) {
            var hours = try OpeningHours(text, in: timeZone)
            hours.holidays = holidays
            return Schedule(name: name, hours: hours, machines: machines, starting: starting, isForced: isForced)
        } catch {
            let place = when.position
            log.add(
                "'when': \(error.message)", at: Position(line: place.line, column: place.column + error.column - 1),
                hint: error.hint)
            return nil
        }
    }

    private func starting(_ value: YAMLValue) -> Schedule.Starting? {
        switch value.anyScalar?.text {
        case "true"?: return .all
        case "false"?: return .never
        case "ours"?: return .ours
        default:
            value.report(
                "'start' takes true, false or ours",
                hint: "'ours' starts only what costguard stopped, and leaves alone what somebody stopped by hand")
            return nil
        }
    }

    private func holiday(_ value: YAMLValue) -> Int64? {
        guard let text = value.string() else { return nil }
        if let day = TypedDay.date(text) { return day.seconds / .day }
        value.report("'holidays': \(TypedDay.fault(text))", hint: TypedDay.forms)
        return nil
    }

    private func machines(_ value: YAMLValue?) -> [MachineSelector] {
        guard let value else { return [] }
        if value.anyScalar?.text == "all" { return [MachineSelector()] }
        return (value.list() ?? []).compactMap(machine)
    }

    private func machine(_ value: YAMLValue) -> MachineSelector? {
        guard let map = value.map() else { return nil }
        let keys = ["name", "tag", "region", "class"]
        map.allow(keys)
        guard keys.contains(where: { map[$0] != nil }) else {
            value.report("it names no machines", hint: "write such as { tag: team=ml }, { name: hw3-* } or all")
            return nil
        }
        var selector = MachineSelector(name: map.string("name"), type: map.string("class"))
        if let region = map["region"], let text = region.string() {
            selector.region = Region.named(text).flatMap { $0 == .global ? nil : $0 }
            guard selector.region != nil else {
                region.report(
                    "'\(text)' is no region",
                    hint: Region.hint(for: text) ?? "write a code such as eu-west-1, or a name such as Ireland")
                return nil
            }
        }
        if let tag = map["tag"] {
            guard let text = tag.string() else { return nil }
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let key = parts.first, !key.isEmpty else {
                tag.report("'\(text)' is no tag", hint: "write key=value, or the key alone for any value")
                return nil
            }
            selector.tags = [key: parts.count == 2 ? parts[1] : "*"]
        }
        return selector
    }
}
