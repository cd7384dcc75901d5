// How long a rule has held: counted scan by scan, so that a night without scans is no proof of a night idle.

package import CostModel
package import Foundation

/// The hold clock of one rule on one resource.
package enum HoldClock {
    /// What one gap between two scans counts at most, in seconds.
    package static let longestGap: Int = 2 * .hour
    /// Part of the hold time, in percent, at which a finding is due: cron never comes quite on time.
    package static let tolerance = 95

    /// The clock after a scan; nil is a clock at rest.
    ///
    /// The gap is the time since the clock was last advanced, which is when the resource's own region was last
    /// judged: a judged scan of a region keeps no clock there that it did not advance. Scans of other regions in
    /// between say nothing of it.
    ///
    /// - Parameters:
    ///   - previous: the clock before this scan.
    ///   - launchTime: the resource's last start, nil for what does not start; another one resets.
    package static func advance(
        _ previous: HoldState?, outcome: Judgement.Outcome, rule: RuleHeader, launchTime: Date?, at now: Date
    ) -> HoldState? {
        let kept = previous.flatMap { belongs($0, to: rule, launchTime: launchTime) ? $0 : nil }
        switch outcome {
        case .clear, .spared:
            return nil
        case .unknown:
            return kept.map { state($0.heldSeconds, false, rule, launchTime, now) }
        case .holds:
            let gap = kept.map { countedGap(after: $0, at: now) } ?? 0
            return state((kept?.heldSeconds ?? 0) + gap, true, rule, launchTime, now)
        }
    }

    /// All clocks after a scan that these were judged in, those of its regions; one that is not advanced ends.
    package static func advance(
        _ before: [HoldKey: HoldState], by judgements: [Judgement], at now: Date
    ) -> [HoldKey: HoldState] {
        var after: [HoldKey: HoldState] = [:]
        for judgement in judgements {
            let key = HoldKey(rule: judgement.rule.name, resource: judgement.resource)
            after[key] = advance(
                before[key], outcome: judgement.outcome, rule: judgement.rule, launchTime: judgement.rowLaunchTime,
                at: now)
        }
        return after
    }

    /// Whether cron may act after so many seconds on the clock.
    package static func isDue(held: Int, _ rule: RuleHeader) -> Bool {
        Int128(held) * 100 >= Int128(rule.holdSeconds) * Int128(tolerance)
    }

    /// Seconds on the clock that count for this rule and this start; 0 where the clock belongs to others.
    static func held(_ clock: HoldState?, rule: RuleHeader, launchTime: Date?) -> Int {
        guard let clock, belongs(clock, to: rule, launchTime: launchTime) else { return 0 }
        return max(0, clock.heldSeconds)
    }

    private static func belongs(_ clock: HoldState, to rule: RuleHeader, launchTime: Date?) -> Bool {
        clock.ruleDigest == rule.digest && isSameStart(clock.launchTime, launchTime)
    }

    private static func countedGap(after clock: HoldState, at now: Date) -> Int {
        let gap = now.timeIntervalSince(clock.judgedAt)
        // A clock that was set back proves nothing.
        guard clock.held, gap > 0 else { return 0 }
        return Int(min(gap, Double(longestGap)))
    }

    private static func state(
        _ seconds: Int, _ held: Bool, _ rule: RuleHeader, _ launchTime: Date?, _ now: Date
    ) -> HoldState {
        HoldState(
            heldSeconds: seconds, judgedAt: now, held: held, ruleDigest: rule.digest, launchTime: launchTime)
    }
}
