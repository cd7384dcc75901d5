// What the people of an account may rely on, told without a line of costguard: which machines no run may stop or start at a
// time, and which it must. It is told what persons did and said, and sees the machines and the mails as AWS shows them.

import Foundation
import SimulatedAWS

struct PeoplesModel {
    private var keptUntil: [String: Date] = [:]
    private var pause: (until: Date, holdsBrake: Bool)?
    private var orders: [String: Order] = [:]
    /// What the guard stopped last, by which of its databases; and when a person started it after that.
    private var stoppedBy: [String: Bool] = [:]
    private var startedAgain: [String: (at: Date, stoppedBy: Bool)] = [:]
    /// When a machine went down last, whoever did that; and when the guard last started it.
    private var wentDown: [String: Date] = [:]
    private var guardStarted: [String: Date] = [:]
    /// The guard's changes of the last day that its limits count.
    private var changes: [Date] = []
    private(set) var brake = BrakeModel()

    private struct Order {
        let launchedAt: Date
        /// Nil: once it has been idle for `idle` seconds.
        let at: Date?
        let idle: TimeInterval
    }

    /// - Parameter machine: what it happens to, as it was before.
    mutating func note(_ happening: Happening, to machine: Instance?, at now: Date) {
        switch happening {
        case .start(let id):
            if let database = stoppedBy.removeValue(forKey: id) { startedAgain[id] = (now, database) }
        case .stop(let id), .terminate(let id):
            stoppedBy[id] = nil
            wentDown[id] = now
        case .keep(let id, let hours):
            keptUntil[id] = now.addingTimeInterval(hours * 3_600)
            orders[id] = nil
        case .unkeep(let id): keptUntil[id] = nil
        case .pause(let hours, let brakeToo): pause = (now.addingTimeInterval(hours * 3_600), brakeToo)
        case .resume: pause = nil
        case .order(let id, let hours, let isIdle):
            orders[id] = machine.map {
                Order(
                    launchedAt: $0.launchedAt, at: isIdle ? nil : now.addingTimeInterval(hours * 3_600),
                    idle: hours * 3_600)
            }
        case .takeBack(let id): orders[id] = nil
        case .arm: brake.arm(at: now)
        case .disarm: brake.disarm()
        default: break
        }
    }

    /// The time goes on to this one; the machines are as they were all the while.
    mutating func pass(to now: Date, _ machines: [Instance], mails: [SentMail]) {
        brake.pass(to: now, machines, mails)
    }

    /// A credit of so many USD from now on, and what its brake does at 90 %.
    mutating func grant(_ usd: Double, at now: Date) { brake.grant(usd, at: now) }

    /// Why nobody may find this machine stopped by a run at this time; nil: it may be.
    /// - Parameters:
    ///   - machine: as it was before the run.
    ///   - isOther: whether the run's database is another than the one that persons' words, hours and the brake are kept in.
    func forbids(_ machine: Instance, at now: Date, isOther: Bool) -> String? {
        if let why = holdsAlways(machine, at: now, isOther: isOther) { return why }
        let reach = isOther ? nil : brake.reach
        if !isOther, isPaused(at: now), reach == nil || pause?.holdsBrake == true { return "the guard is paused" }
        if !isOther, isOrdered(machine, at: now) { return nil }
        if let reach, brake.spares(machine, at: now) { return "it was started after the brake had fired (\(reach))" }
        if reach == .everything { return nil }
        if isAtWork(machine) { return "it is at work" }
        if reach == .idle { return nil }
        if !isOther, AskedHours(machine)?.ended(machine, at: now) == true { return nil }
        if now.timeIntervalSince(machine.launchedAt) < 3_600 { return "it was started less than an hour ago" }
        // Another database learns of the stop by the tag alone, where it could be written.
        if let start = startedAgain[machine.id], now.timeIntervalSince(start.at) < 72 * 3_600,
            start.stoppedBy == isOther || machine.tags["costguard:stopped"] != nil
        {
            return "a person started it again after the guard's stop"
        }
        return nil
    }

    private func holdsAlways(_ machine: Instance, at now: Date, isOther: Bool) -> String? {
        if machine.tags["costguard:keep"] != nil { return "it bears a keep tag" }
        if machine.isStopProtected { return "AWS protects it from being stopped" }
        if machine.autoScalingGroup != nil { return "Auto Scaling manages it" }
        if !isOther, let end = keptUntil[machine.id], now < end { return "a person keeps it" }
        return nil
    }

    private func isAtWork(_ machine: Instance) -> Bool { machine.load.usual.cpuPercent > 20 }
    private func isPaused(at now: Date) -> Bool { pause.map { now < $0.until } ?? false }

    private func isOrdered(_ machine: Instance, at now: Date) -> Bool {
        guard let order = orders[machine.id], order.launchedAt == machine.launchedAt else { return false }
        if let at = order.at { return at <= now }
        return !isAtWork(machine) && now.timeIntervalSince(machine.launchedAt) >= order.idle
    }

    /// Why nobody may find this machine started by a run at this time; nil: its hours have begun.
    func forbidsStart(_ machine: Instance, at now: Date, isOther: Bool) -> String? {
        if isOther { return "nothing that the other database knows of asks for it" }
        guard let hours = AskedHours(machine), hours.start, hours.areOpen(at: now) else {
            return "no hours of it have begun"
        }
        if let why = holdsAlways(machine, at: now, isOther: false), !machine.isStopProtected { return why }
        if isPaused(at: now) { return "the guard is paused" }
        if brake.hasFiredAtAll(before: now) { return "the brake has stopped everything" }
        let began = hours.began(before: now)
        if let down = wentDown[machine.id], down >= began { return "it was stopped within its hours" }
        if let start = guardStarted[machine.id], start >= began { return "it was started in these hours already" }
        return nil
    }

    /// Why a run may not have left this machine running; nil: it may.
    func demands(_ machine: Instance, at now: Date) -> String? {
        guard holdsAlways(machine, at: now, isOther: false) == nil, !isPaused(at: now) else { return nil }
        if orders[machine.id]?.at != nil, isOrdered(machine, at: now) { return "a person ordered it to be stopped" }
        if brake.isOverdue, now.timeIntervalSince(machine.launchedAt) > 3_600 {
            return "the brake's last mark is passed"
        }
        return nil
    }

    /// Why a stop that must be told before is not told in time; nil: it is, or somebody's word stands for it.
    func isUntold(_ machine: Instance, at now: Date, isOther: Bool, mails: [SentMail]) -> String? {
        if !isOther, isOrdered(machine, at: now) || brake.reach == .everything { return nil }
        if !isOther, AskedHours(machine)?.ended(machine, at: now) == true { return nil }
        // These credits are small: the wait may cost a twentieth of one, but a quarter of an hour it lasts.
        let least = brake.hasCredit ? 900.0 : 3_600
        let told = mails.contains {
            $0.subject?.contains("will stop") == true && $0.message.contains(machine.id) && !$0.recipients.isEmpty
                && $0.at >= machine.launchedAt && now.timeIntervalSince($0.at) >= least
        }
        return told ? nil : "nobody was told of it \(Int(least / 60)) minutes before"
    }

    /// Notes what a run stopped and started.
    /// - Returns: what is wrong with how many they are: at most 10 a run, and 20 in a day; persons' orders and the brake apart.
    mutating func noteChanges(stopped: [Instance], started: [String], at now: Date, isOther: Bool) -> String? {
        let ruled = stopped.filter { isOther || (!isOrdered($0, at: now) && brake.reach == nil) }.count + started.count
        for machine in stopped {
            // The end of its hours says nothing of its work, so that who starts it then has not been told off by a start.
            let isByHours = !isOther && AskedHours(machine)?.ended(machine, at: now) == true
            stoppedBy[machine.id] = isByHours ? nil : isOther
            startedAgain[machine.id] = nil
            wentDown[machine.id] = now
            orders[machine.id] = nil
        }
        for id in started {
            stoppedBy[id] = nil
            guardStarted[id] = now
        }
        changes = changes.filter { now.timeIntervalSince($0) < 86_400 } + (0..<ruled).map { _ in now }
        if ruled > 10 { return "\(ruled) changes in one run" }
        return changes.count > 20 ? "\(changes.count) changes in a day" : nil
    }
}

/// The hours that a machine of these accounts has, if any: daily, UTC.
struct AskedHours {
    private let hours: Range<Int>
    /// Whether it is started when they begin.
    let start: Bool

    /// The tag decides before the configuration, which names what bears the tag `evening`.
    init?(_ machine: Instance) {
        if machine.tags["costguard:schedule"] != nil {
            hours = 8..<13
            start = false
        } else if machine.tags["evening"] != nil {
            hours = 15..<20
            start = true
        } else {
            return nil
        }
    }

    func areOpen(at now: Date) -> Bool { hours.contains(Int(now.timeIntervalSince1970) / 3_600 % 24) }

    /// Whether they have ended since the machine was started.
    func ended(_ machine: Instance, at now: Date) -> Bool {
        !areOpen(at: now) && machine.launchedAt < last(hours.upperBound, before: now)
    }

    func began(before now: Date) -> Date { last(hours.lowerBound, before: now) }

    private func last(_ hour: Int, before now: Date) -> Date {
        let seconds = Int(now.timeIntervalSince1970)
        return Date(timeIntervalSince1970: Double(seconds - (seconds - hour * 3_600) % 86_400))
    }
}
