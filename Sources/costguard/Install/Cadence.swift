// How often an installed guard runs, in the words of cron(5) and of systemd.time(7). Both count from the full hour, so that
// only what divides an hour or a day can be said to both.

import ArgumentParser
import CostModel
import RuleEngine

/// A span between two runs that cron and systemd can keep.
struct Cadence: Equatable {
    /// Five minutes at least: what AWS shows is no younger, and each run asks it about a hundred things.
    static let all = [5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440].map { Cadence(minutes: $0) }
    /// What is usual, and what the price of a run was measured for.
    static let usual = Cadence(minutes: 15)

    let minutes: Int

    /// As `15m` or `2h`; nil for a span that cannot be kept.
    init?(_ text: String) {
        guard let found = Cadence.all.first(where: { $0.minutes * 60 == DurationText.seconds(text) }) else {
            return nil
        }
        self = found
    }

    /// What `--every` says.
    ///
    /// - Throws: `ValidationError` for a span that cannot be kept.
    init(typed text: String) throws {
        guard let cadence = Cadence(text) else {
            throw ValidationError(
                "--every takes one of \(Cadence.all.map(\.text).joined(separator: ", ")), got '\(text)'")
        }
        self = cadence
    }

    private init(minutes: Int) { self.minutes = minutes }

    var text: String { DurationText.text(minutes * 60) }

    /// The five fields of a line of cron.
    var cron: String {
        switch minutes {
        case ..<60: "*/\(minutes) * * * *"
        case 60: "0 * * * *"
        case 1440: "0 8 * * *"
        default: "0 */\(minutes / 60) * * *"
        }
    }

    /// What OnCalendar takes.
    var calendar: String {
        switch minutes {
        case ..<60: "*:0/\(minutes)"
        case 60: "hourly"
        case 1440: "08:00"
        default: "0/\(minutes / 60):00"
        }
    }

    /// What a rule of EventBridge takes. Source: EventBridge user guide, "rate expressions": one of a thing is singular.
    var rate: String {
        switch minutes {
        case ..<60: "rate(\(minutes) minutes)"
        case 60: "rate(1 hour)"
        case 1440: "rate(1 day)"
        default: "rate(\(minutes / 60) hours)"
        }
    }
}
