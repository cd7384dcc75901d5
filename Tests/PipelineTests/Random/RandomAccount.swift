// A random account with people in it: machines of every trait, and what persons, AWS and the guard's own machine do to it
// from one tick to the next. One seed is one account, here and everywhere.

import FaultyAWS
import Foundation
import Proving
import SimulatedAWS

/// What happens between two ticks, or to the run of a tick.
enum Happening: Sendable {
    /// A person's hands at AWS.
    case start(String), stop(String), terminate(String), tagKeep(String), untagKeep(String)
    case protect(String), unprotect(String), work(String), rest(String), launch(String, isDear: Bool)
    /// Hours by a tag, from 8 to 13 UTC: the account's first tick is at noon.
    case tagHours(String), untagHours(String)
    /// Hours by the configuration, which start it too: from 15 to 20 UTC.
    case tagEvening(String), untagEvening(String)
    /// A person's words to the guard.
    case keep(String, hours: Double), unkeep(String), pause(hours: Double, brakeToo: Bool), resume
    /// To stop it after so many hours, or once it has been idle for so long; and that no more.
    case order(String, hours: Double, whenIdle: Bool), takeBack(String)
    case arm, disarm
    /// What this run suffers: a fault at AWS, a death at a moment of the journal, a clock that is off, another database.
    case fault(Fault), death(CutShortTests.DyingJournal.Moment), clockOff(TimeInterval), otherDatabase
    /// Cron does not come.
    case noRun
}

struct RandomAccount {
    /// What a run may suffer of AWS: kinds, and the calls that they are laid on.
    static let faults: [Fault.Kind] = [
        .throttle, .http(503), .reset, .lostAnswer, .cutAnswer, .html(502), .denied, .expired, .empty, .stale,
    ]
    static let calls: [String?] = [
        nil, "DescribeInstances", "StopInstances", "CreateTags", "GetMetricData", "GetMetricStatistics",
        "DescribeInstanceAttribute", "DescribeVolumes", "Publish",
    ]

    private var dice: SeededGenerator
    private(set) var machines: [String] = []
    /// A credit that begins with the first tick, in USD: it ends within the hours that are played, or not. Nil: there is none.
    let credit: Double?

    init(seed: UInt64) {
        dice = SeededGenerator(seed: seed)
        credit = seed % 3 == 0 ? [0.4, 1, 2.5, 6][Int.random(in: 0..<4, using: &dice)] : nil
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &dice) < percent }
    private mutating func any<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &dice)] }

    /// An id that no machine had before.
    private mutating func newID() -> String {
        let id = "i-0" + String(repeating: "c", count: 12) + String(format: "%04x", machines.count)
        machines.append(id)
        return id
    }

    /// The account at the first tick: some machines idle, some at work, some guarded by what AWS knows of them.
    mutating func world() -> World {
        var world = World.with([])
        // What more regions cost is time: nothing lives there.
        world.enabledRegions = ["us-east-1"]
        for _ in 0..<Int.random(in: 3...9, using: &dice) {
            let id = newID()
            var machine = Instance.idle(id, type: chance(40) ? "m5.2xlarge" : "t3.small")
            if chance(30) { machine.load = RandomAccount.work }
            if chance(10) { machine.isStopProtected = true }
            if chance(10) { machine.autoScalingGroup = "workers" }
            if chance(10) { machine.tags["costguard:keep"] = "thesis" }
            if chance(20) {
                machine.power = .stopped
                machine.changedAt = Stage.now.addingTimeInterval(-86_400)
            }
            if chance(30) { machine.tags["evening"] = "yes" }
            world["us-east-1"][instance: id] = machine
        }
        return world
    }

    static let work = LoadProfile(LoadProfile.Level(cpuPercent: 70))
    static let rest = LoadProfile(LoadProfile.Level(cpuPercent: 0.8))

    /// What happens before and during the run of a tick.
    mutating func tick() -> [Happening] {
        var all: [Happening] = []
        for _ in 0..<Int.random(in: 0...2, using: &dice) { all.append(hands(any(machines))) }
        if chance(35) { all.append(words(any(machines))) }
        if chance(15) {
            all.append(
                .fault(
                    Fault(
                        any(RandomAccount.faults), action: any(RandomAccount.calls),
                        after: Int.random(in: 0...6, using: &dice), times: any([1, 3, 99]))))
        }
        if chance(8) { all.append(.death(any(CutShortTests.DyingJournal.Moment.allCases))) }
        if chance(8) { all.append(.clockOff(any([-10_800, -600, -61, 61, 600, 10_800, 2_592_000]))) }
        if chance(10) { all.append(.otherDatabase) }
        if chance(10) { all.append(.noRun) }
        return all
    }

    private mutating func hands(_ id: String) -> Happening {
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<25: .start(id)
        case 25..<32: .stop(id)
        case 32..<35: .terminate(id)
        case 35..<45: .tagKeep(id)
        case 45..<55: .untagKeep(id)
        case 55..<61: .protect(id)
        case 61..<69: .unprotect(id)
        case 69..<77: .work(id)
        case 77..<88: .rest(id)
        case 88..<91: .tagHours(id)
        case 91..<92: .untagHours(id)
        case 92..<94: .tagEvening(id)
        case 94..<95: .untagEvening(id)
        default: .launch(newID(), isDear: chance(50))
        }
    }

    private mutating func words(_ id: String) -> Happening {
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<25: .keep(id, hours: any([0.6, 2, 8]))
        case 25..<37: .unkeep(id)
        case 37..<47: .pause(hours: any([0.6, 3]), brakeToo: chance(30))
        case 47..<55: .resume
        case 55..<75: .order(id, hours: any([0.4, 1, 2.2]), whenIdle: chance(40))
        case 75..<82: .takeBack(id)
        case 82..<96: credit == nil ? .order(id, hours: 0.2, whenIdle: false) : .arm
        default: .disarm
        }
    }
}
