// Why a finding waits for a person although it is due.

package import CostModel
package import Foundation

/// What keeps cron from acting on one finding; the limit over all of them is in Limits.
package enum Attendance {
    /// The reason where no rule that is switched on stops anything.
    package static let noRuleStops = "no-rule-stops"

    /// The reason where the configuration does not name the kind of what is no machine.
    package static let kindNotAllowed = "kind-not-allowed"
    /// The reason while a person has paused the guard.
    package static let paused = "paused"
    /// The reason before the day from which cron may act: it is the only one then, for what is rehearsed is what would
    /// have been done.
    package static let notYet = "not-yet"

    /// The reasons of a stop that its owner is told of before: the time is not over, nobody can be told, somebody took the
    /// mark away.
    package static let notice = "notice"
    package static let nobodyToTell = "nobody-to-tell"
    package static let objected = "objected"

    /// Why a stop waits for its notice; nil: it does not.
    static func reason(_ standing: NoticeStanding?, _ settings: UnattendedSettings) -> String? {
        switch standing?.phase {
        case nil, .over?: nil
        case .objected?: objected
        case .running?: notice
        case .owed?: !settings.notices.hasChannel || standing?.untold != nil ? nobodyToTell : notice
        }
    }

    /// Why cron would leave a machine to a person if a rule that stops came to hold for it; nil: it would stop it.
    package static func reasonToAsk(
        _ judgement: Judgement, _ settings: UnattendedSettings, at now: Date
    ) -> String? {
        if let reason = reason(judgement, asking: .stop, settings, false) { return reason }
        if isEarly(settings, at: now) { return notYet }
        guard settings.notices.gpuLoadUnknown != nil, judgement.isGPULoadUnknown else { return nil }
        return settings.notices.hasChannel ? notice : nobodyToTell
    }

    private static func isEarly(_ settings: UnattendedSettings, at now: Date) -> Bool {
        settings.from.map { $0 > now } ?? false
    }

    /// The first reason that applies, by its name in plans; nil where cron may act.
    ///
    /// - Parameters:
    ///   - isBeforeStop: whether this is the look before a stop: no other will ask what was not asked.
    ///   - brake: what the brake asks for. Where that is everything, the person who armed it has answered what else a person
    ///     is asked: scratch data, loads that nobody reports.
    static func reason(
        _ judgement: Judgement, _ settings: UnattendedSettings, at now: Date, isBeforeStop: Bool = false,
        brake: BrakeOrder? = nil
    ) -> String? {
        let rule = judgement.rule
        // A person ordered it, who was told what is lost.
        if rule.asker == .order { return nil }
        if brake?.action == .stopAll { return reason(toBrakeBy: settings, at: now) }
        if let reason = reason(judgement, asking: rule.action, settings, isBeforeStop) { return reason }
        if !rule.isShipped, !settings.rules.contains(rule.name) { return "own-rule" }
        return isEarly(settings, at: now) ? notYet : nil
    }

    /// Why the brake stops nothing without a person, by the configuration alone; nil: it may.
    package static func reason(toBrakeBy settings: UnattendedSettings, at now: Date) -> String? {
        settings.actions.contains(.stop) ? isEarly(settings, at: now) ? notYet : nil : "not-allowed"
    }

    private static func reason(
        _ judgement: Judgement, asking action: Action, _ settings: UnattendedSettings, _ isBeforeStop: Bool
    ) -> String? {
        // What a schedule starts ends nothing, and only the configuration lets one start.
        if action == .start { return nil }
        guard judgement.resource.kind == .instance else {
            if !settings.actions.contains(action) { return "not-allowed" }
            return settings.kinds.contains(judgement.rule.view) ? nil : kindNotAllowed
        }
        // Not known counts as there: data that is lost does not come back.
        if judgement.knownFlag("has_instance_store") != false, !settings.losesInstanceStore {
            return "instance-store-data"
        }
        if judgement.isGPULoadUnknown, judgement.rule.asker != .forcedSchedule, !settings.gpuLoadUnknown,
            settings.notices.gpuLoadUnknown == nil
        {
            return "gpu-load-unknown"
        }
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
