// Who started a machine, as far as AWS tells.

package import Foundation

/// The caller of a start, as CloudTrail recorded it. All texts come from outside.
package struct Launcher: Hashable, Sendable {
    /// The id of the access key; `AKIA…` is a lasting one of a user, `ASIA…` one of a session. Nil: the console, or a
    /// service of AWS.
    package let keyID: String?
    /// The user, or the session of a role.
    package let name: String?
    /// Who it is in full; nil where CloudTrail does not say.
    package let arn: String?
    /// From where it was called: an address, or a service's name.
    package let source: String?
    /// When.
    package let at: Date?
    /// What CloudTrail told; nothing where it did not.
    package init(keyID: String?, name: String?, arn: String?, source: String?, at: Date?) {
        self.keyID = keyID
        self.name = name
        self.arn = arn
        self.source = source
        self.at = at
    }
}

/// The answer to who started a machine.
package enum LauncherWord: Hashable, Sendable {
    case told(Launcher)
    /// CloudTrail has no such event: it shows one some minutes after the call, and keeps it for 90 days.
    case notRecorded
    /// Denied, or failed; why, in one line.
    case untold(String)
}

/// Tells who started a machine.
package protocol LauncherSource: Sendable {
    /// One call, free of charge. Never throws: a surge is told with it or without it.
    func launcher(of instance: ResourceKey) async -> LauncherWord
}
