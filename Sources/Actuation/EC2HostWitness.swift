// On which EC2 instance this program runs: by the session of its keys, this machine's firmware, the metadata service.

package import AWSAPI
package import CostModel
package import Foundation

/// Hears every witness there is.
package struct EC2HostWitness: HostWitness {
    /// On Nitro the instance's id; elsewhere something else or nothing. Containers see it as their host does.
    /// Source: docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html, read 2026-11-29.
    package static let assetTag = "/sys/devices/virtual/dmi/id/board_asset_tag"
    private static let longestTag = 64

    private let client: AWSClient
    private let identity: InstanceIdentitySource?
    private let assetTag: String

    /// - Parameters:
    ///   - client: whose account was asked for before; its keys' session is a witness.
    ///   - identity: the metadata service; nil asks none.
    package init(client: AWSClient, identity: InstanceIdentitySource?, assetTag: String = EC2HostWitness.assetTag) {
        self.client = client
        self.identity = identity
        self.assetTag = assetTag
    }

    /// Never fails: a witness that does not tell is left out.
    package func sight(asking: Bool, at now: Date) async -> HostSight {
        let session = client.callerSession.flatMap { OwnHost(id: $0, witness: .sessionName, at: now) }
        var sight = HostSight(hosts: [session, firmware(at: now)].compactMap { $0 })
        guard asking else { return sight }
        guard let identity else {
            sight.metadataSilence = "it is not asked here"
            return sight
        }
        do {
            let document = try await identity.identity()
            // One that names no account or region that we know still names the instance.
            let host = OwnHost(
                id: document.instanceID, account: AccountID(document.accountID), region: Region(document.region),
                witness: .metadata, at: now)
            if let host { sight.hosts.append(host) } else { sight.metadataSilence = "it names no instance" }
        } catch {
            sight.metadataSilence = "\(error)"
        }
        return sight
    }

    private func firmware(at now: Date) -> OwnHost? {
        guard let file = FileHandle(forReadingAtPath: assetTag),
            let bytes = try? file.read(upToCount: Self.longestTag)
        else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return OwnHost(id: text, witness: .firmware, at: now)
    }
}
