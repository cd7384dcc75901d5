// A directory of its own for whatever a proof must read from files.

package import Foundation

/// A directory that goes with its last user.
package final class TemporaryDirectory: Sendable {
    /// Where it is.
    package let url: URL

    /// An empty one.
    package init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("costguard-proof-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file for its owner's eyes only, and the directories above it.
    /// - Returns: its path.
    @discardableResult
    package func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let path = url.appendingPathComponent(name).path
        let files = FileManager.default
        if !files.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600]) {
            try files.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            guard files.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600]) else {
                throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
            }
        }
        return path
    }
}
