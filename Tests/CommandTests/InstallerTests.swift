// dist/install.sh with releases that tests make: what is published, tampered with, or does not run.

import Foundation
import Spawning
import Testing

@Suite struct InstallerTests {
    /// A directory with a release in it.
    private final class Release {
        let home: Home
        var path: String { home.path + "/release" }
        static let machine = InstallerTests.machine

        /// - Parameter version: later than any that the program under test may have.
        init(version: String = "99.2.0", oneFile: String = "echo 99.2.0", bundle: String = "echo 99.2.0") throws {
            home = try Home()
            try pack("costguard-\(version)-linux-\(Self.machine)", "bin/costguard", oneFile)
            try pack("costguard-\(version)-linux-\(Self.machine)-bundle", "costguard", bundle)
            try home.write("PK of \(version)", to: "release/costguard-\(version)-lambda-x86_64.zip")
            try sum()
        }

        private func pack(_ name: String, _ program: String, _ line: String) throws {
            try home.write("#!/bin/sh\n\(line)\n", to: "made/\(name)/\(program)", mode: 0o755)
            try home.write(
                "ExecStart=/usr/local/bin/costguard run\n", to: "made/\(name)/share/systemd/user/costguard-run.service")
            try home.write(".TH", to: "made/\(name)/share/man/man1/costguard.1")
            try shell("mkdir -p release && tar -czf release/\(name).tar.gz -C made \(name)")
        }

        func sum() throws { try shell("cd release && sha256sum *.gz *.zip >SHA256SUMS") }

        func shell(_ line: String) throws { #expect(try InstallerTests.shell(line, in: home.path).status == 0) }

        func install(_ options: String = "", prefix: String = "prefix") throws -> (status: Int32, talk: String) {
            try InstallerTests.shell(
                "sh \(repository)/dist/install.sh --from release --prefix \(prefix) \(options) 2>&1", in: home.path)
        }

        /// What the installed program prints; nil where there is none.
        var installed: String? {
            guard FileManager.default.isExecutableFile(atPath: home.path + "/prefix/bin/costguard") else { return nil }
            return try? InstallerTests.shell("prefix/bin/costguard --version", in: home.path).talk
        }
    }

    private static let machine: String = {
        var system = utsname()
        uname(&system)
        return withUnsafeBytes(of: system.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }()

    private static func shell(_ line: String, in directory: String, _ path: String = "/usr/bin:/bin") throws
        -> (status: Int32, talk: String)
    {
        let process = ChildProgram()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = ["PATH": path, "HOME": directory, "LANG": "C"]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.start()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    @Test(
        "what fits this machine is installed, works, and tells the next step",
        arguments: ["", "--bundle", "--version v99.2.0"])
    func installs(_ options: String) throws {
        let release = try Release()
        let ended = try release.install(options)
        #expect(ended.status == 0 && release.installed == "99.2.0\n", "\(ended.talk)")
        #expect(ended.talk.contains("Next: costguard demo") && ended.talk.contains("does not look there yet"))
        #expect(FileManager.default.fileExists(atPath: release.home.path + "/prefix/share/man/man1/costguard.1"))
        let unit = release.home.path + "/prefix/share/systemd/user/costguard-run.service"
        let start = try String(contentsOfFile: unit, encoding: .utf8)
        #expect(start == "ExecStart=\(release.home.path)/prefix/bin/costguard run\n")
    }

    @Test("with the zip for Lambda, the newest alone, and not one that was tampered with")
    func lambda() throws {
        let release = try Release()
        let zips = {
            try FileManager.default.contentsOfDirectory(atPath: release.home.path + "/prefix/share/costguard")
        }
        let ended = try release.install("--lambda")
        #expect(ended.status == 0 && ended.talk.contains("Next: costguard install lambda --email"), "\(ended.talk)")
        #expect(try zips() == ["costguard-99.2.0-lambda-x86_64.zip"])
        let new = try Release(version: "99.3.0", oneFile: "echo 99.3.0")
        #expect(try new.install("--lambda", prefix: release.home.path + "/prefix").status == 0)
        #expect(try zips() == ["costguard-99.3.0-lambda-x86_64.zip"])

        let other = try Release()
        try other.shell("echo x >>release/costguard-99.2.0-lambda-x86_64.zip")
        let refused = try other.install("--lambda")
        #expect(refused.status == 1 && refused.talk.contains("is not what was published"), "\(refused.talk)")
        #expect(other.installed == nil)
    }

    @Test("called again it brings the newer one, and from the one file to the bundle and back")
    func upgrades() throws {
        let old = try Release()
        let new = try Release(version: "99.3.0", oneFile: "echo 99.3.0", bundle: "echo 99.3.0 of the bundle")
        let prefix = old.home.path + "/prefix"
        for (options, version) in [("", "99.3.0\n"), ("--bundle", "99.3.0 of the bundle\n"), ("", "99.3.0\n")] {
            if old.installed == nil { #expect(try old.install().status == 0) }
            #expect(try new.install(options, prefix: prefix).status == 0)
            #expect(old.installed == version)
        }
    }

    @Test(
        "what is not as it was published is not installed, and what was there stays",
        arguments: [
            ("echo x >>release/costguard-99.2.0-linux-$(uname -m).tar.gz", "is not what was published"),
            ("truncate -s 100 release/costguard-99.2.0-linux-$(uname -m).tar.gz", "is not what was published"),
            ("truncate -s 100 release/*.gz && cd release && sha256sum *.gz >SHA256SUMS", "cannot be unpacked"),
            ("rm release/SHA256SUMS", "there is no 'SHA256SUMS'"),
            (": >release/SHA256SUMS", "has nothing for"),
            ("sed -i 's/linux-/plan9-/' release/SHA256SUMS", "has nothing for"),
            ("rm release/*.gz", "there is no 'costguard-99.2.0-linux"),
            (
                "sed 's/-99\\.2\\.0-/-99.2.1-/' release/SHA256SUMS >more && cat more >>release/SHA256SUMS",
                "names several files"
            ),
        ])
    func refuses(_ tamper: String, _ words: String) throws {
        let release = try Release()
        try FileManager.default.createDirectory(
            atPath: release.home.path + "/prefix/bin", withIntermediateDirectories: true)
        try release.home.write("#!/bin/sh\necho old\n", to: "prefix/bin/costguard", mode: 0o755)
        try release.shell(tamper)
        let ended = try release.install()
        #expect(ended.status == 1 && ended.talk.contains(words) && ended.talk.contains("\nhint: "), "\(ended.talk)")
        #expect(release.installed == "old\n")
    }

    @Test("where the one file does not start, the bundle is taken, and where neither does, that is said")
    func fallsBack() throws {
        let release = try Release(oneFile: "echo GLIBC_2.34 not found >&2; exit 1")
        let ended = try release.install()
        #expect(ended.status == 0 && release.installed == "99.2.0\n", "\(ended.talk)")
        let none = try Release(oneFile: "exit 1", bundle: "echo no >&2; exit 1").install()
        #expect(none.status == 1 && none.talk.contains("does not start here"), "\(none.talk)")
    }

    @Test(
        "what cannot be meant is refused before anything is fetched",
        arguments: [
            ("--from http://example.org/r", "is not safe"), ("--from ftp://example.org", "is not safe"),
            ("--version 9.9.9", "and not the version 9.9.9"), ("--version '0.2;x'", "is no version"),
            ("--frm x", "got '--frm'"), ("--version", "wants a value"), ("--from nowhere", "there is no 'SHA256SUMS'"),
            ("--attested", "is not at GitHub"), ("--prefix /proc/none", "may not be written"),
        ])
    func options(_ options: String, _ words: String) throws {
        let release = try Release()
        let ended = try release.install(options)
        #expect(ended.status == 1 && ended.talk.contains(words) && ended.talk.contains("hint: "), "\(ended.talk)")
        #expect(release.installed == nil)
    }

    @Test("half of the script does nothing")
    func cutOff() throws {
        let release = try Release()
        let text = try String(contentsOfFile: repository + "/dist/install.sh", encoding: .utf8)
        for share in [0.3, 0.6, 0.99] {
            try release.home.write(String(text.prefix(Int(Double(text.count) * share))), to: "half.sh")
            _ = try Self.shell("sh half.sh --from release --prefix prefix 2>/dev/null", in: release.home.path)
            #expect(release.installed == nil)
        }
    }

    @Test(
        "from a web server that is laid out as GitHub's releases, where it then asks for newer ones",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
    func fromServer() async throws {
        let release = try Release()
        let root = release.path
        let server = try CannedServer { connection in
            while let request = connection.readRequest() {
                let path = request.components(separatedBy: " ")[1]
                let file =
                    path.hasPrefix("/r/latest/download/") ? root + "/" + (path as NSString).lastPathComponent : ""
                let data = FileManager.default.contents(atPath: file)
                let head =
                    "HTTP/1.1 \(data == nil ? "404 Not Found" : "200 OK")\r\nContent-Length: \(data?.count ?? 0)\r\n\r\n"
                connection.write(Array(head.utf8) + (data ?? Data()))
            }
        }
        let ended = try release.install("--from \(server.url)r")
        #expect(ended.status == 0 && release.installed == "99.2.0\n", "\(ended.talk)")
        let noted = try String(contentsOfFile: release.home.path + "/prefix/share/costguard/releases", encoding: .utf8)
        #expect(noted == "\(server.url)r\n")
        let check = try await release.home.run(["version", "--check", "--from", "\(server.url)r"])
        #expect(check.status == 0 && check.output.hasPrefix("costguard 99.2.0 is out; this is "), "\(check.output)")
        let gone = try release.install("--from \(server.url)gone")
        #expect(gone.status == 1 && gone.talk.contains("could not be fetched"), "\(gone.talk)")
    }

    @Test("version alone asks nobody; a page that does not answer is a failure")
    func version() async throws {
        let home = try Home()
        let told = try await home.run(["version"])
        #expect(told.status == 0 && told.output.hasPrefix("costguard "))
        let dead = try await home.run(["version", "--check", "--from", "http://127.0.0.1:1/r"])
        #expect(dead.status == 1 && dead.output.isEmpty, "\(dead.talk)")
        let nowhere = try await home.run(["version", "--check"])
        #expect(nowhere.status == 1 && nowhere.talk.contains("hint: name it with --from"), "\(nowhere.talk)")
    }
}
