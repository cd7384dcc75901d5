// Why a finding waits for a person although it is due.

import CostModel

/// What keeps cron from acting on one finding; the limit over all of them is in Limits.
public enum Attendance {
    /// The reason where no rule that is switched on stops anything.
    public static let noRuleStops = "no-rule-stops"

    /// Why cron would leave a machine to a person if a rule that stops came to hold for it; nil: it would stop it.
    public static func reasonToAsk(_ judgement: Judgement, _ settings: UnattendedSettings) -> String? {
        reason(judgement, asking: .stop, settings)
    }

    /// The first reason that applies, by its name in plans; nil where cron may act.
    static func reason(_ judgement: Judgement, _ settings: UnattendedSettings) -> String? {
        let rule = judgement.rule
        let isTrusted = rule.isShipped || settings.rules.contains(rule.name)
        return reason(judgement, asking: rule.action, settings) ?? (isTrusted ? nil : "own-rule")
    }

    private static func reason(
        _ judgement: Judgement, asking action: Action, _ settings: UnattendedSettings
    ) -> String? {
        // Not known counts as there: data that is lost does not come back.
        if judgement.knownFlag("has_instance_store") != false, !settings.losesInstanceStore {
            return "instance-store-data"
        }
        if judgement.isGPULoadUnknown, !settings.gpuLoadUnknown { return "gpu-load-unknown" }
        if areKeysUnchecked(judgement) { return "key-not-checked" }
        if !settings.actions.contains(action) { return "not-allowed" }
        return nil
    }

    /// Whether a stop might be one that cannot be undone. Of a rule that would not stop nobody asks for keys.
    private static func areKeysUnchecked(_ judgement: Judgement) -> Bool {
        switch judgement.diskKeys {
        case .usable?, .unusable?: false
        case .unchecked?: true
        case nil: judgement.rule.action == .stop
        }
    }
}
