// The points of one series on one UTC day as bytes: how Storage keeps them, and how the rules read them.

/// A day's buckets, packed: eight bytes a bucket from 00:00 UTC on, an IEEE 754 double with the low byte first. NaN
/// stands for a bucket without a point; empty buckets at the end are left out.
///
/// Periods divide a day. A day of hourly points is 192 bytes, one of 5-minute points 2,304.
package struct DayPoints: Hashable, Sendable {
    /// The day in which a bucket begins, counted from 1970-01-01.
    @inlinable package static func day(of start: Int) -> Int { start / .day }

    private var values: [Double] = []

    /// No points.
    package init() {}

    /// Reads what `bytes` gave; a rest of less than eight bytes is left out.
    package init(bytes: UnsafeRawBufferPointer) {
        values = (0..<bytes.count / 8).map { DayPoints.value(bytes, $0) }
    }

    /// What is stored.
    package var bytes: [UInt8] { values.map { $0.bitPattern.littleEndian }.withUnsafeBytes(Array.init) }

    /// Whether there is nothing to store.
    package var isEmpty: Bool { values.isEmpty }

    /// Puts a point in, in place of one that was there. A start that is no multiple of the period has no place, and
    /// is left out.
    package mutating func set(_ point: MetricPoint, period: Int) {
        guard period > 0, point.start >= 0, point.start % period == 0 else { return }
        let index = point.start % .day / period
        while values.count <= index { values.append(.nan) }
        values[index] = point.value
    }

    /// Calls `body` with each point's start and value, in order, straight from the stored bytes.
    @inlinable package static func forEach(
        in bytes: UnsafeRawBufferPointer, day: Int, period: Int, _ body: (_ start: Int, _ value: Double) -> Void
    ) {
        for index in 0..<bytes.count / 8 {
            let value = value(bytes, index)
            if !value.isNaN { body(day * .day + index * period, value) }
        }
    }

    @inlinable static func value(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Double {
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)))
    }
}
