// A program that a test runs: posix_spawn with three streams. Foundation's Process.run lists the open files of the
// whole test process by reading past the end of the kernel's answer, and so crashed now and then among many threads.

package import Foundation

/// One run of a program, set up like Foundation's Process.
package final class ChildProgram: @unchecked Sendable {
    /// The program; must be set before `start`.
    package var executableURL: URL?
    /// Without the program's own name.
    package var arguments: [String] = []
    /// Nil: this process's own.
    package var environment: [String: String]?
    /// Nil: this process's own.
    package var currentDirectoryURL: URL?
    /// A Pipe, a FileHandle, or nil for this process's own.
    package var standardInput: Any?
    /// A Pipe, a FileHandle, or nil for this process's own.
    package var standardOutput: Any?
    /// A Pipe, a FileHandle, or nil for this process's own.
    package var standardError: Any?
    /// 0 before `start`.
    package private(set) var processIdentifier: pid_t = 0
    /// The exit status, or the number of the signal that ended it; known after `waitUntilExit`.
    package private(set) var terminationStatus: Int32 = 0

    /// Nothing is started yet.
    package init() {}

    /// Starts it; nothing but its three streams stays open in it.
    package func start() throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let mine = [
            theirs(standardInput, reads: true), theirs(standardOutput, reads: false),
            theirs(standardError, reads: false),
        ]
        for (stream, handle) in mine.enumerated() {
            if let handle { posix_spawn_file_actions_adddup2(&actions, handle.fileDescriptor, Int32(stream)) }
        }
        if let directory = currentDirectoryURL { _ = try Self.addChangeDirectory()(&actions, directory.path) }
        _ = try Self.addCloseFrom()(&actions, 3)
        let path = executableURL?.path ?? ""
        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0.key)=\($0.value)" }
        let failure = withStrings([path] + arguments) { arguments in
            withStrings(variables) { posix_spawn(&processIdentifier, path, &actions, nil, arguments, $0) }
        }
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EINVAL) }
        // The child has its own copies; with ours open, nobody would see the end of a pipe.
        for (handle, stream) in zip(mine, [standardInput, standardOutput, standardError]) where stream is Pipe {
            try handle?.close()
        }
    }

    // Of glibc since 2.29 and 2.34; Swift's module of it leaves them out.
    private typealias ChangeDirectory =
        @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32
    private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

    private static func addChangeDirectory() throws -> ChangeDirectory {
        unsafeBitCast(try symbol("posix_spawn_file_actions_addchdir_np"), to: ChangeDirectory.self)
    }
    private static func addCloseFrom() throws -> CloseFrom {
        unsafeBitCast(try symbol("posix_spawn_file_actions_addclosefrom_np"), to: CloseFrom.self)
    }
    private static func symbol(_ name: String) throws -> UnsafeMutableRawPointer {
        guard let symbol = dlsym(nil, name) else { throw POSIXError(.ENOSYS) }
        return symbol
    }

    /// Waits for its end.
    package func waitUntilExit() {
        var status: Int32 = 0
        while waitpid(processIdentifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        terminationStatus = signal == 0 ? (status >> 8) & 0xFF : signal
    }

    /// Asks it to end.
    package func terminate() { kill(processIdentifier, SIGTERM) }

    private func theirs(_ stream: Any?, reads: Bool) -> FileHandle? {
        if let pipe = stream as? Pipe { return reads ? pipe.fileHandleForReading : pipe.fileHandleForWriting }
        return stream as? FileHandle
    }

    /// The strings as C wants them: an array that ends in nil.
    private func withStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // Never empty: it ends in nil.
            body(buffer.baseAddress!)
        }
    }
}
