// Why a finding waits for a person although it is due.

package import CostModel

/// What keeps cron from acting on one finding; the limit over all of them is in Limits.
package enum Attendance {
    /// The reason where no rule that is switched on stops anything.
    package static let noRuleStops = "no-rule-stops"

    /// The reason while a person has paused the guard.
    package static let paused = "paused"

    /// Why cron would leave a machine to a person if a rule that stops came to hold for it; nil: it would stop it.
    package static func reasonToAsk(_ judgement: Judgement, _ settings: UnattendedSettings) -> String? {
        reason(judgement, asking: .stop, settings, false)
    }

    /// The first reason that applies, by its name in plans; nil where cron may act.
    ///
    /// - Parameter isBeforeStop: whether this is the look before a stop: no other will ask what was not asked.
    static func reason(
        _ judgement: Judgement, _ settings: UnattendedSettings, isBeforeStop: Bool = false
    ) -> String? {
        let rule = judgement.rule
        let isTrusted = rule.isShipped || settings.rules.contains(rule.name)
        return reason(judgement, asking: rule.action, settings, isBeforeStop) ?? (isTrusted ? nil : "own-rule")
    }

    private static func reason(
        _ judgement: Judgement, asking action: Action, _ settings: UnattendedSettings, _ isBeforeStop: Bool
    ) -> String? {
        // Not known counts as there: data that is lost does not come back.
        if judgement.knownFlag("has_instance_store") != false, !settings.losesInstanceStore {
            return "instance-store-data"
        }
        if judgement.isGPULoadUnknown, !settings.gpuLoadUnknown { return "gpu-load-unknown" }
        if areKeysUnchecked(judgement, isBeforeStop) { return "key-not-checked" }
        if !settings.actions.contains(action) { return "not-allowed" }
        return nil
    }

    /// Whether a stop might be one that cannot be undone. Of a rule that would not stop nobody asks for keys.
    private static func areKeysUnchecked(_ judgement: Judgement, _ isBeforeStop: Bool) -> Bool {
        switch judgement.diskKeys {
        case .usable?, .unusable?: false
        case .unchecked?: true
        case nil: judgement.rule.action == .stop && (isBeforeStop || !judgement.isNotAsked("disk_keys"))
        }
    }
}
