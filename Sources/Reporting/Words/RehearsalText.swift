// What cron would have done before it may act, and which of it was used again: so that a person can tell whether to let it.

import CostModel
import Foundation

enum RehearsalText {
    /// Stops that are named one by one; of the others the count is told.
    private static let shown = 8

    /// `REHEARSAL   3 stops not made, 1 was used again; cron stops nothing before Mon 7 Dec`, then the last of them.
    /// Nothing where cron rehearses nothing.
    static func section(_ context: TextContext, _ lines: inout TextLines) {
        guard let from = context.unattended?.from, from > context.now else { return }
        let stops = context.rehearsals
        let begins = "cron stops nothing before \(context.point(from))"
        guard !stops.isEmpty else { return lines.section("REHEARSAL", "no stop so far; \(begins)") }
        let used = stops.count { $0.usedAt != nil }
        let again = used == 0 ? "none was used again" : "\(used) \(used == 1 ? "was" : "were") used again"
        lines.section("REHEARSAL", "\(CountText.text(stops.count, "stop")) not made, \(again); \(begins)")
        let bearers = Dictionary(
            grouping: Set(stops.map { Bearer(name: title($0), resource: $0.resource) }), by: \.name)
        for stop in stops.suffix(shown) {
            let name = title(stop)
            let id = (bearers[name]?.count ?? 0) > 1 ? "\(stop.resource.id), " : ""
            lines.field(name, id + words(stop, context), label: 20)
        }
        if stops.count > shown { lines.add("and \(stops.count - shown) before these", head: "  ") }
    }

    /// A name as it is shown, and who bears it: machines of one name are told apart by their ids.
    private struct Bearer: Hashable {
        let name: String
        let resource: ResourceKey
    }

    private static func title(_ stop: RehearsedStop) -> String {
        CommonText.title(stop.resource, stop.name).cut(to: 19)
    }

    /// `Sat 21 Nov 09:00, idle-instance; used again after 5 h`.
    private static func words(_ stop: RehearsedStop, _ context: TextContext) -> String {
        let head = "\(context.point(stop.at)), \(stop.rule); "
        if let used = stop.usedAt { return head + "used again after \(TimeText.span(used.timeIntervalSince(stop.at)))" }
        let seconds = max(0, min(context.now.timeIntervalSince(stop.at), 1e9))
        let saved = stop.savingPerMonth.map { $0.scaled(by: Int64(seconds), over: 730 * .hour) }
        return head + "not used since" + (saved.map { ", \($0.cents) USD" } ?? "")
    }
}
