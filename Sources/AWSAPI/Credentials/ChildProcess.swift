// Runs one program and takes its output, bounded in time and size. Blocks its thread.
// By posix_spawn, not Foundation's Process: that one waits for every descendant, and a program that leaves a
// helper behind, as key agents do, would never seem to end.
import Foundation

struct ChildProcess {
    enum Ending {
        /// The exit status, or the number of the signal that ended it.
        case finished(Data, status: Int32)
        case tooSlow
        case tooMuch
        case notStarted(Int32)
    }

    let executable: String
    let arguments: [String]

    /// Runs to the end or to a limit; past a limit the program and those it started are killed.
    func run(environment: [String: String], timeLimit: Duration, outputLimit: Int) -> Ending {
        let deadline = ContinuousClock.now + timeLimit
        let pipe = Pipe()
        let reading = pipe.fileHandleForReading.fileDescriptor
        let writing = pipe.fileHandleForWriting.fileDescriptor
        var child: pid_t = 0
        let failure = spawn(&child, output: writing, environment: environment)
        try? pipe.fileHandleForWriting.close()
        defer { try? pipe.fileHandleForReading.close() }
        guard failure == 0 else { return .notStarted(failure) }
        var output = Data()
        var status: Int32 = 0
        while true {
            // The order matters: what a program that has ended wrote before is read afterwards.
            let hasEnded = waitpid(child, &status, WNOHANG) == child
            let isWithinLimit = read(reading, into: &output, limit: outputLimit)
            if hasEnded { return isWithinLimit ? .finished(output, status: Self.exitStatus(status)) : .tooMuch }
            guard isWithinLimit, ContinuousClock.now < deadline else {
                kill(-child, SIGKILL)
                waitpid(child, &status, 0)
                return isWithinLimit ? .tooSlow : .tooMuch
            }
        }
    }

    /// Its own process group, so that all of it can be killed; nothing to read, and nobody to tell errors to.
    private func spawn(_ child: inout pid_t, output: Int32, environment: [String: String]) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Sockets and files of ours are none of its business, and a helper it leaves would keep them open.
        // One that has gone meanwhile does no harm: closing it is no error to posix_spawn.
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in descriptors.compactMap({ Int32($0) }) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        return posix_spawn(&child, executable, &actions, &attributes, &words, &variables)
    }

    /// Takes what is there, waiting a moment for it; false once the limit is passed.
    private func read(_ descriptor: Int32, into output: inout Data, limit: Int) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        var patience: Int32 = 20
        while output.count <= limit {
            var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&state, 1, patience) > 0 else { return true }
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            guard count > 0 else {
                // Its output is closed; without this pause the caller would spin until the program ends.
                usleep(5_000)
                return true
            }
            output.append(contentsOf: chunk[..<count])
            patience = 0
        }
        return false
    }

    /// WIFEXITED and its kin are macros that Swift does not import.
    private static func exitStatus(_ status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : signal
    }
}
