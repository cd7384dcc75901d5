// The guardrail over what people did: who starts a machine again after our stop keeps it.

package import CostModel
package import Foundation

/// What is known of our earlier stops, and of the starts after them.
package struct RestartRecord: Sendable {
    /// Every stop of ours that speaks of an instance: the journal's of any age, and its tag's, whichever database set it.
    package let stops: [ResourceKey: [StopWitness]]
    /// The last start of each instance that runs.
    package let starts: [ResourceKey: Date]

    /// What is known; nothing, unless it is given.
    package init(stops: [ResourceKey: [StopWitness]] = [:], running: [RunningInstance] = []) {
        self.stops = stops
        starts = Dictionary(
            running.compactMap { machine in machine.launchTime.map { (machine.key, $0) } },
            uniquingKeysWith: { one, _ in one })
    }

    /// Whether this start of an instance came after a stop of ours.
    func isRestart(_ resource: ResourceKey, started: Date, at now: Date) -> Bool {
        stops[resource]?.contains { $0.precedes(started, at: now) } ?? false
    }

    /// When we stopped an instance last before a start of it; nil where a stop does not tell, or tells a time that is not
    /// before it.
    func lastStop(of resource: ResourceKey, before start: Date, at now: Date) -> Date? {
        let times = stops[resource]?.filter { $0.precedes(start, at: now) }.map(\.at) ?? []
        guard !times.isEmpty, !times.contains(nil) else { return nil }
        return times.compactMap { $0 }.max().flatMap { $0 < start ? $0 : nil }
    }

    /// When we stopped it last, as AWS confirmed; nil: never. One of the future is by a clock that was wrong, and was by now.
    func lastConfirmedStop(of resource: ResourceKey, at now: Date) -> Date? {
        stops[resource]?.filter(\.isCertain).compactMap(\.at).map { min($0, now) }.max()
    }

    /// How many of our stopped instances in the region started at about the same time as this one, itself left out.
    func companions(of resource: ResourceKey, started: Date, within span: TimeInterval, at now: Date) -> Int {
        stops.keys.count { other in
            guard other != resource, other.account == resource.account, other.region == resource.region,
                let start = starts[other], abs(start.timeIntervalSince(started)) <= span
            else { return false }
            return isRestart(other, started: start, at: now)
        }
    }
}

extension GuardrailCheck {
    /// A lab that starts its session starts all that was stopped, one after another, within this time, in seconds.
    static let sessionStart: TimeInterval = 10 * 60

    /// How long a lab's session lasts, in seconds: what was stopped longer before a start was stopped in an earlier one, and
    /// the next session started it. Source: AWS Academy Learner Lab's instructions.
    static let session: TimeInterval = 4 * .hour

    /// A start after our own stop is somebody's answer to it, and so is every later one: peace counts from the last. Who
    /// sets a tag falsely gets that peace too, and no more.
    static func restartedByHuman(_ candidate: GuardrailCandidate) -> Answer {
        let judgement = candidate.judgement
        // Hours are no verdict on use: who starts a machine outside them has it until they end again.
        if candidate.isByHand || judgement.rule.asker.isSchedule { return .passes }
        guard let seen = judgement.knownLaunchTime else {
            return .unknown(missing("launch_time", "the last start is not known", judgement))
        }
        // Of what is no machine scans may have missed a start: it runs, so it came after our last stop.
        let ours =
            candidate.acts == nil
            ? nil : candidate.restarts.lastConfirmedStop(of: judgement.resource, at: candidate.now)
        let start = max(seen, ours ?? seen)
        if let brake = candidate.brake { return startedSince(brake, start, candidate) }
        let respite = candidate.settings.restartRespiteHours * .hour
        let until = start.addingTimeInterval(respite)
        // Written so that a limit which is no number refuses; a Date that is none compares as equal.
        guard !(candidate.now.timeIntervalSince(start) >= respite),
            ours != nil || candidate.restarts.isRestart(judgement.resource, started: start, at: candidate.now),
            !isNobodys(start, candidate)
        else { return .passes }
        return .refuses(
            "somebody started it again after costguard had stopped it: left alone until \(utc(until)) "
                + "(guardrails.restartRespiteHours); to stop it sooner: costguard stop \(judgement.resource.id)")
    }

    /// How long a start wins that came after the brake, in seconds.
    package static let brakeRespite: TimeInterval = .hour

    /// Of the brake's stops an earlier start protects nothing, and a later one for an hour: somebody needs the machine just
    /// now.
    private static func startedSince(_ brake: BrakeOrder, _ start: Date, _ candidate: GuardrailCandidate) -> Answer {
        let until = start.addingTimeInterval(brakeRespite)
        guard start > brake.since, candidate.now < until else { return .passes }
        return .refuses(
            "it was started after the brake at \(brake.mark) had acted: left alone until \(utc(until)); to keep it longer: "
                + "costguard keep \(candidate.judgement.resource.id)")
    }

    /// Whether the start is AWS's, which starts a Spot machine of a persistent request when there is room again, or that
    /// of a lab's session. Then the least age alone holds.
    private static func isNobodys(_ start: Date, _ candidate: GuardrailCandidate) -> Bool {
        let machine = candidate.judgement
        if let acts = candidate.acts { return isAWSs(start, of: acts, candidate) }
        if machine.knownText("lifecycle") == "spot", machine.knownText("spot_request") == "persistent" { return true }
        guard candidate.settings.sessionsStartMachines else { return false }
        let stop = candidate.restarts.lastStop(of: machine.resource, before: start, at: candidate.now)
        if let stop, start.timeIntervalSince(stop) >= session { return true }
        return candidate.restarts.companions(
            of: machine.resource, started: start, within: sessionStart, at: candidate.now) > 0
    }

    /// Whether AWS started by itself what we had stopped for as long as it lets it: some hours less, for a scan sees the
    /// stop late, and AWS starts it in its maintenance window. Source: Amazon RDS user guide, "Stopping an Amazon RDS DB
    /// instance temporarily".
    private static func isAWSs(_ start: Date, of acts: KindActs, _ candidate: GuardrailCandidate) -> Bool {
        guard let after = acts.returnsAfter,
            let stop = candidate.restarts.lastConfirmedStop(of: candidate.judgement.resource, at: candidate.now)
        else { return false }
        return start.timeIntervalSince(stop) >= TimeInterval(after) - 12 * .hour
    }

    static func utc(_ date: Date) -> String {
        // A respite without end, or one that is no number.
        date.timeIntervalSince1970.magnitude < 1e11 ? UTCTime.text(date) : "you stop it"
    }
}
