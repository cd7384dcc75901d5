// The lock of a shared database: what stands in it, and when another run may take it over. A pure reckoning, by S3's own
// times alone: no machine's clock is asked.
//
// That nobody changes a machine any more when another run takes over:
//
// 1. A lock is written for so many seconds from when S3 stored it (`Last-Modified`), not until some machine's time.
// 2. A change of EC2 is signed only while the date of the signature lies before the end of the lock, less `margin`. What
//    signs later, because it was frozen or its clock stood still, is refused by AWS: a signature is good for
//    `signatureLife` at most, whenever it arrives. After such a refusal the client learns the true time, and may sign no more.
// 3. So the last change arrives at `end - margin + signatureLife` at the latest, and that is before `end + grace`, when
//    S3's own `Date` lets another run take over, by a condition on the lock that it has seen.
//
// IAM's pages say that a request is good for 5 minutes "in most cases", EC2's and S3's speak of 15: we rely on 15.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html; docs.aws.amazon.com/AWSEC2/latest/APIReference/
// errors-overview.html, RequestExpired; S3's RequestTimeTooSkewed tells its `MaxAllowedSkewMilliseconds`, 900000.

import CostModel
import Foundation

/// What stands in the lock's object.
struct LockRecord: Codable, Hashable {
    /// Of one run, never used again.
    let id: String
    /// For people: `ada on laptop`.
    let owner: String
    /// For how long it holds from when S3 stored it.
    let seconds: Int

    /// The longest that a lock may hold, in seconds: one that says more, or cannot be read, was not written by us.
    static let longest = 3600
    /// What a run asks for that has no end of its own.
    static let usual = 15 * 60
    /// What passes after a lock's end before another run takes over, in seconds.
    static let grace: TimeInterval = 6 * 60
    /// For how long AWS may take a signature, in seconds.
    static let signatureLife: TimeInterval = 15 * 60
    /// Before the end of the lock nothing is signed any more that changes a machine, in seconds. A minute is for what AWS's
    /// hosts differ by, and for dates that are whole seconds.
    static let margin = signatureLife - grace + 60

    var encoded: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Three plain values: there is nothing in them that could not be written.
        return (try? encoder.encode(self)) ?? Data()
    }

    init(id: String, owner: String, seconds: Int) {
        self.id = id
        self.owner = owner
        self.seconds = seconds
    }

    init?(_ data: Data) {
        guard data.count <= 4096, let record = try? JSONDecoder().decode(LockRecord.self, from: data) else {
            return nil
        }
        self = record
    }
}

/// A lock as S3 showed it.
struct SeenLock {
    /// Nil: it cannot be read.
    let record: LockRecord?
    /// When S3 stored it.
    let storedAt: Date?
    /// S3's time when it showed it.
    let shownAt: Date?

    /// When it ends; nil: S3 did not say when it was stored.
    var end: Date? {
        guard let storedAt else { return nil }
        let seconds = record.map { min(max($0.seconds, 0), LockRecord.longest) } ?? LockRecord.longest
        return storedAt.addingTimeInterval(TimeInterval(seconds))
    }

    /// Whether its owner cannot change anything any more. What is not known is not over.
    var isOver: Bool {
        guard let end, let shownAt else { return false }
        return shownAt >= end.addingTimeInterval(LockRecord.grace)
    }

    /// Why nobody else may work now.
    func refusal(of place: StatePlace) -> StateError {
        let owner = record.map { " (\(Self.shown($0.owner)))" } ?? ""
        let until = end.map { end in
            let free = end.addingTimeInterval(LockRecord.grace)
            return
                "; if that one has died, it is free at \(UTCTime.text(free).dropLast(4).replacing("T", with: " ")) UTC"
        }
        return StateError(
            .held, "Another costguard\(owner) is at work on '\(place)'",
            hint: "try again when it has ended\(until ?? "; remove '\(place).lock' by hand if it has died")")
    }

    /// Somebody else wrote it.
    private static func shown(_ text: String) -> String {
        String(text.unicodeScalars.prefix(100).map { $0.properties.generalCategory == .control ? "?" : Character($0) })
    }
}

/// For how long this run may sign changes, by two clocks: AWS's as far as it is known, and one of this machine that runs on
/// through suspend and is set by nobody.
struct LockHold: Sendable {
    /// When the lock ends, by S3's time.
    let end: Date
    /// The same by this machine's uptime, reckoned from before it was asked for.
    let expires: ContinuousClock.Instant
    /// Whether the process is ended with it, as Lambda does.
    let endsWithProcess: Bool

    private var margin: TimeInterval { endsWithProcess ? 0 : LockRecord.margin }

    /// Whether a change may be signed with this date now.
    func allows(signedAt date: Date, now: ContinuousClock.Instant) -> Bool {
        date < end.addingTimeInterval(-margin) && now < expires - .seconds(margin)
    }

    /// Whether it must be renewed before the next change, so that there is time for it.
    func isShort(signedAt date: Date, now: ContinuousClock.Instant) -> Bool {
        let room = endsWithProcess ? 0 : Self.room
        return !allows(signedAt: date.addingTimeInterval(room), now: now + .seconds(room))
    }

    /// What a change may take with its retries, in seconds.
    private static let room: TimeInterval = 3 * 60
}
