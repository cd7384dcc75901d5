// Commands to copy. What comes from outside enters them only as letters, digits and hyphens.

import CostModel

/// AWS's own commands.
enum Commands {
    static func stop(_ key: ResourceKey) -> String {
        "aws ec2 stop-instances --region \(key.region.code) --instance-ids \(plainID(key))"
    }

    static func start(_ key: ResourceKey) -> String {
        "aws ec2 start-instances --region \(key.region.code) --instance-ids \(plainID(key))"
    }

    /// What takes a guardrail away, where one command does.
    static func allowing(_ refusal: Refusal, _ key: ResourceKey) -> String? {
        guard refusal.guardrail == "stop-protection" else { return nil }
        return "aws ec2 modify-instance-attribute --no-disable-api-stop --region \(key.region.code) "
            + "--instance-id \(plainID(key))"
    }

    static func plainID(_ key: ResourceKey) -> String {
        key.id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}

/// Words of commands that a person copies into a shell (POSIX.1-2017, Shell Command Language, 2.2 Quoting).
package enum ShellWord {
    /// As it stands where the shell takes it so, else in quotes.
    package static func text(_ word: String) -> String { isPlain(word) ? word : quoted(word) }

    /// In single quotes, whatever it is.
    package static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: #"'\''"#) + "'" }

    /// Whether the shell takes it as one word, and no program for an option.
    static func isPlain(_ word: String) -> Bool {
        !word.isEmpty && !word.hasPrefix("-") && word.utf8.allSatisfy(isPlain)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 45...57, 95: true
        default: false
        }
    }
}
