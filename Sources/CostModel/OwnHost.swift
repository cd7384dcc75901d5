// The machine that this program runs on: whoever stops it stops the guard.

import Foundation

/// An EC2 instance that this program runs on, as one witness tells. Any one suffices to leave it alone.
public struct OwnHost: Hashable, Sendable {
    /// Who says so.
    public enum Witness: String, Hashable, Sendable, CaseIterable {
        /// The name of the keys' session, which for keys of an instance's role is the instance's id.
        case sessionName = "session-name"
        /// This machine's firmware: on Nitro the asset tag of the board is the instance's id.
        case firmware
        /// The instance's metadata service, by its identity document.
        case metadata

        /// For people, after "by".
        public var words: String {
            switch self {
            case .sessionName: "the session name of its keys"
            case .firmware: "its firmware"
            case .metadata: "its metadata service"
            }
        }
    }

    /// How long a word holds, in seconds: the database may have moved to another machine since.
    public static let validity: TimeInterval = 24 * 3600

    /// The instance's id.
    public let id: String
    /// The account that the instance is in; nil where the witness does not tell.
    public let account: AccountID?
    /// The region that the instance is in; nil where the witness does not tell.
    public let region: Region?
    /// Who says so.
    public let witness: Witness
    /// When it was heard, UTC.
    public let at: Date

    /// Nil where the id is none of an instance. Ids have 8 hexadecimal digits, newer ones 17.
    public init?(id: String, account: AccountID? = nil, region: Region? = nil, witness: Witness, at: Date) {
        let digits = id.utf8.dropFirst(2)
        guard id.hasPrefix("i-"), (8...17).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        (self.id, self.account, self.region) = (id, account, region)
        (self.witness, self.at) = (witness, at)
    }

    /// Whether the resource is this machine, as far as the witness tells: what it leaves open contradicts nothing.
    public func isSame(as resource: ResourceKey) -> Bool {
        resource.kind == .instance && resource.id == id && (account ?? resource.account) == resource.account
            && (region ?? resource.region) == resource.region
    }

    /// Whether the word still holds at a time.
    public func holds(at now: Date) -> Bool { abs(now.timeIntervalSince(at)) < Self.validity }
}

/// What the witnesses say of the machine that this program runs on.
public struct HostSight: Hashable, Sendable {
    /// One for each witness that names an instance; empty: it does not run on EC2, as far as anybody tells.
    public var hosts: [OwnHost]
    /// Why the metadata service told nothing, in a line; nil where it told, or was not asked.
    public var metadataSilence: String?
    /// A sight, all its parts given.
    public init(hosts: [OwnHost], metadataSilence: String? = nil) {
        (self.hosts, self.metadataSilence) = (hosts, metadataSilence)
    }
}

/// Tells on which machine this program runs.
public protocol HostWitness: Sendable {
    /// What the keys' session and the firmware say: costs no call, once the account was asked.
    ///
    /// - Parameter asking: asks the metadata service of EC2 too, which takes at most a second. For what is about to
    ///   act.
    func sight(asking: Bool, at now: Date) async -> HostSight
}

/// Keeps what the witnesses said, for those who plan without asking anybody.
public protocol HostLedger: Sendable {
    /// What was heard for an account, whatever its age.
    func ownHosts(account: AccountID) async throws -> [OwnHost]
    /// What these witnesses say now takes the place of what they said before; the others' words stay.
    func replaceOwnHosts(_ hosts: [OwnHost], of witnesses: Set<OwnHost.Witness>, account: AccountID) async throws
}
