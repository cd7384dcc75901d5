// What an instance does all day, as data; the samples that CloudWatch would hold follow from it.
// Nothing is random: the noise is a hash of the instance, the metric and the 5-minute bucket.

import Foundation

/// The load of an instance as a function of the time of day (UTC).
public struct LoadProfile: Sendable {
    /// A steady load.
    public struct Level: Sendable {
        /// CPU of the whole machine in percent, on average.
        public var cpuPercent: Double
        /// Bytes in per hour.
        public var bytesInPerHour: Double
        /// Bytes out per hour.
        public var bytesOutPerHour: Double
        /// Bytes read from and written to EBS per hour.
        public var diskBytesPerHour: Double

        /// A level; network and disk are quiet unless said.
        public init(
            cpuPercent: Double, bytesInPerHour: Double = 40_000, bytesOutPerHour: Double = 30_000,
            diskBytesPerHour: Double = 2_000_000
        ) {
            (self.cpuPercent, self.bytesInPerHour) = (cpuPercent, bytesInPerHour)
            (self.bytesOutPerHour, self.diskBytesPerHour) = (bytesOutPerHour, diskBytesPerHour)
        }
    }

    /// A level that holds from one minute of the day until before another, UTC, every day.
    public struct Shift: Sendable {
        /// Minutes of the day, half open.
        public var minutes: Range<Int>
        /// The load in them.
        public var level: Level

        /// A shift such as 120..<170 for 02:00 to 02:50.
        public init(_ minutes: Range<Int>, _ level: Level) { (self.minutes, self.level) = (minutes, level) }
    }

    /// The load outside of all shifts.
    public var usual: Level
    /// Recurring work; the first shift that holds decides.
    public var shifts: [Shift] = []
    /// The Maximum of one 5-minute bucket in about thirty: apt, cron and ssh scans, which say nothing about use.
    public var spikePercent: Double?
    /// CPU credits that a burstable machine is charged for on top, an hour.
    public var surplusCreditsPerHour = 0.0
    /// Metrics that an agent on the machine reports, such as the GPU's load.
    public var agentMetrics: [AgentMetric] = []

    /// A load that is the same at all times.
    public init(_ usual: Level, shifts: [Shift] = [], spikePercent: Double? = nil) {
        (self.usual, self.shifts, self.spikePercent) = (usual, shifts, spikePercent)
    }

    /// The level at an instant.
    public func level(at time: Date) -> Level {
        level(minute: Int((time.timeIntervalSince1970 / 60).rounded(.down)))
    }

    /// The level in a minute, counted from any midnight, UTC.
    func level(minute: Int) -> Level {
        shifts.isEmpty ? usual : shifts.first { $0.minutes.contains(minute % 1_440) }?.level ?? usual
    }
}

/// A metric that an agent on the machine publishes with dimensions of its own.
public struct AgentMetric: Sendable {
    /// Such as `CWAgent`.
    public var namespace: String
    /// Such as `nvidia_smi_utilization_gpu`.
    public var name: String
    /// Dimensions beside `InstanceId`, such as `index` = `0`.
    public var dimensions: [String: String]
    /// The value, on average.
    public var value: Double

    /// A metric that hovers around one value while the machine runs.
    public init(namespace: String, name: String, dimensions: [String: String] = [:], value: Double) {
        (self.namespace, self.name, self.dimensions, self.value) = (namespace, name, dimensions, value)
    }
}
