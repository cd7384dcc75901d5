// A credit's curve as SVG: what AWS billed, what costguard metered, how it may go on, marks, expiry, now.
// The figures are BurnDown's, the scales CurveScale's; colours come from the page's style by class.

import CostModel
import Foundation

/// Draws one curve at one size: labels do not shrink with the picture, so a phone gets a picture of its own.
struct CurveDrawing {
    let curve: BurnDown
    let context: TextContext
    let width: Double
    let height: Double
    /// Instants that are written below.
    let ticks: Int
    private let scale: CurveScale

    init(_ curve: BurnDown, _ context: TextContext, width: Double, height: Double, ticks: Int) {
        self.curve = curve
        self.context = context
        self.width = width
        self.height = height
        self.ticks = ticks
        scale = CurveScale(curve, width: width, height: height, margins: (left: 44, right: 12, upper: 22, lower: 26))
    }

    /// - Parameter id: unique in the page: what the picture is labelled by.
    func svg(_ style: String, id: String, title: String, description: String) -> Markup {
        let parts = [grid, days, marks, band, paths, lines("billed", curve.billed), lines("metered", curve.metered)]
        return .tag(
            "svg",
            [
                "class": style, "viewBox": "0 0 \(number(width)) \(number(height))", "role": "img",
                "aria-labelledby": "\(id)-title \(id)-text",
            ],
            .tag("title", ["id": "\(id)-title"], Markup(title)),
            .tag("desc", ["id": "\(id)-text"], Markup(description)), .all(parts), upright)
    }

    // MARK: - Axes

    private var grid: Markup {
        .all(
            scale.amounts.map { usd in
                let y = scale.y(usd)
                return line((scale.left, y), (scale.right, y), usd == 0 ? "axis" : "grid")
                    + text(QuantityText.decimal(usd, places: 3), (scale.left - 6, y + 4), anchor: "end")
            }) + text("USD left", (4, 12), anchor: "start")
    }

    private var days: Markup {
        let (instants, areDays) = scale.instants(ticks, in: context.timeZone)
        return .all(
            instants.map { instant in
                let x = scale.x(instant)
                let label =
                    areDays ? TimeText.shortDay(instant, in: context.timeZone) : hour(instant, among: instants)
                return line((x, scale.lower), (x, scale.lower + 4), "axis")
                    + text(label, (min(x, scale.right - 14), scale.lower + 18), anchor: "middle")
            })
    }

    /// Midnights are named by their day: hours alone do not tell which.
    private func hour(_ instant: Date, among instants: [Date]) -> String {
        let hour = TimeText.hour(instant, in: context.timeZone)
        return hour == "00:00" ? TimeText.shortDay(instant, in: context.timeZone) : hour
    }

    /// Now, and the expiry where it is in sight.
    private var upright: Markup {
        let now = scale.x(curve.now.at)
        var parts = [
            line((now, scale.upper - 4), (now, scale.lower), "present"),
            text("now", (now, 12), anchor: now > scale.right - 40 ? "end" : "middle", "present-label"),
            .tag(
                "circle",
                ["class": "dot", "cx": number(now), "cy": number(scale.y(curve.now.left.usd)), "r": "3.5"]),
        ]
        if let expiry = curve.expiry {
            let x = scale.x(expiry)
            parts.append(line((x, scale.upper - 4), (x, scale.lower), "expiry"))
            if x - now > 70 {
                parts.append(text("expires", (x, 12), anchor: x > scale.right - 30 ? "end" : "middle", "loss-label"))
            }
        }
        return .all(parts)
    }

    /// Those on the scale; labels that would lie on each other give way to the lower one.
    private var marks: Markup {
        var taken: [Double] = []
        var parts: [Markup] = []
        for mark in curve.marks.sorted(by: { $0.left < $1.left }) where mark.left > .zero && mark.left.usd < scale.top {
            let y = scale.y(mark.left.usd)
            parts.append(line((scale.left, y), (scale.right, y), mark.isPassed ? "mark passed" : "mark"))
            guard !taken.contains(where: { abs($0 - y) < 14 }) else { continue }
            taken.append(y)
            parts.append(text(mark.text, (scale.left + 4, y - 4), anchor: "start", "mark-label"))
        }
        return .all(parts)
    }

    // MARK: - What was

    private func lines(_ style: StaticString, _ runs: [[BurnDown.Point]]) -> Markup {
        .all(
            runs.map { run in
                guard run.count > 1 else {
                    let point = run.first ?? curve.now
                    return .tag(
                        "circle",
                        [
                            "class": "\(style)-dot", "cx": number(scale.x(point.at)),
                            "cy": number(scale.y(point.left.usd)), "r": "2.5",
                        ])
                }
                return .tag("path", ["class": "\(style)", "d": path(thinned(run))])
            })
    }

    /// At most a point for each unit of the width: the last of it.
    private func thinned(_ run: [BurnDown.Point]) -> [(Double, Double)] {
        var points: [(Double, Double)] = []
        for point in run {
            let next = (scale.x(point.at), scale.y(point.left.usd))
            if points.count > 1, let last = points.last, next.0 - last.0 < 1 { points.removeLast() }
            points.append(next)
        }
        return points
    }

    private func path(_ points: [(Double, Double)]) -> String {
        points.enumerated().map { "\($0.offset == 0 ? "M" : "L")\(number($0.element.0)) \(number($0.element.1))" }
            .joined(separator: " ")
    }

    // MARK: - What may come

    private var band: Markup {
        guard let (highest, lowest) = curve.range else { return .nothing }
        let points = future(lowest) + future(highest).dropFirst().reversed()
        return .tag(
            "polygon",
            ["class": "band", "points": points.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")])
    }

    private var paths: Markup {
        guard let expected = curve.expected else { return .nothing }
        return .tag("path", ["class": "forecast", "d": path(future(expected))])
    }

    /// From now to the day on which nothing is left, the credit expires, or the picture ends.
    private func future(_ course: BurnDown.Path) -> [(Double, Double)] {
        let start = (scale.x(curve.now.at), scale.y(curve.now.left.usd))
        let last = min(curve.window.upperBound, curve.balance.expiresAt ?? .distantFuture)
        if let empty = course.emptyAt, empty <= last { return [start, (scale.x(empty), scale.y(0))] }
        let hours = max(0, last.timeIntervalSince(curve.now.at)) / .hour
        return [start, (scale.x(last), scale.y(max(0, curve.now.left.usd - course.perHour.usd * hours)))]
    }

    // MARK: - Pieces

    private func line(_ from: (Double, Double), _ to: (Double, Double), _ style: String) -> Markup {
        .tag(
            "line",
            [
                "class": style, "x1": number(from.0), "y1": number(from.1), "x2": number(to.0), "y2": number(to.1),
            ])
    }

    private func text(_ text: String, _ at: (Double, Double), anchor: String, _ style: String? = nil) -> Markup {
        .tag(
            "text", ["class": style, "x": number(at.0), "y": number(at.1), "text-anchor": anchor], Markup(text))
    }

    private func number(_ value: Double) -> String { QuantityText.decimal(value, places: 1) }
}
