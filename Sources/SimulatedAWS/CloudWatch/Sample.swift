// What CloudWatch holds for one 5-minute bucket, and how buckets add up.

import Foundation

/// A statistic set: what is left of the readings in a bucket.
struct Sample: Equatable {
    var count: Double
    var sum: Double
    var minimum: Double
    var maximum: Double

    /// Seconds of a bucket under basic monitoring.
    static let seconds = 300

    /// Whether an instance that ran at these times, in seconds since 1970, has a sample of this bucket.
    static func isRead(_ bucket: Int, of runs: [Range<Double>]) -> Bool {
        let start = Double(bucket * seconds)
        let end = Double((bucket + 1) * seconds)
        return runs.contains { start < $0.upperBound && end > $0.lowerBound }
    }

    /// The one figure that was read in this bucket.
    init(single value: Double) {
        count = 1
        sum = value
        minimum = value
        maximum = value
    }

    init(count: Double, sum: Double, minimum: Double, maximum: Double) {
        self.count = count
        self.sum = sum
        self.minimum = minimum
        self.maximum = maximum
    }

    mutating func add(_ other: Sample) {
        count += other.count
        sum += other.sum
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
    }

    /// A statistic by its CloudWatch name; nil for percentiles, which a statistic set cannot give.
    func value(_ statistic: String) -> Double? {
        switch statistic {
        case "Average": sum / count
        case "Sum": sum
        case "Minimum": minimum
        case "Maximum": maximum
        case "SampleCount": count
        default: nil
        }
    }
}

/// Numbers that depend on nothing but two names and a place (FNV-1a, then splitmix64's finish).
struct NoiseSource {
    private let seed: UInt64

    init(_ name: String, _ salt: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in salt.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        seed = hash
    }

    /// 64 bits for a place.
    func word(_ place: Int) -> UInt64 {
        var hash = seed ^ UInt64(bitPattern: Int64(place))
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }

    /// A number in 0..<1 for a place.
    func value(_ place: Int) -> Double { Double(word(place) >> 11) / Double(UInt64(1) << 53) }
}
