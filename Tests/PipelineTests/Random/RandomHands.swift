// What the people of a random account do: at AWS, and by their words to the guard.

import CostModel
import FaultyAWS
import Foundation
import SimulatedAWS
import Storage

extension Stage {
    /// A person's word, as the commands keep it. What is done at AWS is none.
    func hear(_ happening: Happening, of account: AccountID, at now: Date) async throws {
        func key(_ id: String) -> ResourceKey {
            ResourceKey(kind: .instance, account: account, region: .northVirginia, id: id)
        }
        func after(_ hours: Double) -> Date { now.addingTimeInterval(hours * 3_600) }
        switch happening {
        case .keep(let id, let hours):
            try await database.record(
                Keep(resource: key(id), name: nil, since: now, until: after(hours), because: nil, who: "ada"))
            _ = try await database.endOrder(on: key(id), outcome: "taken back", at: now)
        case .unkeep(let id): _ = try await database.endKeep(of: key(id), at: now)
        case .pause(let hours, let brakeToo):
            try await database.record(
                Pause(since: now, until: after(hours), because: nil, who: "ada", holdsBrake: brakeToo))
        case .resume: _ = try await database.endPause(at: now)
        case .order(let id, let hours, let whenIdle):
            try await database.record(
                StopOrder(
                    resource: key(id), name: nil,
                    condition: whenIdle ? .whenIdle(Int(hours * 3_600)) : .at(after(hours)),
                    launchTime: server.world["us-east-1"][instance: id]?.launchedAt, since: now, who: "ada"))
        case .takeBack(let id): _ = try await database.endOrder(on: key(id), outcome: "taken back", at: now)
        case .arm:
            try await database.arm(
                BrakeArming(account: account, credit: RandomRun.creditName, since: now, who: "ada"))
        case .disarm: _ = try await database.disarm(account: account, who: "ada", at: now)
        default: break
        }
    }
}

extension FaultyAWS {
    /// What a person does at AWS. A word to the guard changes nothing there.
    /// - Returns: whether it is possible for the machine as it is.
    func perform(_ happening: Happening, at now: Date) -> Bool {
        func change(_ id: String, when allowed: (Instance) -> Bool, _ body: @Sendable (inout Instance) -> Void) -> Bool
        {
            guard let machine = world["us-east-1"][instance: id], machine.power != .terminated, allowed(machine) else {
                return false
            }
            self.change { world in
                guard var machine = world["us-east-1"][instance: id] else { return }
                body(&machine)
                world["us-east-1"][instance: id] = machine
            }
            return true
        }
        func turn(_ id: String, _ from: Instance.Power?, _ power: Instance.Power) -> Bool {
            change(id, when: { from == nil || $0.power == from }) { machine in
                if power == .running {
                    machine.earlierRuns.append(machine.launchedAt..<max(machine.launchedAt, machine.changedAt ?? now))
                    machine.launchedAt = now
                }
                machine.power = power
                machine.changedAt = now
            }
        }
        func tag(_ id: String, _ key: String, _ value: String?) -> Bool {
            change(id, when: { _ in true }) { $0.tags[key] = value }
        }
        switch happening {
        case .start(let id): return turn(id, .stopped, .running)
        case .stop(let id): return turn(id, .running, .stopped)
        case .terminate(let id): return turn(id, nil, .terminated)
        case .tagKeep(let id): return tag(id, "costguard:keep", "exam")
        case .untagKeep(let id): return tag(id, "costguard:keep", nil)
        case .tagHours(let id): return tag(id, "costguard:schedule", "daily 8-13 UTC")
        case .untagHours(let id): return tag(id, "costguard:schedule", nil)
        case .tagEvening(let id): return tag(id, "evening", "yes")
        case .untagEvening(let id): return tag(id, "evening", nil)
        case .protect(let id): return change(id, when: { _ in true }) { $0.isStopProtected = true }
        case .unprotect(let id): return change(id, when: { _ in true }) { $0.isStopProtected = false }
        case .work(let id): return change(id, when: { _ in true }) { $0.load = RandomAccount.work }
        case .rest(let id): return change(id, when: { _ in true }) { $0.load = RandomAccount.rest }
        case .launch(let id, let isDear):
            self.change {
                $0["us-east-1"][instance: id] = .idle(id, type: isDear ? "m5.2xlarge" : "t3.small", launchedAt: now)
            }
            return true
        // 'costguard stop NAME --at' orders nothing of a machine that does not run.
        case .order(let id, _, _): return world["us-east-1"][instance: id]?.power == .running
        default: return true
        }
    }
}
