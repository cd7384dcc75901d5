// Calls wait their turn here, one line per service, action and region: how many AWS takes by its own documents, what is
// learnt from its refusals, and the lines themselves.
import Synchronization

/// Lets calls go in the order in which they came, no faster than AWS takes them.
///
/// Only the first of a line holds a timer; the others are suspended behind it.
final class RateLimiter: Sendable {
    typealias Instant = ContinuousClock.Instant

    private final class Line: Sendable {
        let first = FairSemaphore(1)
        let rate: Mutex<CallRate>

        init(_ rate: CallRate) { self.rate = Mutex(rate) }
    }

    private let lines = Mutex<[CallLane: Line]>([:])
    private let uptime: @Sendable () -> Instant
    private let sleep: @Sendable (Duration) async throws -> Void

    init(uptime: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.uptime = uptime
        self.sleep = sleep
    }

    /// Returns when the call may go.
    /// - Parameter onWait: told once, before a wait, how long it will be about.
    /// - Returns: the time at which it goes, for `refused`.
    /// - Throws: `CancellationError` when the task is cancelled before; the next in line then moves up.
    func turn(_ lane: CallLane, onWait: (Duration) -> Void) async throws -> Instant {
        let line = line(lane)
        let ahead = line.first.waiting
        if let wait = line.rate.withLock({ $0.wait(for: ahead + 1, at: uptime()) }) { onWait(wait) }
        try await line.first.take()
        defer { line.first.give() }
        var now = uptime()
        while let wait = line.rate.withLock({ $0.take(at: now) }) {
            let due = now + wait
            try await sleep(wait)
            // A sleep may end a little early by this clock; the call is due all the same.
            now = max(uptime(), due)
        }
        return now
    }

    /// AWS said that a call was one too many.
    func refused(_ lane: CallLane, sent: Instant) {
        let now = uptime()
        line(lane).rate.withLock { $0.refused(sent: sent, at: now) }
    }

    private func line(_ lane: CallLane) -> Line {
        lines.withLock { lines in
            if let line = lines[lane] { return line }
            let line = Line(CallRate(.of(lane), at: uptime()))
            lines[lane] = line
            return line
        }
    }
}

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

/// A bucket of calls: so many at once, so many new ones a second.
struct CallLimit: Hashable, Sendable {
    /// Calls at once when nobody has called for a while.
    let burst: Double
    /// Calls a second that go on for ever.
    let perSecond: Double

    /// What AWS documents, less a tenth: other programs of the account call too, and clocks differ.
    ///
    /// Sources: EC2 API request throttling (docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html) and
    /// CloudWatch service quotas, read 2026-11-20. For other services AWS publishes nothing; theirs are guesses
    /// on the low side.
    static func of(_ lane: CallLane) -> CallLimit {
        let (burst, perSecond) = published(lane)
        return CallLimit(burst: max(1, burst * 0.9), perSecond: perSecond * 0.9)
    }

    private static func published(_ lane: CallLane) -> (burst: Double, perSecond: Double) {
        switch lane.service {
        case "ec2": ec2(lane.operation, isUnbounded: lane.isUnbounded)
        case "cloudwatch": cloudWatch[lane.operation].map { ($0, $0) } ?? (10, 10)
        case "sns": lane.operation == "Publish" ? (300, 300) : (30, 10)
        case "sts": (100, 50)
        case "ce": (5, 2)
        default: (20, 10)
        }
    }

    private static func ec2(_ operation: String, isUnbounded: Bool) -> (burst: Double, perSecond: Double) {
        if isUnbounded, dearWithoutBounds.contains(operation) { return (50, 10) }
        if let own = ec2Own[operation] { return own }
        let isRead = ["Describe", "List", "Get", "Search"].contains { operation.hasPrefix($0) }
        return isRead ? (100, 20) : (50, 5)
    }

    /// Calls a second, by operation.
    private static let cloudWatch: [String: Double] = [
        "GetMetricData": 50, "GetMetricStatistics": 400, "ListMetrics": 25, "DescribeAlarms": 9, "PutMetricData": 500,
        "PutMetricAlarm": 3,
    ]

    /// Asked without a filter and without a page's size, these have a smaller bucket.
    private static let dearWithoutBounds: Set<String> = [
        "DescribeInstances", "DescribeInstanceStatus", "DescribeNetworkInterfaces", "DescribeSecurityGroups",
        "DescribeSnapshots", "DescribeSpotInstanceRequests", "DescribeVolumes",
    ]

    private static let ec2Own: [String: (burst: Double, perSecond: Double)] = [
        "CreateTags": (100, 10), "DeleteTags": (100, 10), "DeregisterImage": (100, 5), "DeleteSnapshot": (100, 5),
        "DeleteVolume": (100, 5), "CreateSnapshot": (100, 5), "ModifyImageAttribute": (100, 5),
        "TerminateInstances": (100, 5), "StartInstances": (5, 2), "RunInstances": (5, 2), "CopyImage": (100, 1),
        "DeleteNatGateway": (10, 1),
    ]
}

/// What shares one limit at AWS: an action of a service in a region.
struct CallLane: Hashable, Sendable {
    let service: String
    let operation: String
    let region: String
    /// Neither a filter, nor ids, nor a page's size: AWS counts such calls apart.
    let isUnbounded: Bool
}
