// A file's text and where it came from. Reading disks is left to the command line.

/// One file of rules, of cases, or of configuration.
package struct RuleFile: Sendable {
    /// A path as the user gave it, or such as `built in: idle-instance.yaml`.
    package let origin: String
    /// The whole file.
    package let text: String
    /// A file that was read.
    package init(origin: String, text: String) {
        self.origin = origin
        self.text = text
    }
}
