// The requests of CloudWatch as they stand in JSON, and the points that answer one query.

import Foundation

struct MetricName: Codable {
    struct Dimension: Codable, Hashable {
        var name: String
        var value: String?
    }

    var namespace: String
    var name: String
    var dimensions: [Dimension]?

    enum CodingKeys: String, CodingKey {
        case namespace
        case name = "metricName"
        case dimensions
    }

    var dimensionsByName: [String: String] {
        Dictionary((dimensions ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
    }
}

/// A range of time in buckets of a period.
struct MetricRange {
    var start: Date
    var end: Date
    var period: Int
    var now: Date

    /// The points of a series, oldest first: buckets begin at multiples of the period, and hold the samples of the
    /// range that have ended. Older than 63 days only hours are kept, older than 455 days nothing.
    func points(of series: Series) -> [(time: Int, sample: Sample)] {
        let oldest = now.addingTimeInterval(-86_400 * (period % 3_600 == 0 ? 455 : 63))
        let first = Int((max(start, oldest).timeIntervalSince1970 / 300).rounded(.down))
        let last = Int((min(end, now).timeIntervalSince1970 / 300).rounded(.down))
        guard first < last else { return [] }
        var points: [(time: Int, sample: Sample)] = []
        for bucket in first..<last {
            guard let sample = series.sample(bucket) else { continue }
            let time = bucket * Sample.seconds / period * period
            if points.last?.time == time {
                points[points.count - 1].sample.add(sample)
            } else {
                points.append((time, sample))
            }
        }
        return points
    }

    /// How many points it may give at most.
    var pointLimit: Int { Int((end.timeIntervalSince(start) / Double(period)).rounded(.up)) }

    /// - Throws: what is wrong with the period or the times.
    func check() throws {
        guard period >= 60, period % 60 == 0 else {
            throw AWSFailure(
                "InvalidParameterValueException", "The parameter Period must be a value that is a multiple of 60.")
        }
        guard start < end else {
            throw AWSFailure(
                "InvalidParameterValueException",
                "The parameter StartTime must be less than the parameter EndTime.")
        }
    }
}
