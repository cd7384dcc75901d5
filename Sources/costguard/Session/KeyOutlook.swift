// How long the keys last, and who brings new ones: a line for the doctor, and a warning before a run.

import AWSAPI
import CostModel
import Foundation

/// What is known of the end of the keys in use.
struct KeyOutlook {
    let keys: Credentials
    let renewal: KeyRenewal
    /// How long pasted keys last, as the configuration says; nil: nobody said.
    var lasting: TimeInterval?
    /// Where they come from, as their provider says.
    var source = ""
    let now: Date

    /// Below this many seconds a run says that its keys end.
    private static let soon: TimeInterval = 30 * 60
    /// The same of pasted keys, whose end is only about known: a lab's hours began before the keys were copied.
    private static let aboutSoon: TimeInterval = 45 * 60

    /// What to do about pasted keys, wherever that is said.
    static let pasteNew =
        "start the lab (or sign in) again, and paste the new keys ('AWS Details') into ~/.aws/credentials"

    /// What is said of AWS's refusal of these keys; nil where it may be something else than their end. Of a session's
    /// keys some services say that they know none such.
    func lapse(_ error: AWSError, inLab: Bool, environment: [String: String]) -> CommandError? {
        guard error.kind == .credentials, case .never = renewal,
            error.saysKeysEnded || isPasted && (error.saysKeysUnknown || hasPassed)
        else { return nil }
        return ended(inLab: inLab, environment: environment, detail: error.detail)
    }

    /// That AWS takes the keys no more, as every verb says it.
    func ended(inLab: Bool, environment: [String: String], detail: String? = nil) -> CommandError {
        let file = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials"
        let place =
            switch (source, writtenAt) {
            case ("environment", _): "the environment"
            case (_, nil): "the AWS configuration, \(source)"
            case (_, _?): "\(file), \(source)"
            }
        let start = inLab ? "start the lab, and paste its" : "start the lab (or sign in) again, and paste the new"
        return CommandError(
            "The keys have ended\(inLab ? " with the lab's session" : ""): nobody looks at the account",
            hint: isPasted ? "\(start) keys ('AWS Details') into \(place)" : "put new keys into \(place)",
            detail: detail)
    }

    /// The doctor's line.
    var finding: DoctorFinding {
        guard keys.isTemporary else { return .fine("keys", "long-lived: they serve until somebody deletes them") }
        switch (renewal, keys.expiration) {
        case (.byItself, let end?): return .fine("keys", "until \(Self.time(end)), renewed without anybody")
        case (.byItself, nil): return .fine("keys", "temporary, renewed without anybody")
        case (.byCode, let end):
            let until = end.map(Self.time) ?? "an unknown time"
            return .worth(
                "keys", "until \(until), then a code of the MFA device is asked for",
                "cron cannot answer: give it a role that needs no code, or set 'mfa: { keep: true }' and come back "
                    + "before they end")
        case (.never(let writtenAt), nil): return pasted ?? unknownEnd(writtenAt: writtenAt)
        case (.never, let end?): return known(end)
        }
    }

    /// For whoever starts a run; nil while there is nothing to worry about.
    var warning: String? {
        guard case .never = renewal, keys.isTemporary else { return nil }
        if let end = keys.expiration {
            guard end.timeIntervalSince(now) < Self.soon else { return nil }
            return end > now
                ? "The keys end at \(Self.time(end)), in \(Self.age(end.timeIntervalSince(now))), and nobody renews them."
                : "The keys ended at \(Self.time(end)): take new ones."
        }
        guard let age, let lasting, lasting - age < Self.aboutSoon else { return nil }
        let fate = age < lasting ? "may end any minute" : "should have ended"
        return "The keys were pasted \(Self.precise(age)) ago and last about \(Self.precise(lasting)): they \(fate). "
            + "To go on, \(Self.pasteNew)."
    }

    /// Whether these are keys that somebody pasted, which AWS ends and nobody renews.
    var isPasted: Bool {
        if case .never = renewal { return keys.isTemporary }
        return false
    }

    /// Whether their end has come, as far as it is known; by AWS's word or by the configuration's.
    var hasPassed: Bool {
        if let end = keys.expiration { return end <= now }
        guard let age, let lasting else { return false }
        return age >= lasting
    }

    /// When the file of pasted keys was written; nil where there is none.
    var writtenAt: Date? {
        if case .never(let writtenAt) = renewal { return writtenAt }
        return nil
    }

    private var age: TimeInterval? { writtenAt.map { max(0, now.timeIntervalSince($0)) } }

    private func known(_ end: Date) -> DoctorFinding {
        let left = end.timeIntervalSince(now)
        let hint = "a role, SSO or credential_process is renewed without anybody: see docs/keys.md"
        if left <= 0 { return .fails("keys", "ended at \(Self.time(end))", "take new ones") }
        let text = "until \(Self.time(end)), in \(Self.age(left)); nobody renews them"
        return .worth("keys", text, hint)
    }

    /// Where the configuration says how long such keys last.
    private var pasted: DoctorFinding? {
        guard let age, let lasting else { return nil }
        let text = "pasted \(Self.precise(age)) ago; they last about \(Self.precise(lasting))"
        if lasting - age >= Self.aboutSoon { return .fine("keys", text) }
        return .worth("keys", text + (age < lasting ? "" : " and should have ended"), "to go on, \(Self.pasteNew)")
    }

    private func unknownEnd(writtenAt: Date?) -> DoctorFinding {
        let written = writtenAt.map { "; their file was changed \(Self.age(now.timeIntervalSince($0))) ago" } ?? ""
        return .worth(
            "keys", "temporary, and nothing tells when they end\(written)",
            "those of AWS Academy's Learner Lab end with the lab's session, about 4 hours after its start: "
                + "set 'keys: { last: 4h }' to be warned in time")
    }

    private static func time(_ date: Date) -> String {
        UTCTime.text(date).dropLast(4).replacing("T", with: " ") + " UTC"
    }

    private static func age(_ seconds: TimeInterval) -> String {
        let minutes = Int(max(0, seconds) / 60)
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h"
    }

    /// `4 h`, `3 h 20 min`, `12 min`: near the end each minute counts.
    private static func precise(_ seconds: TimeInterval) -> String {
        let minutes = Int(max(0, seconds) / 60)
        let hours = minutes / 60
        let rest = minutes % 60
        if hours == 0 { return "\(rest) min" }
        return rest == 0 ? "\(hours) h" : "\(hours) h \(rest) min"
    }
}
