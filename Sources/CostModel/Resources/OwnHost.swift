// The machine that this program runs on: whoever stops it stops the guard.

package import Foundation

/// An EC2 instance that this program runs on, as one witness tells. Any one suffices to leave it alone.
package struct OwnHost: Hashable, Sendable {
    /// Who says so.
    package enum Witness: String, Hashable, Sendable, CaseIterable {
        /// The name of the keys' session, which for keys of an instance's role is the instance's id.
        case sessionName = "session-name"
        /// This machine's firmware: on Nitro the asset tag of the board is the instance's id.
        case firmware
        /// The instance's metadata service, by its identity document.
        case metadata

        /// For people, after "by".
        package var text: String {
            switch self {
            case .sessionName: "the session name of its keys"
            case .firmware: "its firmware"
            case .metadata: "its metadata service"
            }
        }
    }

    /// How long a word holds, in seconds: the database may have moved to another machine since.
    package static let validity: TimeInterval = 24 * .hour

    /// The instance's id.
    package let id: String
    /// The account that the instance is in; nil where the witness does not tell.
    package let account: AccountID?
    /// The region that the instance is in; nil where the witness does not tell.
    package let region: Region?
    /// Who says so.
    package let witness: Witness
    /// When it was heard, UTC.
    package let at: Date

    /// Nil where the id is none of an instance. Ids have 8 hexadecimal digits, newer ones 17.
    package init?(id: String, account: AccountID? = nil, region: Region? = nil, witness: Witness, at: Date) {
        let digits = id.utf8.dropFirst(2)
        guard id.hasPrefix("i-"), (8...17).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.id = id
        self.account = account
        self.region = region
        self.witness = witness
        self.at = at
    }

    /// Whether the resource is this machine, as far as the witness tells: what it leaves open contradicts nothing.
    package func isSame(as resource: ResourceKey) -> Bool {
        resource.kind == .instance && resource.id == id && (account ?? resource.account) == resource.account
            && (region ?? resource.region) == resource.region
    }

    /// The same word, heard at another time.
    package func heard(at time: Date) -> OwnHost? {
        OwnHost(id: id, account: account, region: region, witness: witness, at: time)
    }

    /// Whether the word still holds at a time.
    package func holds(at now: Date) -> Bool { abs(now.timeIntervalSince(at)) < Self.validity }
}

/// What the witnesses say of the machine that this program runs on.
package struct HostSight: Hashable, Sendable {
    /// One for each witness that names an instance; empty: it does not run on EC2, as far as anybody tells.
    package var hosts: [OwnHost]
    /// Why the metadata service told nothing, in a line; nil where it told, or was not asked.
    package var metadataSilence: String?
    /// A sight, all its parts given.
    package init(hosts: [OwnHost], metadataSilence: String? = nil) {
        self.hosts = hosts
        self.metadataSilence = metadataSilence
    }
}

/// Tells on which machine this program runs.
package protocol HostWitness: Sendable {
    /// What the keys' session and the firmware say: costs no call, once the account was asked.
    ///
    /// - Parameter asking: asks the metadata service of EC2 too, which takes at most a second. For what is about to
    ///   act.
    func sight(asking: Bool, at now: Date) async -> HostSight
}

/// Keeps what the witnesses said, for those who plan without asking anybody.
package protocol HostLedger: Sendable {
    /// What was heard for an account, whatever its age.
    func ownHosts(account: AccountID) async throws -> [OwnHost]
    /// What these witnesses say now takes the place of what they said before; the others' words stay.
    func replaceOwnHosts(_ hosts: [OwnHost], of witnesses: Set<OwnHost.Witness>, account: AccountID) async throws
}
