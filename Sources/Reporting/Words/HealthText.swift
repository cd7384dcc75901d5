// What is said of runs that fail, and of a clock that is off, wherever it is said.

package import CostModel
package import Foundation

/// Sentences on the health of scans.
package enum HealthText {
    /// `No scan has succeeded since Fri 20 Nov 22:00 UTC (13 runs failed)`; nil while scans succeed.
    package static func line(_ health: ScanHealth, timeZone: TimeZone, now: Date) -> String? {
        guard health.failures > 0 else { return nil }
        let context = TextContext(timeZone: timeZone, now: now)
        let since = health.seenAt.map { " since \(context.point($0))" } ?? " yet"
        return "No scan has succeeded\(since) (\(CountText.text(health.failures, "run")) failed)"
    }

    static func runs(_ health: ScanHealth, _ context: TextContext) -> String {
        let since = health.failingSince.map { " since \(context.point($0))" } ?? ""
        return CountText.text(health.failures, "run") + since
    }
}

/// Sentences on the clock of the machine that costguard runs on.
package enum ClockText {
    /// What to do about it.
    package static let mending = "set it by NTP, such as by 'timedatectl set-ntp true'"

    /// Such as `This machine's clock is 3 h behind AWS's`; nil where it is right, or AWS has not told.
    package static func line(_ reading: TimeReading) -> String? {
        guard reading.isNoticeable, let ahead = reading.ahead else { return nil }
        return "This machine's clock is \(TimeText.span(apart(ahead))) \(ahead > 0 ? "ahead of" : "behind") AWS's"
    }

    /// The same of an earlier run.
    static func line(_ reading: TimeReading, at point: String) -> String? {
        guard let line = line(reading) else { return nil }
        return "\(line.replacing("clock is", with: "clock was")) at the last run, \(point): \(mending)."
    }

    /// Of minutes, the nearest.
    private static func apart(_ ahead: TimeInterval) -> TimeInterval {
        abs(ahead) < 120 ? abs(ahead) : (abs(ahead) / 60).rounded() * 60
    }

    /// That what an earlier run had written was set aside, and the way back.
    package static func line(_ setAside: SetAside, _ timeZone: TimeZone, now: Date) -> String {
        let newest = TextContext(timeZone: timeZone, now: now).point(setAside.newest)
        let named = [("scan", "scan"), ("plan", "plan"), ("mail", "mail"), ("hold", "hold clock")]
        let known = named.compactMap { table, word in
            setAside.entries[table].map { CountText.text($0, word) }
        }
        let rest = setAside.entries.filter { entry in !named.contains { $0.0 == entry.key } }.values.reduce(0, +)
        let all = known + (rest > 0 ? [CountText.text(rest, "other entry")] : [])
        return
            "An earlier run's clock was ahead, up to \(newest): set aside \(all.joined(separator: ", ")); the journal "
            + "stays as it is. 'costguard doctor --bring-back' undoes that."
    }

    /// For whoever reads a database that is newer than this machine's clock.
    package static func newer(_ newest: Date, _ timeZone: TimeZone, machine: Date) -> String {
        let point = TextContext(timeZone: timeZone, now: machine).point(newest)
        return
            "The database is \(TimeText.span(newest.timeIntervalSince(machine))) newer than this machine's clock: its last "
            + "entry is of \(point). One of the two is wrong; the next 'costguard run' learns from AWS which."
    }

    /// For whoever starts a run whose time something speaks against.
    package static func inDoubt(_ doubt: String) -> String {
        "The time cannot be relied on: \(doubt). This machine's time is used, and nothing is stopped: \(mending)."
    }

    /// For whoever starts a run; nil where there is nothing to say.
    package static func warning(_ reading: TimeReading) -> String? {
        line(reading).map { "\($0): AWS's time is used. To mend the clock, \(mending)." }
    }
}
