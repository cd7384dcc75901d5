// Temporary keys, fetched when first needed and renewed before they end.
// Source of the times: botocore 1.43.11 credentials.py (RefreshableCredentials), read 2026-11-21.
import Foundation

/// Keeps keys and fetches new ones in time; many callers share one fetch, and a failure is forgotten soon.
actor RefreshingCredentials: CredentialProvider {
    nonisolated let source: String
    nonisolated let renewal: KeyRenewal
    private let clock: AWSClock
    private let fetch: @Sendable (_ ended: Credentials?) async throws -> Credentials
    private var current: (keys: Credentials, fetched: Date)?
    private var running: Task<Credentials, any Error>?
    private var notBefore: Date?
    /// The last of which AWS said that they have ended.
    private var ended: Credentials?

    /// - Parameter fetch: gets the keys of which AWS said that they have ended, lest they be found again.
    init(
        source: String, renewal: KeyRenewal = .byItself, clock: AWSClock,
        fetch: @escaping @Sendable (_ ended: Credentials?) async throws -> Credentials
    ) {
        self.source = source
        self.renewal = renewal
        self.clock = clock
        self.fetch = fetch
    }

    /// How urgent new keys are.
    private enum Need {
        case none
        /// Who comes first fetches; the others go on with what there is.
        case soon
        /// Everybody waits for the fetch; where it fails, the keys still serve.
        case now
        /// There are no keys to go on with.
        case first
    }

    func credentials() async throws -> Credentials {
        let need = need(at: clock.now)
        guard let usable = current?.keys, need != .first else { return try await renewed() }
        let isTurn =
            switch need {
            case .none, .first: false
            case .soon: running == nil && notBefore.map { $0 <= clock.now } ?? true
            case .now: notBefore.map { $0 <= clock.now } ?? true
            }
        guard isTurn else { return usable }
        do { return try await renewed() } catch {
            // A source that is down is not asked by every call.
            notBefore = clock.now.addingTimeInterval(60)
            return usable
        }
    }

    func forget(_ ended: Credentials) async -> Bool {
        // Another call may have renewed them already.
        if current?.keys == ended {
            current = nil
            notBefore = nil
            self.ended = ended
        }
        return true
    }

    private func renewed() async throws -> Credentials {
        if let running { return try await running.value }
        let task = Task { [fetch, ended] in try await fetch(ended) }
        running = task
        defer { running = nil }
        let keys = try await task.value
        let now = clock.now
        guard !clock.isKnown || keys.expiration.map({ $0 > now }) ?? true else {
            throw CredentialError(
                "AWS keys from \(source) have ended already\nhint: see why whoever gives them gives old ones")
        }
        current = (keys, now)
        notBefore = nil
        return keys
    }

    /// Soon from 15 minutes before the end on, now from 10; for keys of short life, in their last quarter and sixth.
    /// A person is not asked for a code while the keys serve.
    /// Nor are keys thrown away by a clock that AWS has not confirmed: a call with them tells whether they serve.
    private func need(at now: Date) -> Need {
        guard let current else { return .first }
        guard clock.isKnown else { return .none }
        guard let end = current.keys.expiration else { return .none }
        let left = end.timeIntervalSince(now)
        // A minute is enough for the call that asks.
        if left <= 60 { return .first }
        if renewal == .byCode { return .none }
        let life = end.timeIntervalSince(current.fetched)
        if left < min(10 * 60, life / 6) { return .now }
        return left <= min(15 * 60, life / 4) ? .soon : .none
    }
}
