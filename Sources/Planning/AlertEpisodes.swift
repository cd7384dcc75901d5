// When a mark on a credit counts as newly crossed: one mail per crossing.

import CostModel
import Foundation

/// Opens and closes episodes of credit marks.
public enum AlertEpisodes {
    /// Names the crossing of one mark of one credit, such as `credit-threshold/class/80 %`.
    public static func key(_ judgement: Judgement) -> String {
        let level = judgement.row["level"]?.text
        let id = judgement.resource.id
        // The view has one row per credit and mark; a row's id may or may not name the mark already.
        let mark = level.flatMap { id.hasSuffix("/\($0)") ? nil : $0 }
        return ([judgement.rule.name, id] + (mark.map { [$0] } ?? [])).joined(separator: "/")
    }

    /// What opens and what closes at this time. A mark that is not known, spared, or not judged at all neither
    /// opens nor closes: only a judgement that is `clear` ends an episode.
    ///
    /// - Parameter judgements: of the rule over credits, clear ones included.
    public static func changes(
        judgements: [Judgement], open: [Episode], at now: Date
    ) -> (opening: [Episode], closing: [String]) {
        let isOpen = Set(open.map(\.key))
        let crossed = Set(judgements.filter { $0.outcome == .holds }.map(key))
        let cleared = Set(judgements.filter { $0.outcome == .clear }.map(key))
        let opening = crossed.subtracting(isOpen).sorted().map { Episode(key: $0, since: now) }
        return (opening, isOpen.intersection(cleared).subtracting(crossed).sorted())
    }
}
