// Small files with secrets in them: tokens that others write, sessions that we keep. What they hold is not known here.
package import Foundation

package enum SecretFile {
    static let largest = 1 << 16

    /// The bytes of a regular file of at most 64 KiB; nil where there is none or it may not be read.
    static func read(_ path: String) -> Data? {
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size <= largest else { return nil }
        return FileManager.default.contents(atPath: path)
    }

    /// True for a file of this user's that nobody else may read or write.
    static func isPrivate(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG && info.st_uid == geteuid()
            && info.st_mode & 0o077 == 0
    }

    /// Puts a whole file, of mode 0600 unless said, in the place of another, in a directory made with mode 0700 where
    /// it is missing. Readers see the old file or the new one.
    /// - Throws: `CredentialError` naming the file and the system's reason.
    package static func write(_ data: Data, to path: String, mode: mode_t = 0o600) throws(CredentialError) {
        let directory = (path as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var template = Array("\(directory)/.costguard-XXXXXX".utf8CString)
        // mkstemp makes the file with mode 0600.
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(path) }
        let temporary = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: data)
            fchmod(descriptor, mode)
            try handle.synchronize()
        } catch {
            unlink(temporary)
            throw CredentialError("Cannot write '\(path)': \(error.localizedDescription)\nhint: free space there")
        }
        guard rename(temporary, path) == 0 else {
            let error = failure(path)
            unlink(temporary)
            throw error
        }
    }

    private static func failure(_ path: String) -> CredentialError {
        CredentialError(
            "Cannot write '\(path)': \(String(cString: strerror(errno)))\nhint: check the directory's permissions")
    }
}
