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
        if judgement.isGPULoadUnknown, !settings.gpuLoadUnknown { return "gpu-load-unknown" }
        if !settings.actions.contains(judgement.rule.action) { return "not-allowed" }
        return nil
    }
}
