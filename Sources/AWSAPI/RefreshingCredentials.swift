// Temporary keys, fetched when first needed and renewed before they end.
import Foundation

/// Keeps keys and fetches new ones in time; many callers share one fetch, and a failure is forgotten at once.
actor RefreshingCredentials: CredentialProvider {
    nonisolated let source: String
    private let clock: @Sendable () -> Date
    private let fetch: @Sendable () async throws -> Credentials
    private var current: (keys: Credentials, fetched: Date)?
    private var running: Task<Credentials, any Error>?

    init(
        source: String, clock: @escaping @Sendable () -> Date,
        fetch: @escaping @Sendable () async throws -> Credentials
    ) {
        self.source = source
        self.clock = clock
        self.fetch = fetch
    }

    func credentials() async throws -> Credentials {
        let now = clock()
        if let current, Self.isFresh(current.keys, fetched: current.fetched, at: now) { return current.keys }
        let usable = current.flatMap { Self.isUsable($0.keys, at: now) ? $0.keys : nil }
        do {
            return try await renew()
        } catch {
            // Renewal begins early, so a refusal now does not hurt yet; the next call tries again.
            if let usable { return usable }
            throw error
        }
    }

    private func renew() async throws -> Credentials {
        if let running { return try await running.value }
        let task = Task { [fetch] in try await fetch() }
        running = task
        defer { running = nil }
        let keys = try await task.value
        let now = clock()
        guard keys.expiration.map({ $0 > now }) ?? true else {
            throw CredentialError("AWS keys from \(source) have ended already\nhint: check this machine's clock")
        }
        current = (keys, now)
        return keys
    }

    /// Renewed 15 minutes before the end; keys of short life, in their last quarter.
    private static func isFresh(_ keys: Credentials, fetched: Date, at now: Date) -> Bool {
        guard let expiration = keys.expiration else { return true }
        let early = min(15 * 60, expiration.timeIntervalSince(fetched) / 4)
        return now < expiration.addingTimeInterval(-early)
    }

    /// A minute is left: enough for the call that asks.
    private static func isUsable(_ keys: Credentials, at now: Date) -> Bool {
        keys.expiration.map { $0.timeIntervalSince(now) > 60 } ?? true
    }
}
