// How the calls of a run went in one region: whether what was seen there may be acted on.

/// Calls that have ended. Calls are counted and not attempts: where throttling is ordinary, calls succeed at the second
/// attempt, and what they told is as good as any.
public struct CallTally: Hashable, Sendable {
    /// All of them.
    public var made: Int
    /// Those that were not answered. Denied by a policy is answered.
    public var failed: Int
    /// Nothing was called without arguments.
    public init(made: Int = 0, failed: Int = 0) { (self.made, self.failed) = (made, failed) }

    /// Whether more than a tenth failed: what such a region shows may be what is left of it.
    public var isOutage: Bool { failed > 0 && Int128(failed) * 10 > Int128(made) }
}

/// A region in which AWS was in trouble during a run: nothing is stopped there without a person.
public struct Outage: Hashable, Sendable {
    /// Where.
    public let region: Region
    /// How the calls went.
    public let calls: CallTally
    /// What one of them failed with, one line; nil where no gap tells.
    public let error: String?
    /// A region in trouble.
    public init(region: Region, calls: CallTally, error: String?) {
        (self.region, self.calls, self.error) = (region, calls, error)
    }
}
