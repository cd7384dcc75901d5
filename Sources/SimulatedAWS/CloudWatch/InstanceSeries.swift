// A metric that EC2 itself publishes for an instance: its samples follow from the instance's load.

import Foundation

/// A class, as it is asked for each of many thousand buckets, and a copy of an instance costs more than a sample.
final class InstanceSeries {
    /// The metrics that EC2 publishes for every instance, and those for burstable ones.
    enum Metric: String, CaseIterable {
        case processor = "CPUUtilization"
        case diskRead = "EBSReadBytes"
        case diskWrite = "EBSWriteBytes"
        case networkIn = "NetworkIn"
        case networkOut = "NetworkOut"
        case packetsIn = "NetworkPacketsIn"
        case packetsOut = "NetworkPacketsOut"
        case statusCheck = "StatusCheckFailed"
        case surplusCharged = "CPUSurplusCreditsCharged"

        /// Those of a type: T3 and its like tell of their CPU credits, T2 where it is unlimited.
        static func published(by type: String) -> [Metric] {
            let bursts = ["t3.", "t3a.", "t4g."].contains { type.hasPrefix($0) }
            return allCases.filter { $0 != .surplusCharged || bursts }
        }

        var unit: String {
            switch self {
            case .processor: "Percent"
            case .diskRead, .diskWrite, .networkIn, .networkOut: "Bytes"
            case .packetsIn, .packetsOut, .statusCheck, .surplusCharged: "Count"
            }
        }
    }

    let metric: Metric
    private let load: LoadProfile
    private let runs: [Range<Double>]
    private let wave: NoiseSource
    private let spikes: NoiseSource

    init(_ instance: Instance, _ metric: Metric) {
        self.metric = metric
        load = instance.load
        runs = instance.runs
        wave = NoiseSource(instance.id, metric.rawValue)
        spikes = NoiseSource(instance.id, "spike")
    }

    /// The sample of the bucket that begins `bucket` × 300 s after 1970; nil where the instance did not run in it.
    func sample(_ bucket: Int) -> Sample? {
        guard Sample.isRead(bucket, of: runs) else { return nil }
        let level = load.level(minute: bucket * (Sample.seconds / 60))
        let wave = wave.value(bucket)
        switch metric {
        case .processor: return processor(level.cpuPercent * (0.9 + 0.2 * wave), bucket)
        case .networkIn: return volume(level.bytesInPerHour, wave)
        case .networkOut: return volume(level.bytesOutPerHour, wave)
        case .packetsIn: return volume(level.bytesInPerHour / 400, wave)
        case .packetsOut: return volume(level.bytesOutPerHour / 400, wave)
        case .diskRead: return volume(level.diskBytesPerHour / 4, wave)
        case .diskWrite: return volume(level.diskBytesPerHour, wave)
        case .statusCheck: return Sample(single: 0)
        case .surplusCharged: return Sample(single: load.surplusCreditsPerHour / 12)
        }
    }

    /// Five readings of a minute each; now and then one of them is a spike.
    private func processor(_ mean: Double, _ bucket: Int) -> Sample {
        let mean = min(mean, 100)
        var sample = Sample(count: 5, sum: mean * 5, minimum: mean * 0.8, maximum: min(mean * 1.2, 100))
        if let spike = load.spikePercent, spikes.value(bucket) < 1.0 / 30, spike > sample.maximum {
            sample.sum += spike - mean
            sample.maximum = spike
        }
        return sample
    }

    /// Five readings whose sum is what went through in the bucket, between half and one and a half of the mean.
    private func volume(_ perHour: Double, _ wave: Double) -> Sample {
        let sum = (perHour / 12 * (0.5 + wave)).rounded()
        return Sample(count: 5, sum: sum, minimum: sum / 10, maximum: sum / 3)
    }
}
