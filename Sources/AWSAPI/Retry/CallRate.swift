// The rate of one lane of calls, as a value: when the next call may go, and what a refusal changes.
// Who waits, and in which order, is RateLimiter's matter.

/// A token bucket whose rate halves when AWS refuses a call as one too many, and grows back in a straight line.
///
/// botocore's adaptive mode does so for a whole client (retries/adaptive.py, throttling.py); AWS's limits are per
/// action, so one busy action must not slow the others.
struct CallRate: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Half of this is the time from a halved rate to the one that was refused.
    static let recoverySeconds = 30.0
    /// The slowest rate: a twentieth of the full one, or one call in two seconds.
    static func floor(of limit: CallLimit) -> Double { min(limit.perSecond, max(0.5, limit.perSecond / 20)) }

    /// Calls a second at this moment.
    private(set) var perSecond: Double
    private let limit: CallLimit
    /// Calls a second more, each second. Small where a small rate was refused: near its limit a line must not
    /// run into it again and again.
    private var growth: Double
    private var tokens: Double
    private var updated: Instant
    private var lastCut: Instant?

    /// A full bucket.
    init(_ limit: CallLimit, at now: Instant) {
        self.limit = limit
        perSecond = limit.perSecond
        tokens = limit.burst
        updated = now
        growth = limit.perSecond / CallRate.recoverySeconds
    }

    /// Takes one call. Nil: it may go now. Otherwise nothing is taken, and the call may go after this time unless a
    /// refusal comes between.
    mutating func take(at now: Instant) -> Duration? {
        let wait = wait(for: 1, at: now)
        if wait == nil { tokens -= 1 }
        return wait
    }

    /// How long until the bucket holds so many calls; nil when it does.
    mutating func wait(for calls: Int, at now: Instant) -> Duration? {
        refill(at: now)
        // Sums of fractions miss a whole by a little, and a wait of nothing would come back at once.
        let missing = Double(calls) - tokens
        return missing > 1e-6 ? .seconds(missing / perSecond) : nil
    }

    /// AWS refused a call as one too many.
    /// - Parameter sent: when the call went. Many calls on the way together may be refused together: they are one
    ///   refusal, and halve the rate once.
    mutating func refused(sent: Instant, at now: Instant) {
        refill(at: now)
        if let lastCut, sent <= lastCut { return }
        lastCut = now
        growth = max(perSecond, limit.perSecond / 10) / CallRate.recoverySeconds
        perSecond = max(CallRate.floor(of: limit), perSecond / 2)
        // AWS's bucket is empty, whatever ours said.
        tokens = min(tokens, 0)
    }

    private mutating func refill(at now: Instant) {
        let seconds = max(0, (now - updated) / .seconds(1))
        guard seconds > 0 else { return }
        updated = now
        let growing = min(seconds, (limit.perSecond - perSecond) / growth)
        tokens += growing * (perSecond + growing * growth / 2) + (seconds - growing) * limit.perSecond
        perSecond = growing < seconds ? limit.perSecond : perSecond + growing * growth
        // A slowed lane saves up one second's calls at most: a burst is what was refused.
        tokens = min(tokens, perSecond < limit.perSecond ? max(1, min(limit.burst, perSecond)) : limit.burst)
    }
}
