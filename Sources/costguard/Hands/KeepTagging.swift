// The keep tag beside our own word: written where the keys may, told where they may not. It never stands in the way.

import AWSAPI
import CostModel
import Foundation
import Pipeline
import Storage

struct KeepTagging {
    let session: Session
    /// Nil where there are no keys.
    let connection: AWSConnection?
    let database: CostDatabase

    /// Tags what is kept to the end of the word. A tag that holds longer stays.
    func write(_ keep: Keep) async {
        do {
            let tags = try await database.face(of: keep.resource)?.tags ?? [:]
            if case .holds(let until) = KeepTag.read(tags, at: session.clock()) {
                guard let until, let end = keep.until, until < end else {
                    session.terminal.say(
                        "Its tag \(KeepTag.key) holds \(until == nil ? "for good" : "longer"), and stays.")
                    return
                }
            }
            let value = keep.until.map { UTCTime.text($0) } ?? "yes"
            let outcome = try await stage().tag(
                keep.resource, name: keep.name, keep: value, because: keep.because)
            if outcome == .done {
                session.terminal.say("Tagged \(KeepTag.key) = \(value).")
            } else {
                session.terminal.say("Not tagged, so this database alone knows: \(KeepTagging.why(outcome)).")
            }
        } catch {
            session.terminal.say("Not tagged, so this database alone knows: \(error)")
        }
    }

    /// Takes the tag away, under every spelling that counts as it.
    ///
    /// - Throws: `failed` where it stays: then the thing is kept still.
    func takeAway(from key: ResourceKey, name: String?) async throws {
        let outcome = try await stage().tag(key, name: name, keep: nil, because: nil)
        guard outcome == .done else {
            throw CommandError(
                "The tag \(KeepTag.key) of '\(name ?? key.id)' stays, so it is kept still: \(KeepTagging.why(outcome))",
                hint: "take the tag away in the console, or with keys that may ec2:DeleteTags", status: .failed)
        }
        session.terminal.say("Its tag \(KeepTag.key) is taken away; the next scan sees it.")
    }

    private func stage() throws -> HandStage {
        guard let connection else {
            throw CommandError("There are no keys", hint: "'costguard doctor' says where they are looked for")
        }
        return HandStage(session.local(database), try connection.ports(topic: nil))
    }

    private static func why(_ outcome: StepOutcome) -> String {
        switch outcome {
        case .done: "done"
        case .refused(let code, _): "AWS does not allow it (\(code))"
        case .failed(let why), .skipped(let why), .uncertain(let why): why
        }
    }
}
