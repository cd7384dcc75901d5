// What a run learns before it looks at anything: the time, which AWS tells, and which machine it runs on. Where the time
// cannot be relied on nothing is stopped; what an earlier run wrote under a clock that was ahead is set aside.

package import CostModel
package import Foundation

/// What is to be told of the time when a run begins.
package struct ClockOpening: Sendable {
    /// How far the machine's clock is off.
    package let reading: TimeReading
    /// What earlier runs had written under a clock that was ahead; nil: nothing.
    package let setAside: SetAside?
}

/// Begins a run in AWS's time. The caller holds the writer's lock.
package struct ClockStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts

    /// A stage over these ports.
    package init(_ local: LocalPorts, _ aws: AWSPorts) {
        self.local = local
        self.aws = aws
    }

    /// Has AWS tell the time, by a free call that needs no permission: whose keys these are.
    ///
    /// Then the database is held against it. Where AWS took a signature and dates its answer otherwise, it is this machine's
    /// time that AWS took: by that everything is read and told, and nothing is stopped.
    ///
    /// - Throws: where the call fails.
    @discardableResult
    package func begin() async throws -> ClockOpening {
        _ = try await aws.resources.account()
        let reading = aws.time()
        // A clock that AWS has not confirmed sets nothing aside.
        guard reading.ahead != nil, reading.doubt == nil else { return ClockOpening(reading: reading, setAside: nil) }
        let now = local.clock()
        let setAside = try await local.observations.setAside(ahead: now)
        try await local.observations.note(reading, at: now)
        return ClockOpening(reading: reading, setAside: setAside)
    }

    /// Whether anything may be changed: AWS must have told the time, and nothing may speak against it.
    ///
    /// - Throws: `refused` where it has not, or something does.
    package static func refuseToAct(_ reading: TimeReading) throws {
        if let doubt = reading.doubt {
            throw PipelineError(
                "The time cannot be relied on: \(doubt); nothing was stopped", code: .refused,
                hint: "see that nothing between here and AWS changes answers, and set this machine's clock by NTP")
        }
        guard reading.ahead == nil else { return }
        throw PipelineError(
            "The time cannot be relied on: no answer of AWS told it; nothing was stopped", code: .refused,
            hint: "see that nothing between here and AWS takes the header 'Date' out of answers")
    }
}

/// Learns where this program runs, and keeps it for the plans.
package struct HostStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts
    /// A stage over these ports.
    package init(_ local: LocalPorts, _ aws: AWSPorts) {
        self.local = local
        self.aws = aws
    }

    /// Hears the witnesses and keeps what they say for this account. Call it after the account was asked for.
    ///
    /// - Parameter acting: something is about to be changed, so the metadata service is asked too. Where that one does
    ///   not answer now, its earlier word stays until it is too old: its silence proves nothing.
    package func learn(account: AccountID, acting: Bool, at now: Date) async throws {
        let sight = await aws.host.sight(asking: acting, at: now)
        var heard: Set<OwnHost.Witness> = [.sessionName, .firmware]
        if sight.hosts.contains(where: { $0.witness == .metadata }) { heard.insert(.metadata) }
        try await local.decisions.replaceOwnHosts(sight.hosts, of: heard, account: account)
    }
}
