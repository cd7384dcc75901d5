// What the people of an account may rely on, told without a line of costguard: which machines no run may stop at a time,
// and why. It is told what persons did and said, and sees the machines as AWS shows them.

import Foundation
import SimulatedAWS

struct PeoplesModel {
    private var keptUntil: [String: Date] = [:]
    private var pausedUntil: Date?
    /// What the guard stopped last, by which of its databases; and when a person started it after that.
    private var stoppedBy: [String: Bool] = [:]
    private var startedAgain: [String: (at: Date, stoppedBy: Bool)] = [:]
    /// The guard's stops of the last day.
    private var stops: [Date] = []

    mutating func note(_ happening: Happening, at now: Date) {
        switch happening {
        case .start(let id):
            if let database = stoppedBy.removeValue(forKey: id) { startedAgain[id] = (now, database) }
        case .stop(let id), .terminate(let id): stoppedBy[id] = nil
        case .keep(let id, let hours): keptUntil[id] = now.addingTimeInterval(hours * 3_600)
        case .unkeep(let id): keptUntil[id] = nil
        case .pause(let hours): pausedUntil = now.addingTimeInterval(hours * 3_600)
        case .resume: pausedUntil = nil
        default: break
        }
    }

    /// Why nobody may find this machine stopped by a run at this time; nil: it may be.
    /// - Parameters:
    ///   - machine: as it was before the run.
    ///   - isOther: whether the run's database is another than the one that was told of keeps and pauses.
    func forbids(_ machine: Instance, at now: Date, isOther: Bool) -> String? {
        if machine.tags["costguard:keep"] != nil { return "it bears a keep tag" }
        if machine.isStopProtected { return "AWS protects it from being stopped" }
        if machine.autoScalingGroup != nil { return "Auto Scaling manages it" }
        if machine.load.usual.cpuPercent > 20 { return "it is at work" }
        // Hours that have ended stop a machine whatever its age, and whoever started it within them.
        if machine.tags["costguard:schedule"] != nil, !(8..<13).contains(hour(now)) {
            return isOther ? nil : words(machine, at: now)
        }
        if now.timeIntervalSince(machine.launchedAt) < 3_600 { return "it was started less than an hour ago" }
        // Another database learns of the stop by the tag alone, where it could be written.
        if let start = startedAgain[machine.id], now.timeIntervalSince(start.at) < 72 * 3_600,
            start.stoppedBy == isOther || machine.tags["costguard:stopped"] != nil
        {
            return "a person started it again after the guard's stop"
        }
        return isOther ? nil : words(machine, at: now)
    }

    private func hour(_ now: Date) -> Int { Int(now.timeIntervalSince1970) / 3_600 % 24 }

    private func words(_ machine: Instance, at now: Date) -> String? {
        if let end = pausedUntil, now < end { return "the guard is paused" }
        if let end = keptUntil[machine.id], now < end { return "a person keeps it" }
        return nil
    }

    /// Why a stop that must be told an hour before is not told; nil: it is, or its hours have ended.
    func isUntold(_ machine: Instance, at now: Date, mails: [SentMail]) -> String? {
        if machine.tags["costguard:schedule"] != nil, !(8..<13).contains(hour(now)) { return nil }
        let told = mails.contains {
            $0.subject?.contains("will stop") == true && $0.message.contains(machine.id) && !$0.recipients.isEmpty
                && $0.at >= machine.launchedAt && now.timeIntervalSince($0.at) >= 3_600
        }
        return told ? nil : "nobody was told of it an hour before"
    }

    /// Notes what a run stopped.
    /// - Returns: what is wrong with how many they are: at most 10 a run, and 20 in a day.
    mutating func noteStops(_ ids: [String], at now: Date, isOther: Bool) -> String? {
        for id in ids {
            stoppedBy[id] = isOther
            startedAgain[id] = nil
        }
        stops = stops.filter { now.timeIntervalSince($0) < 86_400 } + ids.map { _ in now }
        if ids.count > 10 { return "\(ids.count) stops in one run" }
        return stops.count > 20 ? "\(stops.count) stops in a day" : nil
    }
}
