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

    /// The one figure that was read in this bucket.
    init(single value: Double) { (count, sum, minimum, maximum) = (1, value, value, value) }

    init(count: Double, sum: Double, minimum: Double, maximum: Double) {
        (self.count, self.sum, self.minimum, self.maximum) = (count, sum, minimum, maximum)
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

/// A number in 0..<1 that depends on nothing but its arguments (FNV-1a, then splitmix64's finish).
func noise(_ name: String, _ salt: String, _ bucket: Int) -> Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in salt.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash ^= UInt64(bitPattern: Int64(bucket))
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((hash ^ (hash >> 31)) >> 11) / Double(UInt64(1) << 53)
}
