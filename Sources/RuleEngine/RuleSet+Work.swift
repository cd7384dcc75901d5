// The rules by which schedules and orders for later see whether a machine works: what idle rules look at, over a short
// while. No file holds them, and they are none of those that are listed, changed or switched off.

import CostModel
package import YAML

extension RuleSet {
    /// Their name, before a schedule or an order gives them its own.
    private static let workName = "scheduled"

    /// The rule that shows machines as they are, whatever they do.
    ///
    /// - Parameter tagged: only those that bear the tag of a schedule.
    /// - Throws: never, unless the text below is broken.
    package static func machines(tagged: Bool) throws(Diagnostics) -> RuleSet {
        let text = """
            rule: \(workName)
            title: Outside its hours
            resource: instances
            severity: low
            where: \(tagged ? "lower(tags) like '%\(ScheduleTag.key)%'" : "id is not null")
            action: stop
            reason: it is there
            """
        return try load([YAMLFile(origin: "\(RuleHeader.builtIn): hours", text: text)])
    }

    /// The rule that holds for a machine that has done nothing for a while.
    ///
    /// - Parameters:
    ///   - seconds: for how long it must have done nothing, at least five minutes.
    ///   - settings: what the configuration says of the idle rules; names that this one lacks are passed over.
    /// - Throws: never, unless the text below is broken, or a setting has the wrong form.
    package static func work(
        over seconds: Int, settings: [String: String] = [:]
    ) throws(Diagnostics) -> RuleSet {
        // Metrics are cut at the last start: who has run for five minutes has not been idle for an hour.
        // An hour's idle bytes, a half for half of it.
        func share(_ hourly: Int) -> Int { max(1, hourly * seconds / .hour) }
        let text = """
            rule: \(workName)
            title: Outside its hours
            resource: instances
            severity: low
            settings:
              window: \(DurationText.text(seconds))
              idle_percent: 5
              idle_cores: 0.25
              idle_gpu_percent: 5
              idle_gpu_power_percent: 20
              idle_bytes: \(share(1_048_576))
              idle_disk_bytes: \(share(2_147_483_648))
              idle_disk_operations: \(share(200_000))
              still_after: 3h
            metrics:
              cpu_percent: { metric: CPUUtilization, statistic: Average, over: :window }
              bytes_out: { metric: NetworkOut, statistic: Sum, over: :window, reduce: sum }
              bytes_in: { metric: NetworkIn, statistic: Sum, over: :window, reduce: sum }
              gpu_percent: { namespace: CWAgent, metric: nvidia_smi_utilization_gpu, statistic: Average, over: :window, missing: 0 }
              gpu_power_percent: { metric: GPUPowerUtilization, statistic: Average, over: :window, missing: 0 }
              disk_read: { metric: EBSReadBytes, statistic: Sum, over: :window, reduce: sum, missing: 0 }
              disk_written: { metric: EBSWriteBytes, statistic: Sum, over: :window, reduce: sum, missing: 0 }
              read_operations: { metric: EBSReadOps, statistic: Sum, over: :window, reduce: sum, missing: 0 }
              write_operations: { metric: EBSWriteOps, statistic: Sum, over: :window, reduce: sum, missing: 0 }
              disk_read_store: { metric: DiskReadBytes, statistic: Sum, over: :window, reduce: sum, missing: 0 }
              disk_written_store: { metric: DiskWriteBytes, statistic: Sum, over: :window, reduce: sum, missing: 0 }
            let:
              busy_cores: cpu_percent * vcpus / 100.0
            where: |
              state = 'running'
              uptime_hours >= \(Double(seconds) / 3_600)
              cpu_percent < :idle_percent
              busy_cores < :idle_cores
              gpu_percent < :idle_gpu_percent
              gpu_power_percent < :idle_gpu_power_percent
              bytes_in + bytes_out < :idle_bytes
              disk_read + disk_written + disk_read_store + disk_written_store < :idle_disk_bytes
              read_operations + write_operations < :idle_disk_operations
            unless: |
              tag_percent(tags, 'percent_complete') < 100 and tag_age_hours(tags, 'percent_complete') < :still_after
            action: stop
            reason: no five minutes above {cpu_percent} % CPU and {bytes_out} bytes sent in {window}
            """
        let known = ["idle_percent", "idle_cores", "idle_gpu_percent", "idle_gpu_power_percent", "still_after"]
        return try load(
            [YAMLFile(origin: "\(RuleHeader.builtIn): hours", text: text)],
            overrides: [workName: RuleOverride(settings: settings.filter { known.contains($0.key) })])
    }
}
