// A machine of the simulated account: what EC2 tells about it, and when it ran.

package import Foundation

/// One EC2 instance.
package struct Instance: Sendable {
    /// What the last request asked for; the state that is answered also depends on how long ago that was.
    package enum Power: String, Sendable { case running, stopped, terminated }

    /// A Spot request that the instance came from.
    package struct SpotRequest: Sendable {
        /// Such as `sir-abcd1234`.
        package var id: String
        /// Whether the request outlives an interruption; only then may the instance be stopped.
        package var isPersistent: Bool

        /// A request.
        package init(id: String, isPersistent: Bool) {
            self.id = id
            self.isPersistent = isPersistent
        }
    }

    /// Such as `i-0a1b2c3d4e5f60718`.
    package var id: String
    /// Such as `t3.medium`.
    package var type: String
    /// When it was first launched.
    package var createdAt: Date
    /// When it was last started.
    package var launchedAt: Date
    /// What the last request asked for.
    package var power: Power = .running
    /// When the last stop or start was asked for; nil before the first.
    package var changedAt: Date?
    /// Tags by key.
    package var tags: [String: String]
    /// Such as `ami-…`.
    package var imageID: String
    /// The zone's letter behind the region's code.
    package var zone = "a"
    /// The private address.
    package var privateIP = "172.31.16.10"
    /// The automatic public address, which is given up with every stop.
    package var publicIP: String?
    /// Whether the root is `ebs` or `instance-store`.
    package var rootDevice = "ebs"
    /// Whether `disableApiStop` is set.
    package var isStopProtected = false
    /// Whether it was launched with hibernation configured.
    package var canHibernate = false
    /// Whether its last stop kept its memory.
    package var isHibernated = false
    /// The Spot request it came from; nil for on demand.
    package var spot: SpotRequest?
    /// The Auto Scaling group it is in.
    package var autoScalingGroup: String?
    /// The AWS service that manages it, as in `operator.principal`.
    package var managedBy: String?
    /// The volumes, root first.
    package var disks: [Attachment] = []
    /// A tag that a job on it keeps writing.
    package var progress: Progress?
    /// What it does all day while it runs.
    package var load: LoadProfile

    /// When it ran before it was last started.
    package var earlierRuns: [Range<Date>] = []

    /// An instance that runs since it was launched.
    package init(
        id: String, type: String, launchedAt: Date, imageID: String, tags: [String: String], load: LoadProfile
    ) {
        self.id = id
        self.type = type
        self.createdAt = launchedAt
        self.launchedAt = launchedAt
        self.imageID = imageID
        self.tags = tags
        self.load = load
    }

    /// The tags at an instant: a running job's and Auto Scaling's among them.
    func tags(at now: Date) -> [String: String] {
        var all = tags
        if let progress, all[progress.tag] == nil { all[progress.tag] = progress.text(at: now) }
        if let autoScalingGroup { all["aws:autoscaling:groupName"] = autoScalingGroup }
        return all
    }

    /// Seconds that a stop and a start take.
    package static let stopping: TimeInterval = 60
    static let pending: TimeInterval = 15

    /// The state that EC2 answers at an instant.
    package func state(at now: Date) -> InstanceState {
        let since = changedAt.map { now.timeIntervalSince($0) } ?? .infinity
        return switch power {
        case .running: since < Instance.pending ? .pending : .running
        case .stopped: since < Instance.stopping ? .stopping : .stopped
        case .terminated: .terminated
        }
    }

    /// When it ran, in seconds since 1970; what has no end yet runs on.
    var runs: [Range<Double>] {
        let begin = launchedAt.timeIntervalSince1970
        let end = power == .running ? .infinity : changedAt?.timeIntervalSince1970 ?? begin
        return (begin < end ? [begin..<end] : [])
            + earlierRuns.map { $0.lowerBound.timeIntervalSince1970..<$0.upperBound.timeIntervalSince1970 }
    }

    /// Whether it ran at any time of a bucket.
    func ran(in bucket: Range<Date>) -> Bool {
        runs.contains {
            $0.overlaps(bucket.lowerBound.timeIntervalSince1970..<bucket.upperBound.timeIntervalSince1970)
        }
    }
}

/// The states of an instance with EC2's codes.
package enum InstanceState: String {
    case pending, running, stopping, stopped, terminated

    /// As EC2 numbers them.
    package var code: Int {
        switch self {
        case .pending: 0
        case .running: 16
        case .terminated: 48
        case .stopping: 64
        case .stopped: 80
        }
    }
}

/// A job's progress, as the job itself writes it into a tag.
package struct Progress: Sendable {
    /// The tag's key.
    package var tag: String
    /// What was done at `at`.
    package var percent: Double
    /// When `percent` was done.
    package var at: Date
    /// How fast it goes on.
    package var perHour: Double

    /// A progress that is linear.
    package init(tag: String, percent: Double, at: Date, perHour: Double) {
        self.tag = tag
        self.percent = percent
        self.at = at
        self.perHour = perHour
    }

    func text(at now: Date) -> String {
        String(Int(min(100, max(0, percent + perHour * now.timeIntervalSince(at) / 3_600))))
    }
}
