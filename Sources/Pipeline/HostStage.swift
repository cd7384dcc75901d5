// Which machine the program runs on: asked before plans are made of a scan, and again before anything is changed.

import CostModel
import Foundation

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
