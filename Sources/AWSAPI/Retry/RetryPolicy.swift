// Whether and when a failed call is tried again: a pure function of failure, attempt and chance.
// The waiting is AWSClient's matter. How much retrying a region still has is below it, in RetryQuota.

/// When a failed attempt is followed by another.
///
/// The standard mode of AWS's own clients: `random * min(base * 2^(attempt-1), 20 s)`, base 1 s for throttling and
/// 50 ms otherwise. Source: botocore 1.44.5, retries/standard.py, read 2026-11-21.
package struct RetryPolicy: Hashable, Sendable {
    /// Why an attempt failed, as far as retrying is concerned.
    package enum Failure: Hashable, Sendable {
        /// AWS said: too many calls.
        case throttled
        /// Network, timeout, or AWS's own trouble.
        case transient
        /// An answer that is not AWS's. An endpoint that does not know the action answers so every time.
        case unreadable
        /// The same call would fail again.
        case permanent
    }

    /// Attempts in all, the first included.
    package let maxAttempts: Int

    static let longestDelay = Duration.seconds(20)
    /// Time on the wire, of all attempts together, after which no other begins: an answer that comes byte by byte
    /// costs two minutes each time.
    static let longestTrying = Duration.seconds(150)

    /// A policy of at most so many attempts; 1 never retries.
    package init(maxAttempts: Int) {
        self.maxAttempts = max(1, maxAttempts)
    }

    /// How long to wait before the next attempt; nil to give up.
    /// - Parameters:
    ///   - attempt: the number of the failed attempt, from 1.
    ///   - random: from 0 up to 1, spreads many clients over the time.
    ///   - retryAfter: what the answer asked for; it adds at most 5 seconds.
    package func delay(after failure: Failure, attempt: Int, random: Double, retryAfter: Duration? = nil) -> Duration? {
        let limit = failure == .unreadable ? min(2, maxAttempts) : maxAttempts
        guard failure != .permanent, attempt < limit else { return nil }
        let base: Duration = failure == .throttled ? .seconds(1) : .milliseconds(50)
        // 2^10 * 50 ms is beyond the cap already; the bound keeps the shift defined.
        let growth = min(base * (1 << min(attempt - 1, 10)), Self.longestDelay)
        let computed = growth * min(max(random, 0), 1)
        guard let retryAfter else { return computed }
        return max(computed, min(retryAfter, computed + .seconds(5)))
    }
}

/// How much retrying is left. When everything fails, retries only add load, so they stop.
struct RetryQuota: Hashable, Sendable {
    static let capacity = 500

    private(set) var available = Self.capacity

    /// Takes the price of one retry; nil when too little is left.
    mutating func take(for failure: RetryPolicy.Failure) -> Int? {
        let price = failure == .throttled ? 5 : 14
        guard available >= price else { return nil }
        available -= price
        return price
    }

    /// A success gives the last retry's price back, a plain success gives one.
    mutating func succeeded(lastPrice: Int?) {
        available = min(Self.capacity, available + (lastPrice ?? 1))
    }
}
