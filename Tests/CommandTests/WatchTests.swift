// `watch` as a service manager starts it: what it tells, and how it ends.

import FaultyAWS
import Foundation
import Glibc
import SimulatedAWS
import Spawning
import Synchronization
import Testing

@Suite struct WatchTests {
    /// The socket of a service manager, and what came into it.
    private final class Manager: Sendable {
        let name: String
        private let file: Int32
        private let lines = Mutex<[String]>([])

        /// In the abstract namespace where the name begins with @, else in the file system.
        init(name: String) throws {
            self.name = name
            file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = name.hasPrefix("@") ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8) + [0]
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, length) }
            }
            try #require(bound == 0)
            Thread.detachNewThread { [weak self, file] in
                var buffer = [UInt8](repeating: 0, count: 4096)
                while case let count = recv(file, &buffer, buffer.count, 0), count > 0 {
                    let text = String(decoding: buffer[..<count], as: UTF8.self)
                    self?.lines.withLock { $0 += [text] }
                }
                close(file)
            }
        }

        deinit { shutdown(file, Int32(SHUT_RDWR)) }

        /// Everything that has come so far.
        func told() -> [String] { lines.withLock { $0 } }
    }

    private func environment(_ server: FaultyAWS, _ manager: Manager) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint, "NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "100000",
        ]
    }

    @Test("runs at once, tells the manager, reads its configuration again, and ends well", arguments: [true, false])
    func service(isAbstract: Bool) async throws {
        let home = try Home()
        let clock = SimulatedClock(following: { Date() })
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: clock)
        let manager = try Manager(name: isAbstract ? "@costguard-\(UUID().uuidString)" : home.path + "/notify")
        let watch = try home.start(["watch"], environment: environment(server, manager))
        try await wait { manager.told().contains { $0.hasPrefix("STATUS=") && $0.contains("next run") } }
        #expect(manager.told().contains("READY=1"))
        try await wait { manager.told().filter { $0 == "WATCHDOG=1" }.count >= 3 }

        try home.write("regions: [nowhere-at-all]\n", to: ".config/costguard/config.yaml")
        watch.send(SIGHUP)
        try await wait { manager.told().count { $0 == "READY=1" } == 2 }
        try home.write("regions: [us-east-1]\n", to: ".config/costguard/config.yaml")
        watch.send(SIGHUP)
        try await wait { manager.told().count { $0 == "READY=1" } == 3 }
        #expect(manager.told().count { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") } == 2)

        // Between runs the database is free for others.
        #expect(try await home.run(["scan"], environment: environment(server, manager)).status == 0)
        watch.send(SIGTERM)
        let ended = await watch.ended
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(manager.told().last { !$0.hasPrefix("STATUS") && $0 != "WATCHDOG=1" } == "STOPPING=1")
        let lines = ended.talk.split(separator: "\n").map(String.init)
        #expect(lines.count == 4, "\(ended.talk)")
        #expect(lines.first?.contains("regions seen whole") == true)
        #expect(lines.dropFirst().first?.hasPrefix("Configuration and rules stay as they were: ") == true)
        #expect(Array(lines.suffix(2)) == ["Configuration and rules were read again", "The watch has ended"])
        #expect(ended.output.isEmpty && !ended.talk.contains("\u{1b}"))
        try await server.stop()
    }

    @Test("a run that fails does not end it, and it ends well in the middle of a scan")
    func failsAndStops() async throws {
        let home = try Home()
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let manager = try Manager(name: home.path + "/notify")
        // The time is asked first, in one attempt that may fail; then the account, for the run.
        server.inject(Fault(.denied, service: "sts", times: 2))
        let failing = try home.start(["watch"], environment: environment(server, manager))
        try await wait { manager.told().contains { $0.hasPrefix("STATUS=The run failed: ") } }
        failing.send(SIGINT)
        #expect(await failing.ended.status == 0)

        server.inject(Fault(.delay(.seconds(100)), service: "ec2", action: "DescribeImages", times: 99))
        let already = server.requests.count
        let busy = try home.start(["watch"], environment: environment(server, manager))
        try await once(busy, has: { server.requests.count > already + 40 }) { busy.send(SIGTERM) }
        let ended = await busy.ended
        #expect(ended.status == 0 && ended.talk.contains("called off"), "\(ended.talk)")
        try await server.stop()
    }

    /// Starts the program in a terminal of its own, closes that at its first word of a next run, and prints the status.
    private static let terminal = """
        import os, pty, sys
        pid, master = pty.fork()
        if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
        seen = b""
        while b"next run" not in seen: seen += os.read(master, 4096)
        os.close(master)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """

    @Test("it ends when the terminal that it was started in is closed")
    func terminalGone() async throws {
        let home = try Home()
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let python = ChildProgram()
        let output = Pipe()
        python.executableURL = URL(fileURLWithPath: try #require(MotoAccount.python))
        python.arguments = ["-c", Self.terminal, Home.program.path, "watch"]
        python.environment = [
            "HOME": home.path, "PATH": "/usr/bin:/bin", "AWS_ACCESS_KEY_ID": Story.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey, "AWS_ENDPOINT_URL": server.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
        ]
        python.standardOutput = output
        try python.start()
        let status = await Task.detached {
            python.waitUntilExit()
            return String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        }.value
        #expect(status == "0\n")
        try await server.stop()
    }

    @Test("keys that cannot be had are counted by runs of cron, and the status page opens with it")
    func cronCounts() async throws {
        let home = try Home()
        let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
        let keys = [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint,
        ]
        #expect(try await home.run(["run", "--quiet"], environment: keys).status == 0)
        for _ in 0..<2 {
            let lapsed = try await home.run(["run", "--quiet"], environment: keys.filter { !$0.key.hasSuffix("KEY") })
            #expect(lapsed.status == 1 && lapsed.talk.contains("No scan has succeeded since"), "\(lapsed.talk)")
        }
        let wrong = keys.merging(["AWS_SECRET_ACCESS_KEY": "lapsed"]) { $1 }
        let ended = try await home.run(["run", "--quiet"], environment: wrong)
        #expect(ended.status == 1 && ended.talk.contains("(3 runs failed)"), "\(ended.talk)")
        let status = try await home.run([], environment: keys)
        #expect(status.output.hasPrefix("No scan has succeeded since"), "\(status.output)")
        #expect(try await home.run(["run", "--quiet"], environment: keys).status == 0)
        #expect(try await !home.run([], environment: keys).output.contains("No scan has succeeded"))
        try await server.stop()
    }

    @Test("an interval under a minute, or of no unit, is refused", arguments: ["30s", "0m", "15", "soon"])
    func interval(text: String) async throws {
        let ended = try await Home().run(["watch", "--every", text])
        #expect(ended.status == 64 && ended.talk.contains("at least 1m"))
    }
}
