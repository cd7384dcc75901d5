// Runs one program and takes its output, bounded in time and size. Blocks its thread.
import Foundation

struct ChildProcess {
    enum Ending {
        case finished(Data, status: Int32)
        case tooSlow
        case tooMuch
    }

    let executable: String
    let arguments: [String]

    /// Runs to the end or to a limit; past a limit the program is killed.
    func run(environment: [String: String], timeLimit: Duration, outputLimit: Int) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        let deadline = ContinuousClock.now + timeLimit
        try process.run()
        let output = read(pipe.fileHandleForReading.fileDescriptor, until: deadline, limit: outputLimit)
        // A program may close its output and run on.
        while let output, output.count <= outputLimit, process.isRunning, ContinuousClock.now < deadline {
            usleep(5_000)
        }
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return (output?.count ?? 0) > outputLimit ? .tooMuch : .tooSlow
        }
        guard let output else { return .tooSlow }
        return output.count > outputLimit ? .tooMuch : .finished(output, status: process.terminationStatus)
    }

    /// All output; nil when the time is over. Stops one byte behind the limit.
    private func read(_ descriptor: Int32, until deadline: ContinuousClock.Instant, limit: Int) -> Data? {
        var output = Data()
        var chunk = [UInt8](repeating: 0, count: 4096)
        while output.count <= limit {
            guard ContinuousClock.now < deadline else { return nil }
            let left = ContinuousClock.now.duration(to: deadline).wholeMilliseconds
            var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&state, 1, Int32(clamping: left)) > 0 else { continue }
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            output.append(contentsOf: chunk[..<count])
        }
        return output
    }
}
