// The file that --output names: a reader never sees half a report, and nothing but a plain file is replaced.

import Foundation

enum OutputFile {
    /// Writes beside the file and moves the result into place; a link is followed, and a pipe or a device
    /// (`/dev/stdout`, `>(program)`) is written to as it is: to move a file over it would destroy it.
    ///
    /// - Throws: `CommandError` where it did not all arrive; what was there before is then whole.
    static func write(_ text: String, to path: String) throws {
        if let stranger = stranger(on: path) { throw failure(path, stranger) }
        var info = stat()
        let exists = stat(path, &info) == 0
        if exists, info.st_mode & S_IFMT != S_IFREG {
            return try pour(text, into: path)
        }
        let target = realpath(path, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: target ?? path), options: .atomic)
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let words = cause.flatMap {
                $0.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32($0.code))) : nil
            }
            throw failure(
                path, words ?? error.localizedDescription.replacing("The operation could not be completed. ", with: ""))
        }
    }

    /// In a directory where all may leave things, such as /tmp, a link or a pipe of somebody else leads where they want.
    /// The system refuses to follow such a link too (fs.protected_symlinks), but not when a file is moved into place.
    private static func stranger(on path: String) -> String? {
        let user = FileUser.current()
        let found = FileFacts.way(to: path).lazy.compactMap { step -> FileFacts? in
            guard let entry = step.entry, entry.kind == .link || entry.kind == .other, !user.trusts(entry.owner),
                step.directory.mode & (S_ISVTX | S_IWOTH) == S_ISVTX | S_IWOTH, step.directory.owner != entry.owner
            else { return nil }
            return entry
        }.first
        return found.map { "'\($0.path)' leads elsewhere and belongs to \(FileUser.name(of: $0.owner))" }
    }

    private static func pour(_ text: String, into path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        let failure = Terminal.put(text, descriptor)
        guard failure == 0 || failure == EPIPE else { throw self.failure(path, String(cString: strerror(failure))) }
    }

    private static func failure(_ path: String, _ why: String) -> CommandError {
        CommandError("Cannot write the output file '\(path)': \(why)", hint: "choose another path with --output")
    }
}
