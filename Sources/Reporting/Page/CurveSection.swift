// A curve with its legend, its words, and what a reader who does not see it needs.

import CostModel
import Foundation

extension Page {
    /// The curves of those credits of which it is known what is left; at most four.
    static func curves(_ context: TextContext, _ figures: ReportFigures) -> Markup {
        let curves = context.balances.compactMap { balance in
            BurnDown(
                balance, history: figures.history, figures: context.figures, spend: context.spend, at: context.now)
        }
        return .all(curves.prefix(4).enumerated().map { figure($0.element, number: $0.offset + 1, context) })
    }

    private static func figure(_ curve: BurnDown, number: Int, _ context: TextContext) -> Markup {
        let title = "How \(CreditName(curve.balance).subject) goes down"
        let words = CurveText(curve: curve, context: context)
        let wide = CurveDrawing(curve, context, width: 880, height: 300, ticks: 9)
        let narrow = CurveDrawing(curve, context, width: 346, height: 240, ticks: 4)
        return section(
            title,
            .tag(
                "figure", [:],
                wide.svg("curve wide", id: "curve-\(number)", title: title, description: words.description),
                narrow.svg(
                    "curve narrow", id: "curve-\(number)-small", title: title, description: words.description),
                .tag("figcaption", [:], legend(curve), .tag("p", [:], Markup(words.caption)))))
    }

    private static func legend(_ curve: BurnDown) -> Markup {
        var keys: [(StaticString, String)] = []
        if !curve.billed.isEmpty { keys.append(("billed", "billed by AWS, gross")) }
        if !curve.metered.isEmpty { keys.append(("metered", "as costguard saw it")) }
        if curve.expected != nil { keys.append(("forecast", "at the present burn")) }
        if curve.range != nil { keys.append(("band", "by the burns of now, 24 h and 7 days")) }
        if !curve.marks.isEmpty { keys.append(("mark", "marks")) }
        return .tag(
            "ul", ["class": "legend"],
            all: keys.map { style, words in
                .tag(
                    "li", [:],
                    .tag(
                        "svg", ["viewBox": "0 0 24 10", "aria-hidden": "true"],
                        "\(style)" == "band"
                            ? .tag("polygon", ["class": "band", "points": "0,0 24,0 24,10 0,10"])
                            : .tag("line", ["class": "\(style)", "x1": "0", "y1": "5", "x2": "24", "y2": "5"])),
                    Markup(words))
            })
    }
}

/// What a curve shows, in words.
struct CurveText {
    let curve: BurnDown
    let context: TextContext

    private var credit: CreditText { CreditText(balance: curve.balance, context: context) }

    /// Under the picture: only what the picture does not say by itself.
    var caption: String {
        var parts: [String] = []
        if curve.isCut {
            parts.append("The picture begins on \(TimeText.shortDay(curve.window.lowerBound, in: context.timeZone)).")
        }
        let holes = [curve.billed, curve.metered].contains { $0.count > 1 }
        if holes { parts.append("Where a line is broken, nobody looked.") }
        if curve.billed.isEmpty && curve.metered.isEmpty { parts.append("Nothing is known of the past yet.") }
        if let expiry = curve.balance.expiresAt, curve.expiry == nil, expiry > context.now {
            parts.append("Valid to \(TimeText.lastDay(before: expiry)), beyond the picture.")
        }
        return parts.joined(separator: " ")
    }

    /// For who does not see it.
    var description: String {
        var parts = ["\(curve.now.left.cents) of \(curve.balance.granted.cents) USD are left now."]
        if let first = (curve.billed + curve.metered).compactMap(\.first).min(by: { $0.at < $1.at }) {
            parts.append("On \(TimeText.shortDay(first.at, in: context.timeZone)) it was \(first.left.cents) USD.")
        }
        if let pace = credit.pace(curve.balance.burnPerHour) { parts.append("At the present burn: \(pace).") }
        if let range = SpendReport.range(of: curve.balance, context) { parts.append("Range: \(range).") }
        let marks = curve.marks.map { "\($0.text) at \($0.left.cents) USD left\($0.isPassed ? ", passed" : "")" }
        if !marks.isEmpty { parts.append("Marks: \(marks.joined(separator: "; ")).") }
        return parts.joined(separator: " ")
    }
}
