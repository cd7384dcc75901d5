import Foundation
import Planning
import Testing

@Suite struct TickScheduleTests {
    let quarter: TimeInterval = 900

    /// When runs begin, in minutes after the start, where each takes so many minutes.
    private func begins(taking minutes: [Double]) -> [Double] {
        var schedule = TickSchedule(start: morning, every: quarter)
        var now = morning
        var begins = [Double]()
        for length in minutes {
            now += schedule.wait(at: now)
            begins.append(now.timeIntervalSince(morning) / 60)
            schedule.begin(at: now)
            now += length * 60
        }
        return begins
    }

    @Test("the first run is at once, the others keep in step with the start, however long each takes")
    func keepsInStep() { #expect(begins(taking: [1, 14, 3, 0]) == [0, 15, 30, 45]) }

    @Test("a run that outlasts its tick is followed by one at once, and then the ticks are in step again")
    func longRun() {
        #expect(begins(taking: [20, 1, 1]) == [0, 20, 30])
        #expect(begins(taking: [70, 1, 1, 1]) == [0, 70, 75, 90])
    }

    @Test("a machine that slept over many ticks makes up for them once")
    func sleptOver() {
        var schedule = TickSchedule(start: morning, every: quarter)
        schedule.begin(at: morning)
        let woken = morning + 9 * hour + 100
        #expect(schedule.wait(at: woken) == 0)
        schedule.begin(at: woken)
        #expect(schedule.wait(at: woken) == 800)
    }

    @Test("a clock that was set back never stops the service for more than one interval")
    func setBack() {
        var schedule = TickSchedule(start: morning, every: quarter)
        schedule.begin(at: morning)
        #expect(schedule.wait(at: morning - 24 * hour) == quarter)
        #expect(schedule.wait(at: morning - 24 * hour + 100) == 800)
        schedule.begin(at: morning - 24 * hour + 900)
        #expect(schedule.wait(at: morning - 24 * hour + 901) == 899)
    }

    @Test("a run exactly on a tick is not repeated on it")
    func exactly() {
        var schedule = TickSchedule(start: morning, every: quarter)
        schedule.begin(at: morning + 900)
        #expect(schedule.next == morning + 1800)
    }
}
