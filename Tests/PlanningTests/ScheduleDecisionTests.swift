// What hours want of a machine: each boundary acted on once, whatever the ticks, and a person's word until the next one.

import CostModel
import Foundation
import Planning
import Testing

@Suite struct ScheduleDecisionTests {
    private func time(_ text: String) throws -> Date { try #require(UTCTime.date(text)) }

    private func schedule(_ hours: String, _ starting: Schedule.Starting = .never) throws -> Schedule {
        Schedule(name: "office", hours: try OpeningHours(hours, in: .gmt), starting: starting)
    }

    /// A machine that does at once what it is told, by a guard that looks at some ticks.
    private struct Model {
        var startedAt: Date
        var stoppedAt: Date?
        var isOurStop = false
        var deeds: [String] = []

        mutating func look(_ schedule: Schedule, at now: Date) {
            let power = PowerWitness(
                state: stoppedAt == nil ? "running" : "stopped", startedAt: startedAt, stoppedAt: stoppedAt,
                isOurStop: isOurStop)
            switch ScheduleDecision(schedule, power, at: now) {
            case .stop:
                stoppedAt = now
                isOurStop = true
                deeds.append("stop")
            case .start:
                startedAt = now
                stoppedAt = nil
                deeds.append("start")
            case .nothing, .unknown: break
            }
        }
    }

    @Test("whatever the ticks, each boundary is acted on once", arguments: [7, 61, 300])
    func actsOnceWhateverTheTicks(minutes: Int) throws {
        for hours in [
            "weekdays 8-19 Europe/Berlin", "daily 22-6 America/New_York", "daily 2:30-12 Europe/Berlin",
            "sat,sun 0-24 Australia/Lord_Howe", "daily 1-7 Africa/Casablanca",
        ] {
            let schedule = try schedule(hours, .all)
            // Through the spring and the autumn change of each.
            for first in ["2026-03-26T00:03:00Z", "2026-10-22T00:03:00Z"] {
                let start = try time(first)
                let end = start.addingTimeInterval(6 * 86_400)
                var model = Model(startedAt: start.addingTimeInterval(-40 * 86_400), stoppedAt: start)
                for minute in stride(from: 0, to: 6 * 24 * 60, by: minutes) {
                    model.look(schedule, at: start.addingTimeInterval(Double(minute) * 60))
                }
                let wanted = schedule.hours.boundaries(from: start, until: end.addingTimeInterval(-6 * 3600))
                // The first end finds it stopped.
                let deeds = wanted.drop { !$0.opens }.map { $0.opens ? "start" : "stop" }
                #expect(Array(model.deeds.prefix(deeds.count)) == deeds, "\(hours) by \(minutes)")
                #expect(model.deeds.count - deeds.count <= 1)
            }
        }
    }

    @Test("a start outside the hours holds until they end again; one within them does not")
    func aPersonsStartHolds() throws {
        let schedule = try schedule("weekdays 8-19")
        func wants(started: String, now: String) throws -> Bool {
            let power = PowerWitness(state: "running", startedAt: try time(started))
            if case .stop = ScheduleDecision(schedule, power, at: try time(now)) { return true }
            return false
        }
        #expect(try !wants(started: "2026-11-27T19:00:00Z", now: "2026-11-27T19:00:00Z"))
        #expect(try !wants(started: "2026-11-27T20:00:00Z", now: "2026-11-29T20:00:00Z"))
        #expect(try !wants(started: "2026-11-27T20:00:00Z", now: "2026-11-30T18:59:59Z"))
        #expect(try wants(started: "2026-11-27T20:00:00Z", now: "2026-11-30T19:00:00Z"))
        #expect(try wants(started: "2026-11-27T18:59:59Z", now: "2026-11-29T20:00:00Z"))
    }

    @Test("what is not known decides nothing")
    func unknownDecidesNothing() throws {
        let schedule = try schedule("weekdays 8-19", .all)
        let night = try time("2026-11-27T20:00:00Z")
        let day = try time("2026-11-27T10:00:00Z")
        #expect(ScheduleDecision(schedule, PowerWitness(state: nil, startedAt: day), at: night) == .unknown("state"))
        let running = PowerWitness(state: "running", startedAt: nil)
        #expect(ScheduleDecision(schedule, running, at: night) == .unknown("launch_time"))
        let stopped = PowerWitness(state: "stopped", startedAt: nil)
        #expect(ScheduleDecision(schedule, stopped, at: day) == .unknown("stopped_hours"))
    }

    @Test("a start is not worth the last ten minutes of the hours")
    func startsNothingAtTheEnd() throws {
        let schedule = try schedule("weekdays 8-19", .all)
        let power = PowerWitness(state: "stopped", startedAt: nil, stoppedAt: try time("2026-11-26T20:00:00Z"))
        func starts(_ now: String) throws -> Bool {
            if case .start = ScheduleDecision(schedule, power, at: try time(now)) { return true }
            return false
        }
        #expect(try !starts("2026-11-27T07:59:59Z"))
        #expect(try starts("2026-11-27T08:00:00Z"))
        #expect(try starts("2026-11-27T18:50:00Z"))
        #expect(try !starts("2026-11-27T18:51:00Z"))
    }

    private func machine(_ name: String, tags: [String: String] = [:], type: String = "t3.micro") -> ScheduledMachine {
        ScheduledMachine(name: name, region: Region("us-west-2") ?? .global, type: type, gpus: 0, tags: tags)
    }

    @Test("a tag decides before the configuration, but not over what is forced; two schedules are none")
    func assigns() throws {
        let hours = try OpeningHours("weekdays 8-19", in: .gmt)
        let office = Schedule(name: "office", hours: hours, machines: [MachineSelector(name: "hw*-gpu")])
        let night = Schedule(name: "night", hours: hours, machines: [MachineSelector(tags: ["team": "*"])])
        let forced = Schedule(name: "all", hours: hours, machines: [MachineSelector(type: "p4d")], isForced: true)
        let book = ScheduleBook(schedules: [office, night, forced])
        #expect(book.assignment(of: machine("web")) == .none)
        #expect(book.assignment(of: machine("hw3-gpu")) == .schedule(office))
        #expect(book.assignment(of: machine("hw3-gpu-old")) == .none)
        #expect(book.assignment(of: machine("web", tags: [" CostGuard:Schedule ": "Night"])) == .schedule(night))
        #expect(
            book.assignment(of: machine("x", tags: ["costguard:schedule": "office"], type: "p4d.24xlarge"))
                == .schedule(forced))
        guard case .fault(let two) = book.assignment(of: machine("hw3-gpu", tags: ["team": "ml"])) else {
            Issue.record("two schedules held")
            return
        }
        #expect(two.contains("'office' and 'night'"))
        guard case .fault(let near) = book.assignment(of: machine("x", tags: ["costguard:schedule": "offise"])) else {
            Issue.record("a name that is none held")
            return
        }
        #expect(near.contains("did you mean 'office'?"))
    }
}
