// How long the keys last, and who brings new ones: a line for the doctor, and a warning before a run.

import AWSAPI
import Foundation

/// What is known of the end of the keys in use.
struct KeyOutlook {
    let keys: Credentials
    let renewal: KeyRenewal
    let now: Date

    /// Below this many seconds a run says that its keys end.
    private static let soon: TimeInterval = 30 * 60

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
        case (.never(let writtenAt), nil): return unknownEnd(writtenAt: writtenAt)
        case (.never, let end?): return known(end)
        }
    }

    /// For whoever starts a run; nil while there is nothing to worry about.
    var warning: String? {
        guard case .never = renewal, let end = keys.expiration, end.timeIntervalSince(now) < Self.soon else {
            return nil
        }
        return end > now
            ? "The keys end at \(Self.time(end)), in \(Self.age(end.timeIntervalSince(now))), and nobody renews them."
            : "The keys ended at \(Self.time(end)): take new ones."
    }

    private func known(_ end: Date) -> DoctorFinding {
        let left = end.timeIntervalSince(now)
        let hint = "a role, SSO or credential_process is renewed without anybody: see docs/configuration.md"
        if left <= 0 { return .fails("keys", "ended at \(Self.time(end))", "take new ones") }
        let text = "until \(Self.time(end)), in \(Self.age(left)); nobody renews them"
        return .worth("keys", text, hint)
    }

    private func unknownEnd(writtenAt: Date?) -> DoctorFinding {
        let written = writtenAt.map { "; their file was changed \(Self.age(now.timeIntervalSince($0))) ago" } ?? ""
        return .worth(
            "keys", "temporary, and nothing tells when they end\(written)",
            "those of AWS Academy's Learner Lab end with the lab's session, about 4 hours after its start: "
                + "paste new ones then")
    }

    private static func time(_ date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day().dateSeparator(.dash).dateTimeSeparator(.space)
                .time(includingFractionalSeconds: false)
        ).dropLast(3) + " UTC"
    }

    private static func age(_ seconds: TimeInterval) -> String {
        let minutes = Int(max(0, seconds) / 60)
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h"
    }
}
