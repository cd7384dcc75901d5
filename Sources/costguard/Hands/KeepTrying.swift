// A start for which AWS has no room is tried again for a while, where the person asks for that: room for GPU machines comes
// and goes within minutes. Between two tries nothing is held, so that the guard's runs go on.

import ArgumentParser
import CostModel
import Foundation
import RuleEngine

/// For how long a start is tried.
struct KeepTrying: ParsableArguments {
    /// Between two tries, in seconds: each is a call that changes something, and room does not come by the second.
    static let every = 5 * 60

    @Option(
        help: ArgumentHelp(
            "Where AWS has no room for a machine, try again every 5 minutes for so long, such as 2h.",
            valueName: "time"))
    var keepTrying: String?

    func validate() throws {
        guard let keepTrying else { return }
        guard let seconds = DurationText.seconds(keepTrying), (1...Int.day).contains(seconds) else {
            throw ValidationError("--keep-trying takes a time of at most a day, such as 30m or 2h, got '\(keepTrying)'")
        }
    }

    /// Tries until a try ends otherwise than for want of room, or the time is over. The last try is made at its end.
    ///
    /// - Parameters:
    ///   - wait: waits for so many seconds; throws where it is called off.
    ///   - tell: takes what a person should know between two tries, one line.
    ///   - attempt: one try; whether it is one after the first, which the person need not answer again.
    /// - Returns: the status of the last try.
    func run(
        wait: (Int) async throws -> Void, tell: (String) -> Void,
        attempt: (_ isAgain: Bool) async throws -> HandVerb.Done
    ) async throws -> ExitStatus {
        var left = keepTrying.flatMap(DurationText.seconds) ?? 0
        var done = try await attempt(false)
        while done.lacksRoom, left > 0 {
            let pause = min(Self.every, left)
            tell(
                "No room yet: tried again in \(DurationText.text(pause)), \(DurationText.text(left)) are left. Ctrl-C ends it."
            )
            try await wait(pause)
            left -= pause
            done = try await attempt(true)
        }
        return done.status
    }
}
