// A database in S3 while a run works on a copy of it: the lock, the copy, and what is written back. The copy is opened by
// others; what of it is durable, and when, they decide by calling `store`.

package import AWSAPI
package import CostModel
package import Foundation
import Synchronization

/// One run's hold on a shared database.
///
/// One writer by proof: the lock's object is made, renewed, taken over and deleted by conditions on what was seen, and so is
/// the database written. See StateLock.swift for why nobody changes a machine when another run has taken over.
package actor SharedState {
    /// Who this run is, and for how long it may go on.
    package struct Run: Sendable {
        let owner: String
        let seconds: Int?

        /// - Parameters:
        ///   - owner: for people who find the lock: `ada on laptop`.
        ///   - seconds: after how long the process is ended for certain, as Lambda does; nil: by nobody.
        package init(owner: String, endsIn seconds: Int? = nil) {
            self.owner = owner
            self.seconds = seconds
        }
    }

    /// The IAM actions on the database and its lock.
    package static let permissions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]

    private let bucket: StateBucket
    private let run: Run
    private let clock: AWSClock
    private let uptime: @Sendable () -> ContinuousClock.Instant
    private let id: String
    private let hold = Mutex<LockHold?>(nil)
    private var lockTag: String?
    private var databaseTag: String?
    private var writes = 0

    /// - Parameters:
    ///   - region: where the bucket is asked for first.
    ///   - account: whose the bucket must be.
    ///   - id: of this run, never used again.
    ///   - uptime: runs on through suspend, and is set by nobody.
    package init(
        _ place: StatePlace, client: AWSClient, region: String, account: AccountID, run: Run,
        id: String = UUID().uuidString, uptime: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        bucket = StateBucket(place, client: client, region: region, account: account.digits)
        clock = client.clock
        self.run = run
        self.id = id
        self.uptime = uptime
    }

    private nonisolated var place: StatePlace { bucket.place }

    /// Whether anybody on the internet may read a database: asked for without keys.
    ///
    /// - Parameter nobody: a client that signs nothing.
    package static func isPublic(_ place: StatePlace, nobody: AWSClient, region: String) async -> Bool {
        let bucket = StateBucket(place, client: nobody, region: region, account: nil)
        return (try? await bucket.read(place.key, onlyMarks: true)) != nil
    }

    /// Writes a copy of the database to a new file; takes no lock.
    ///
    /// - Returns: false where there is none yet.
    /// - Throws: `StateError`.
    package func read(to path: String) async throws -> Bool {
        guard let object = try await bucket.read(place.key) else {
            databaseTag = nil
            return false
        }
        do throws(PackedFile.Failure) { try PackedFile.unpack(object.body, to: path) } catch { throw unpacking(error) }
        databaseTag = object.tag
        return true
    }

    /// Takes the lock, then as `read`. Where the copy cannot be had, the lock is given back.
    ///
    /// - Throws: `StateError` with the code `held` where another run is at work.
    package func open(to path: String) async throws -> Bool {
        try await take()
        do { return try await read(to: path) } catch {
            try? await release()
            throw error
        }
    }

    /// Whether a change may be signed with this date, by AWS's time. Any thread may ask.
    ///
    /// - Throws: `StateError` with the code `lost` where the lock does not reach so far any more.
    package nonisolated func check(signedAt date: Date) throws {
        guard hold.withLock({ $0?.allows(signedAt: date, now: uptime()) ?? false }) else { throw lost }
    }

    /// Makes a file the database, for good when it returns. Afterwards there is time to sign a change.
    ///
    /// - Throws: `StateError`; with the code `lost` where another run has taken over or written: from then on all fails.
    package func store(_ path: String) async throws {
        let packed: Data
        do throws(PackedFile.Failure) { packed = try PackedFile.pack(path) } catch { throw unpacking(error) }
        guard let held = hold.withLock({ $0 }) else { throw lost }
        if held.isShort(signedAt: clock.now, now: uptime()) { try await renew() }
        writes += 1
        let writer = "\(id)/\(writes)"
        for _ in 0..<Self.attempts {
            let condition = databaseTag.map(WriteCondition.isTagged) ?? .isAbsent
            let outcome = try await bucket.write(
                place.key, packed, type: "application/gzip", writer: writer, if: condition)
            if case .done(let tag, let at) = outcome {
                databaseTag = tag
                // Where this machine's clock stood still, S3's date tells it.
                if let at, at >= held.end { try await renew() }
                return
            }
            let now = try await bucket.read(place.key, onlyMarks: true)
            if now?.writer == writer {
                databaseTag = now?.tag
                return
            }
            if now?.tag == databaseTag {
                // As it was. S3 refuses a write, too, where another one is on its way.
                if case .untold(let error) = outcome { throw bucket.stateError(error, reading: false) }
            } else if let now, now.writer?.hasPrefix("\(id)/") == true {
                // An earlier write of ours whose answer was lost has come in between.
                databaseTag = now.tag
            } else {
                throw give(up: lost)
            }
        }
        throw give(up: lost)
    }

    private static let attempts = 3

    /// Gives the lock back, where it is still ours.
    package func release() async throws {
        hold.withLock { $0 = nil }
        guard let tag = lockTag else { return }
        lockTag = nil
        try await bucket.delete(place.lockKey, tagged: tag)
    }

    private func take() async throws {
        var condition = WriteCondition.isAbsent
        if let object = try await bucket.read(place.lockKey) {
            let seen = Self.seen(object)
            guard seen.isOver else { throw seen.refusal(of: place) }
            condition = .isTagged(object.tag)
        }
        guard try await writeLock(if: condition) else {
            guard let object = try await bucket.read(place.lockKey) else {
                throw SeenLock(record: nil, storedAt: nil, shownAt: nil).refusal(of: place)
            }
            throw Self.seen(object).refusal(of: place)
        }
    }

    /// Nobody else had the lock since, or its tag were another: then what was seen and written meanwhile still holds.
    private func renew() async throws {
        guard run.seconds == nil, let tag = lockTag, try await writeLock(if: .isTagged(tag)) else {
            throw give(up: lost)
        }
    }

    /// - Returns: false where it is another's.
    private func writeLock(if condition: WriteCondition) async throws -> Bool {
        let seconds = min(run.seconds ?? LockRecord.usual, LockRecord.longest)
        let record = LockRecord(id: id, owner: run.owner, seconds: seconds)
        let before = uptime()
        let outcome = try await bucket.write(
            place.lockKey, record.encoded, type: "application/json", writer: id, if: condition)
        if case .done(let tag, let at?) = outcome {
            note(tag, end: at.addingTimeInterval(TimeInterval(seconds)), before, seconds)
            return true
        }
        // Ours all the same where only the answer was lost.
        if let object = try await bucket.read(place.lockKey) {
            let seen = Self.seen(object)
            if seen.record?.id == id, let end = seen.end {
                note(object.tag, end: end, before, seconds)
                return true
            }
        }
        if case .untold(let error) = outcome { throw bucket.stateError(error, reading: false) }
        return false
    }

    private func note(_ tag: String, end: Date, _ before: ContinuousClock.Instant, _ seconds: Int) {
        lockTag = tag
        let new = LockHold(end: end, expires: before + .seconds(seconds), endsWithProcess: run.seconds != nil)
        hold.withLock { $0 = new }
    }

    private static func seen(_ object: StateObject) -> SeenLock {
        SeenLock(record: LockRecord(object.body), storedAt: object.storedAt, shownAt: object.shownAt)
    }

    /// Nothing is signed or written from here on.
    private func give(up error: StateError) -> StateError {
        hold.withLock { $0 = nil }
        lockTag = nil
        return error
    }

    private nonisolated var lost: StateError {
        StateError(
            .lost,
            "Another costguard has taken over '\(place)': nothing more is changed, and what was seen since is not kept",
            hint: "this run took longer than its lock holds, or its machine slept; call it again")
    }

    private func unpacking(_ failure: PackedFile.Failure) -> StateError {
        switch failure {
        case .broken:
            StateError(
                .damaged, "'\(place)' holds no database of costguard: it is no gzip, or breaks off",
                hint: "if it was one, take back an older version of the object; else name another place with --database"
            )
        case .tooLarge:
            StateError(
                .damaged,
                "'\(place)' unpacks to more than \(PackedFile.largest >> 20) MiB, which no database of costguard has",
                hint: "take back an older version of the object, or name another place with --database")
        case .disk(let number):
            StateError(
                .local, "The copy of '\(place)' could not be kept: \(String(cString: strerror(number)))",
                hint: "see that '\(NSTemporaryDirectory())' has room, or set TMPDIR")
        }
    }
}
