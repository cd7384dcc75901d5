// Keys to AWS, and the port that supplies them. Nothing here prints a secret.
import CostModel
package import Foundation

/// One set of AWS keys.
package struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// The access key's id; not a secret, but not printed either.
    package let accessKeyID: String
    /// The secret key.
    package let secretAccessKey: String
    /// The token that belongs to temporary keys.
    package let sessionToken: String?
    /// When temporary keys end; nil for keys that do not.
    package let expiration: Date?

    /// A set of keys.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// True for keys that AWS ends: they come with a token.
    package var isTemporary: Bool { sessionToken != nil }

    /// The instant in a text that tells when keys or a login end, as services, programs and people write it: ISO 8601
    /// in the forms of `UTCTime`, or as in HTTP's `Date`; nil for anything else.
    static func end(_ text: String) -> Date? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return UTCTime.date(text) ?? UTCTime.http(text)
    }

    /// The last four characters of the key id, never more.
    package var description: String {
        let kind = isTemporary ? "temporary" : "long-lived"
        return "Credentials(…\(accessKeyID.suffix(4)), \(kind))"
    }

    /// The same as `description`: a debugger's log is a log.
    package var debugDescription: String { description }

    /// Hides the keys from `dump` and reflection.
    package var customMirror: Mirror { Mirror(self, children: ["credentials": description]) }
}

/// Supplies keys, fresh when they are needed.
package protocol CredentialProvider: Sendable {
    /// Where the keys come from, for people: `environment`, `profile 'class'`.
    var source: String { get }
    /// Who brings new keys when these end.
    var renewal: KeyRenewal { get }
    /// Keys that are valid now.
    /// - Throws: `CredentialError`, or `AWSError` when STS refused.
    func credentials() async throws -> Credentials
    /// Takes note that AWS says these keys have ended.
    /// - Returns: true when the next `credentials()` may bring others.
    func forget(_ ended: Credentials) async -> Bool
}

/// Who brings new keys when temporary ones end.
package enum KeyRenewal: Hashable, Sendable {
    /// The provider, without anybody's doing.
    case byItself
    /// A person, with a code of an MFA device.
    case byCode
    /// Nobody, until somebody writes others into the environment or the file. `writtenAt` is when that file was
    /// changed last; nil when there is none.
    case never(writtenAt: Date?)
}

/// Keys that never change.
package struct StaticCredentials: CredentialProvider {
    /// Where the keys come from.
    package let source: String
    /// Never, and when their file was written.
    package let renewal: KeyRenewal
    private let keys: Credentials

    /// A provider of these keys.
    /// - Parameter writtenAt: when the file that holds them was changed last; nil when there is none.
    package init(_ keys: Credentials, source: String, writtenAt: Date? = nil) {
        self.keys = keys
        self.source = source
        renewal = .never(writtenAt: writtenAt)
    }

    /// The keys.
    package func credentials() async throws -> Credentials { keys }

    /// There are no others.
    package func forget(_ ended: Credentials) async -> Bool { false }
}

/// Why there are no usable keys.
package struct CredentialError: Error, Sendable, CustomStringConvertible {
    /// What failed, then a line `hint:`; never a secret.
    package let message: String

    /// A failure.
    package init(_ message: String) {
        self.message = message
    }

    /// The message.
    package var description: String { message }
}
