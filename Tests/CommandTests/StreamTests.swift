// Where the program's words go: full disks, closed streams, pipes, links, and messages that outsiders write into.

import FaultyAWS
import Foundation
import SimulatedAWS
import Spawning
import Testing

@Suite struct StreamTests {
    /// Runs the program by a shell, for what only a shell can do to its streams.
    private func shell(_ script: String, in home: Home) throws -> Ended {
        let process = ChildProgram()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: home.path)
        process.environment = [
            "HOME": home.path, "PATH": "/usr/bin:/bin", "costguard": Home.program.path,
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "planted-secret",
        ]
        let talk = Pipe()
        process.standardError = talk
        try process.start()
        let text = try talk.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Ended(status: process.terminationStatus, output: "", talk: String(decoding: text, as: UTF8.self))
    }

    @Test("data that did not reach standard output is a failure", arguments: [">/dev/full", ">&-"])
    func lostData(redirection: String) throws {
        let home = try Home()
        let ended = try shell("\"$costguard\" rules schema \(redirection)", in: home)
        #expect(ended.status == 1)
        #expect(ended.talk.contains("standard output") && ended.talk.contains("\nhint: "))
    }

    @Test("a reader that has gone is no failure")
    func goneReader() throws {
        let home = try Home()
        let ended = try shell("{ \"$costguard\" iam-policy; echo $? >status; } | :; cat status >&2", in: home)
        #expect(ended.talk == "0\n")
    }

    @Test("with closed streams the lock is not mistaken for standard error")
    func closedStreams() throws {
        let home = try Home()
        _ = try shell(
            "AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=x "
                + "\"$costguard\" scan --database x/db.sqlite --endpoint-url http://127.0.0.1:9 <&- >&- 2>&-", in: home)
        let lock = try String(contentsOfFile: home.path + "/x/db.sqlite.lock", encoding: .utf8)
        let isNumber = lock.allSatisfy { $0.isNumber }
        #expect(isNumber, "\(lock)")
    }

    @Test("--output into a pipe or a device writes to it and does not replace it; a link is followed")
    func outputToADevice() async throws {
        let home = try Home()
        let server = try await FaultyAWS.start(Story.empty(), clock: .running)
        let keys = "AWS_ACCESS_KEY_ID=\(Story.accessKeyID) AWS_SECRET_ACCESS_KEY=\(Story.secretAccessKey)"
        let ended = try shell(
            """
            \(keys) "$costguard" scan --quiet --endpoint-url \(server.endpoint) || exit 9
            ln -s /dev/full full; mkfifo pipe; echo old >file; ln -s file link
            timeout 200 cat pipe >got & "$costguard" plan --format csv --output pipe; wait
            "$costguard" plan --format csv --output link
            test -p pipe && test -L link && cmp got file >&2 || exit 8
            "$costguard" plan --output full
            """, in: home)
        try await server.stop()
        #expect(ended.status == 1)
        #expect(ended.talk.contains("'full'") && ended.talk.contains("No space left"), "\(ended.talk)")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: home.path + "/full") == "/dev/full")
    }

    @Test("the hint stands on a line of its own")
    func hintLine() async throws {
        let ended = try await Home().run(["plan"])
        #expect(ended.talk.split(separator: "\n").last?.hasPrefix("hint: ") == true, "\(ended.talk)")
    }

    @Test("every fault of a configuration has a line of its own, as compilers write them")
    func faultLines() async throws {
        let home = try Home()
        let path = try home.write("regoins: all\ntimezone: Mars/Base\n", to: "c.yaml")
        let lines = try await home.run(["config", "show", "--config", path]).talk.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("\(path):") }.count == 2, "\(lines)")
    }

    @Test("a path cannot forge a line of talk")
    func forgedLine() async throws {
        let ended = try await Home().run(["config", "show", "--config", "/nowhere\nhint: run rm -rf ~"])
        #expect(!ended.talk.contains("\nhint: run rm"))
    }
}
