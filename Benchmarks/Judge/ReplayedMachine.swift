// A machine of the replay: whether it runs, the clocks of the rules on it, and what came of the stops.
//
// Who switches it on: in the trace an hour without a row is an hour off, and the next one is a start. What a rule stopped
// stays off until the trace works again: then its person starts it, and it is left in peace for the respite.

import CostModel
import Foundation
import Planning

final class ReplayedMachine {
    let trace: Trace
    let key: ResourceKey
    let type: String
    private(set) var launch: Date?
    private(set) var isStoppedByUs = false
    private var peaceUntil = Date.distantPast
    private var holds: [String: HoldState] = [:]
    private var told: Set<String> = []

    init(_ trace: Trace, as type: String, key: ResourceKey) {
        self.trace = trace
        self.type = type
        self.key = key
    }

    var isRunning: Bool { launch != nil && !isStoppedByUs }

    /// Its state as this hour begins. Returns whether the hour was idle and saved.
    func enter(_ hour: Int, respite: TimeInterval) -> Bool {
        guard let now = trace.hours[hour] else {
            launch = nil
            holds = [:]
            told = []
            return false
        }
        let start = Date(timeIntervalSince1970: TimeInterval(hour * 3600))
        if isStoppedByUs, now.works {
            isStoppedByUs = false
            launch = start
            peaceUntil = start + respite
        } else if launch == nil {
            launch = start
        }
        return isStoppedByUs && !now.works
    }

    /// Moves the clock of a rule; whether cron may stop the machine, or tells of it for the first time in this spell.
    func acts(_ rule: RuleHeader, _ outcome: Judgement.Outcome, at now: Date, minAge: TimeInterval) -> Bool {
        holds[rule.name] = HoldClock.advance(
            holds[rule.name], outcome: outcome, rule: rule, launchTime: launch, at: now)
        guard outcome == .holds else {
            if outcome != .unknown { told.remove(rule.name) }
            return false
        }
        guard let hold = holds[rule.name], HoldClock.isDue(held: hold.heldSeconds, rule) else { return false }
        guard rule.action == .stop else { return told.insert(rule.name).inserted }
        guard let launch else { return false }
        // Whoever starts it does so a little after the full hour.
        return now > peaceUntil && now.timeIntervalSince(launch) >= minAge
    }

    /// The last look before a stop saw that it works: the clock begins anew.
    func spare(_ rule: RuleHeader) { holds[rule.name] = nil }

    func stop() { (isStoppedByUs, holds, told) = (true, [:], []) }

    /// From a time in this hour on; nil where nothing followed within a day. Work in the same hour comes at once, for an
    /// hour's figures do not say when in it.
    func hoursToWork(from now: Date, in hour: Int) -> Double? {
        (hour...hour + 25).first { trace.hours[$0]?.works == true }
            .map { max(0, Double($0) - now.timeIntervalSince1970 / 3600) }
            .flatMap { $0 <= 24 ? $0 : nil }
    }

    var resource: Resource {
        Resource(
            key, name: trace.name, tags: [:], createdAt: Date(timeIntervalSince1970: 0),
            facts: [
                "state": .text(isRunning ? "running" : "stopped"), "instance_type": .text(type),
                "vcpus": .integer(Int64(trace.cores)), "gpus": .integer(0), "has_instance_store": .integer(0),
                "lifecycle": .text("on-demand"), "launch_time": launch.map(FactValue.time) ?? .null,
                "root_device": .text("ebs"), "tenancy": .text("default"), "stopped_at": .null,
            ])
    }
}
