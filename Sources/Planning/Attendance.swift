// Why a finding waits for a person although it is due.

import CostModel

/// What keeps cron from acting on one finding; the limit over all of them is in Limits.
enum Attendance {
    /// The first reason that applies, by its name in plans; nil where cron may act.
    static func reason(_ judgement: Judgement, _ settings: UnattendedSettings) -> String? {
        // Not known counts as there: data that is lost does not come back.
        if judgement.knownFlag("has_instance_store") != false, !settings.losesInstanceStore {
            return "instance-store-data"
        }
        if isGPULoadUnknown(judgement), !settings.gpuLoadUnknown { return "gpu-load-unknown" }
        if !settings.actions.contains(judgement.rule.action) { return "not-allowed" }
        return nil
    }

    /// Whether it has, or may have, a GPU whose load nobody reported in the rule's window.
    static func isGPULoadUnknown(_ judgement: Judgement) -> Bool {
        if let gpus = judgement.known("gpus")?.integer, gpus <= 0 { return false }
        let column = "gpu_percent_coverage"
        let read = judgement.evidence.first { $0.column == column }?.value
        let coverage = judgement.unknownColumns.contains(column) ? nil : (judgement.row[column] ?? read)?.number
        return !((coverage ?? 0) > 0)
    }
}
