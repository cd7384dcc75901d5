// One thing as one listing showed it, as far as money goes.

/// What the meter needs of a thing that a listing showed. Times are whole seconds since 1970 UTC.
package struct Sighting: Hashable, Sendable {
    /// By what it is billed while it goes.
    let rates: [UsageRate]
    /// Whether it is billed now: an instance that runs, a volume that is not being deleted.
    let isGoing: Bool
    /// The last start of an instance, else when it was made; nil: AWS does not say.
    let startedAt: Int64?
    /// The first start of an instance, else when it was made.
    let firstStartedAt: Int64?
    /// When it stopped, where it does not go and AWS says when.
    let stoppedAt: Int64?

    /// The facts of a kind's table that a sighting is made from; empty for kinds that are not billed by the hour.
    package static func facts(of kind: ResourceKind) -> [String] {
        switch kind {
        case .instance:
            [
                "state", "instance_type", "tenancy", "lifecycle", "public_ip", "public_ip_is_elastic", "launch_time",
                "stopped_at", "prepaid_by", "platform",
            ]
        case .volume: ["state", "volume_type", "size_gib", "iops", "throughput"]
        case .snapshot: ["state", "size_gib", "tier"]
        case .address: ["pool"]
        default: []
        }
    }

    /// A sighting from the facts of a kind's table.
    ///
    /// - Parameter facts: those of ``facts(of:)``.
    ///
    /// An instance is billed from `running` to `stopping`; `pending` is not billed, but a start costs a minute at least
    /// and AWS tells the time of the start alone, so that the seconds of `pending` count. Source: EC2 User Guide,
    /// "Amazon EC2 instance state changes". A hibernation's `stopping`, which is billed, is not told apart.
    package init(_ kind: ResourceKind, facts: [String: FactValue], createdAt: Int64?) {
        rates = UsageRate.rates(of: kind, facts)
        let state = facts["state"]?.text
        guard kind == .instance else {
            isGoing = kind == .snapshot ? state != "error" : state != "deleting"
            startedAt = createdAt
            firstStartedAt = createdAt
            stoppedAt = nil
            return
        }
        // A state that could not be read ends nothing: unknown is not zero.
        isGoing = state == nil || state == "running" || state == "pending"
        startedAt = facts["launch_time"]?.integer
        firstStartedAt = createdAt
        stoppedAt = isGoing ? nil : facts["stopped_at"]?.integer
    }

    /// Of a thing that a file describes: it goes as long as it is listed, at the price that it has.
    ///
    /// - Parameters:
    ///   - view: the view of its kind.
    ///   - hourly: list price; nil: not known.
    package init(_ view: String, hourly: Money?, createdAt: Int64?) {
        rates = UsageRate.thing(view, hourly: hourly)
        isGoing = true
        startedAt = createdAt
        firstStartedAt = createdAt
        stoppedAt = nil
    }

    /// Whether the later sighting is of the same run: an instance that started anew since has another start.
    func isSameRun(as later: Sighting) -> Bool {
        guard let startedAt, let then = later.startedAt else { return true }
        return then <= startedAt
    }
}
