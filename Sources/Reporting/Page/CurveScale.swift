// The scales of a curve: where an instant and an amount stand, and which of them are written at the axes. Pure.

import CostModel
import Foundation

/// A plot's room in the picture, and what its edges mean.
struct CurveScale {
    let window: Range<Date>
    /// The amount at the upper edge, in USD.
    let top: Double
    let left: Double
    let right: Double
    let upper: Double
    let lower: Double

    /// USD between two lines of the grid.
    let step: Double

    init(
        _ curve: BurnDown, width: Double, height: Double,
        margins: (left: Double, right: Double, upper: Double, lower: Double)
    ) {
        window = curve.window
        let seen = (curve.billed + curve.metered).joined().map(\.left).max() ?? curve.now.left
        let most = max(seen, curve.now.left).usd
        let granted = curve.balance.granted.usd
        // The whole credit is the scale where most of it is in sight.
        let wanted = most > 0.55 * granted ? max(granted, most) : most * 1.12
        step = CurveScale.step(max(wanted, 0.01))
        top = max((wanted / step - 0.001).rounded(.up), 1) * step
        left = margins.left
        right = width - margins.right
        upper = margins.upper
        lower = height - margins.lower
    }

    func x(_ date: Date) -> Double {
        let share = date.timeIntervalSince(window.lowerBound) / window.upperBound.timeIntervalSince(window.lowerBound)
        return left + min(max(share, 0), 1) * (right - left)
    }

    func y(_ usd: Double) -> Double { lower - min(max(usd / top, 0), 1) * (lower - upper) }

    /// The amounts at the grid's lines, from nothing up.
    var amounts: [Double] { (0...Int((top / step).rounded())).map { Double($0) * step } }

    /// 1, 2 or 5 times a power of ten, for four lines or five.
    private static func step(_ most: Double) -> Double {
        var power = 1e-3
        while power * 10 <= most / 2 { power *= 10 }
        return [1, 2, 2.5, 5, 10].map { $0 * power }.first { most / $0 <= 5 } ?? power * 10
    }

    /// Instants at the lower axis, at whole hours or midnights of the reader: `count` of them at most.
    func instants(_ count: Int, in zone: TimeZone) -> (all: [Date], areDays: Bool) {
        let span = window.upperBound.timeIntervalSince(window.lowerBound)
        let hour = TimeInterval.hour
        let steps = [1, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688, 5376].map { $0 * hour }
        let step = steps.first { span / $0 <= Double(count) } ?? span
        let offset = Double(zone.secondsFromGMT(for: window.lowerBound))
        let first = ((window.lowerBound.timeIntervalSince1970 + offset) / step).rounded(.up) * step - offset
        var all: [Date] = []
        var instant = Date(timeIntervalSince1970: first)
        while instant < window.upperBound {
            all.append(instant)
            instant.addTimeInterval(step)
        }
        return (all, step >= 24 * hour)
    }
}
