// What an instance does all day, as data; the samples that CloudWatch would hold follow from it.
// Nothing is random: the noise is a hash of the instance, the metric and the 5-minute bucket.

package import Foundation

/// The load of an instance as a function of the time of day (UTC).
package struct LoadProfile: Sendable {
    /// A steady load.
    package struct Level: Sendable {
        /// CPU of the whole machine in percent, on average.
        package var cpuPercent: Double
        /// Bytes in per hour.
        package var bytesInPerHour: Double
        /// Bytes out per hour.
        package var bytesOutPerHour: Double
        /// Bytes read from and written to EBS per hour.
        package var diskBytesPerHour: Double

        /// A level; network and disk are quiet unless said.
        package init(
            cpuPercent: Double, bytesInPerHour: Double = 40_000, bytesOutPerHour: Double = 30_000,
            diskBytesPerHour: Double = 2_000_000
        ) {
            self.cpuPercent = cpuPercent
            self.bytesInPerHour = bytesInPerHour
            self.bytesOutPerHour = bytesOutPerHour
            self.diskBytesPerHour = diskBytesPerHour
        }
    }

    /// A level that holds from one minute of the day until before another, UTC, every day.
    package struct Shift: Sendable {
        /// Minutes of the day, half open.
        package var minutes: Range<Int>
        /// The load in them.
        package var level: Level

        /// A shift such as 120..<170 for 02:00 to 02:50.
        package init(_ minutes: Range<Int>, _ level: Level) {
            self.minutes = minutes
            self.level = level
        }
    }

    /// The load outside of all shifts.
    package var usual: Level
    /// Recurring work; the first shift that holds decides.
    package var shifts: [Shift] = []
    /// The Maximum of one 5-minute bucket in about thirty: apt, cron and ssh scans, which say nothing about use.
    package var spikePercent: Double?
    /// CPU credits that a burstable machine is charged for on top, an hour.
    package var surplusCreditsPerHour = 0.0
    /// Metrics that an agent on the machine reports, such as the GPU's load.
    package var agentMetrics: [AgentMetric] = []

    /// A load that is the same at all times.
    package init(_ usual: Level, shifts: [Shift] = [], spikePercent: Double? = nil) {
        self.usual = usual
        self.shifts = shifts
        self.spikePercent = spikePercent
    }

    /// The level at an instant.
    package func level(at time: Date) -> Level {
        level(minute: Int((time.timeIntervalSince1970 / 60).rounded(.down)))
    }

    /// The level in a minute, counted from any midnight, UTC.
    func level(minute: Int) -> Level {
        shifts.isEmpty ? usual : shifts.first { $0.minutes.contains(minute % 1_440) }?.level ?? usual
    }
}

/// A metric that an agent on the machine publishes with dimensions of its own.
package struct AgentMetric: Sendable {
    /// Such as `CWAgent`.
    package var namespace: String
    /// Such as `nvidia_smi_utilization_gpu`.
    package var name: String
    /// Dimensions beside `InstanceId`, such as `index` = `0`.
    package var dimensions: [String: String]
    /// The value, on average.
    package var value: Double

    /// A metric that hovers around one value while the machine runs.
    package init(namespace: String, name: String, dimensions: [String: String] = [:], value: Double) {
        self.namespace = namespace
        self.name = name
        self.dimensions = dimensions
        self.value = value
    }
}
