// A file's text and where it came from. Reading disks is left to the command line.

/// One file of rules, of cases, or of configuration.
public struct RuleFile: Sendable {
    /// A path as the user gave it, or such as `built in: idle-instance.yaml`.
    public let origin: String
    /// The whole file.
    public let text: String
    /// A file that was read.
    public init(origin: String, text: String) { (self.origin, self.text) = (origin, text) }
}
