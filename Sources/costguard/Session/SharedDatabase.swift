// A database in S3, as the verbs open it: a copy to read, or the lock and a copy to work on, which is stored when the program or
// the tick ends, and whenever something must last. What the lock proves is StateStore's.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import StateStore
import Storage
import Synchronization

/// One database in S3 of this process, whichever session asks for it.
actor SharedDatabase {
    /// Where it is.
    nonisolated let place: StatePlace

    private enum Permit {
        /// Nothing was opened to be written, and so nothing is changed: what calls for a change then is a trial.
        case unasked
        case held(SharedState)
        case over
    }
    private nonisolated let permit = Mutex(Permit.unasked)
    private nonisolated let connection = Mutex<AWSConnection?>(nil)
    /// When the process is ended for certain; nil: by nobody.
    private nonisolated let end = Mutex<ContinuousClock.Instant?>(nil)
    private var held: (state: SharedState, database: CostDatabase)?
    private var copy: CostDatabase?
    private var directories: [PrivateDirectory] = []
    /// Whether somebody was told that nothing can be stored any more.
    private var isLost = false

    private static let all = Mutex<[StatePlace: SharedDatabase]>([:])

    private init(_ place: StatePlace) { self.place = place }

    /// The one of this text; nil where it names a file.
    ///
    /// - Throws: `usage` where it means a place in S3 and is none.
    static func named(_ text: String) throws -> SharedDatabase? {
        guard StatePlace.isMeant(by: text) else { return nil }
        let place: StatePlace
        do throws(StateError) { place = try StatePlace(text) } catch {
            throw CommandError(error.message, hint: error.hint, status: .usage)
        }
        return all.withLock { all in
            let one = all[place] ?? SharedDatabase(place)
            all[place] = one
            return one
        }
    }

    /// Stores what is held, gives locks back, and takes copies away. Returns what went wrong and was not told yet.
    static func finishAll() async -> (any Error)? {
        var failure: (any Error)?
        for one in all.withLock({ Array($0.values) }) {
            do { try await one.finish() } catch { failure = failure ?? error }
        }
        return failure
    }

    /// The verb's own way to AWS, so that nobody is asked for a code twice.
    nonisolated func use(_ new: AWSConnection) { connection.withLock { $0 = new } }

    /// From now on the lock ends with the process.
    nonisolated func ends(at instant: ContinuousClock.Instant?) { end.withLock { $0 = instant } }

    /// Whether a change may be signed with this date; called on any thread.
    nonisolated func check(signedAt date: Date) throws {
        switch permit.withLock({ $0 }) {
        case .unasked: return
        case .held(let state): try state.check(signedAt: date)
        case .over:
            throw StateError(
                .lost, "'\(place)' is not held any more: nothing is changed", hint: "call the command again")
        }
    }

    /// Takes the lock and a copy, once; it stays open until `finish`.
    ///
    /// - Throws: `StorageError` with `lockHeld` where another run is at work, here or elsewhere.
    func openForWriting(_ session: Session) async throws -> CostDatabase {
        if let held { return held.database }
        let (account, state) = try await begin(session)
        let directory = try PrivateDirectory()
        do {
            let path = directory.path + "/costguard.sqlite"
            _ = try await state.open(to: path)
            let database = try CostDatabase.open(at: path, prices: Assets.prices())
            try await check(database, isOf: account)
            directories.append(directory)
            held = (state, database)
            isLost = false
            permit.withLock { $0 = .held(state) }
            return database
        } catch {
            directory.remove()
            try? await state.release()
            throw Self.translated(error)
        }
    }

    /// A copy to read, once; what this process holds to write is read itself. Takes no lock.
    ///
    /// - Throws: `StorageError`; with `missing` where there is none yet.
    func openForReading(_ session: Session) async throws -> CostDatabase {
        if let known = held?.database ?? copy { return known }
        let (account, state) = try await begin(session)
        let directory = try PrivateDirectory()
        do {
            let path = directory.path + "/costguard.sqlite"
            guard try await state.read(to: path) else {
                throw StorageError(
                    .missing, "There is no database at '\(place)'", hint: "run 'costguard scan' first")
            }
            let database = try CostDatabase.openReadOnly(at: path)
            try await check(database, isOf: account)
            directories.append(directory)
            copy = database
            return database
        } catch {
            directory.remove()
            throw Self.translated(error)
        }
    }

    /// Whether there is one yet.
    func exists(_ session: Session) async throws -> Bool {
        do {
            _ = try await openForReading(session)
            return true
        } catch let error as StorageError where error.code == .missing { return false }
    }

    /// Whether anybody on the internet may read it; what is not known is not told.
    func isPublic() async -> Bool {
        guard let connection = connection.withLock({ $0 }) else { return false }
        return await SharedState.isPublic(place, nobody: connection.nobody, region: connection.homeRegion.code)
    }

    /// Makes what was written last, for good when it returns.
    ///
    /// - Throws: `StorageError`; with `lockHeld` where another run has taken over: nothing more may be done.
    func store() async throws {
        guard let held, let directory = directories.last else { return }
        let whole = directory.path + "/stored-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: whole) }
        do {
            try await held.database.writeCopy(to: whole)
            try await held.state.store(whole)
        } catch {
            if (error as? StateError)?.code == .lost { isLost = true }
            throw Self.translated(error)
        }
    }

    /// Stores what is held, gives the lock back, and takes the copies away.
    func finish() async throws {
        defer {
            for directory in directories { directory.remove() }
            directories = []
        }
        copy = nil
        guard let last = held else { return }
        var failure: (any Error)?
        if !isLost { do { try await store() } catch { failure = error } }
        held = nil
        permit.withLock { $0 = .over }
        do { try await last.state.release() } catch {
            Terminal(quiet: false).warn("The lock of '\(place)' could not be given back, and ends by itself: \(error)")
        }
        if let failure { throw failure }
    }

    private func begin(_ session: Session) async throws -> (AccountID, SharedState) {
        let connection = try connection.withLock { $0 } ?? session.connection(try AWSOptions.parse([]))
        let account = try await connection.account(anew: false)
        let left = end.withLock { $0 }.map { Int(max(1, ($0 - .now) / .seconds(1))) }
        let state = SharedState(
            place, client: connection.client, region: connection.homeRegion.code, account: account,
            run: .init(owner: session.user, endsIn: left))
        return (account, state)
    }

    /// The bucket is of this account; what lies in it may have been put there by somebody with another's.
    private func check(_ database: CostDatabase, isOf account: AccountID) async throws {
        let accounts = Set(try await database.lastScans().map(\.account))
        guard !accounts.isEmpty, !accounts.contains(account) else { return }
        throw CommandError(
            "'\(place)' is the database of account \(accounts.sorted().map(\.digits).joined(separator: ", ")), "
                + "the keys are of \(account)",
            hint: "choose the other profile with --profile, or name another place with --database", status: .refused)
    }

    /// As the verbs know errors of a database.
    private static func translated(_ error: any Error) -> any Error {
        guard let error = error as? StateError else { return error }
        let code: StorageError.Code =
            switch error.code {
            case .held, .lost: .lockHeld
            case .missing: .missing
            case .damaged: .damaged
            case .place, .denied, .bucket, .unreachable, .local: .unusable
            }
        return StorageError(code, error.message, hint: error.hint)
    }
}
