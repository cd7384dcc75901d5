// How the calls of a run went in one region: whether what was seen there may be acted on.

/// Calls that have ended. Calls are counted and not attempts: where throttling is ordinary, calls succeed at the second
/// attempt, and what they told is as good as any.
package struct CallTally: Hashable, Sendable {
    /// All of them.
    package var made: Int
    /// Those that were not answered. Denied by a policy is answered.
    package var failed: Int
    /// Nothing was called without arguments.
    package init(made: Int = 0, failed: Int = 0) {
        self.made = made
        self.failed = failed
    }

    /// Whether more than a tenth failed: what such a region shows may be what is left of it.
    package var isOutage: Bool { failed > 0 && Int128(failed) * 10 > Int128(made) }
}

/// A region in which AWS was in trouble during a run: nothing is stopped there without a person.
package struct Outage: Hashable, Sendable {
    /// Where.
    package let region: Region
    /// How the calls went.
    package let calls: CallTally
    /// What one of them failed with, one line; nil where no gap tells.
    package let error: String?
    /// A region in trouble.
    package init(region: Region, calls: CallTally, error: String?) {
        self.region = region
        self.calls = calls
        self.error = error
    }
}
