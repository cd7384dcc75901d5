// The files of dist and the workflow of releases: what of them can be checked without making a release.

import Foundation
import RuleEngine
import Spawning
import Testing
import YAML

@testable import costguard

@Suite struct DistTests {
    private static func files(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(Repository.path)/\(directory)")) ?? []).sorted()
            .map { "\(directory)/\($0)" }
    }

    private static let units = files(in: "dist/systemd/user") + files(in: "dist/systemd/system")

    @Test(
        "systemd takes each unit",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze"), "needs systemd"),
        arguments: ["user", "system"])
    func unitsAreTaken(_ level: String) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("units-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let units = Self.files(in: "dist/systemd/\(level)")
        #expect(!units.isEmpty)
        for unit in units {
            // A program that is there; whether it is costguard is not looked at.
            let text = try Repository.text(unit).replacing("/usr/local/bin/costguard", with: "/bin/sh")
            let file = "\(directory)/\((unit as NSString).lastPathComponent)"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }
        let process = ChildProgram()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/systemd-analyze")
        process.arguments =
            (level == "user" ? ["--user"] : []) + ["verify", "--man=no"]
            + units.map { "\(directory)/\(($0 as NSString).lastPathComponent)" }
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory, "XDG_RUNTIME_DIR": directory]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output.fileHandleForWriting
        try process.start()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && !said.contains(directory), "\(said)")
    }

    @Test(
        "each timer makes up for what was missed and starts a service beside it; each unit calls what there is",
        arguments: units)
    func unitText(_ unit: String) throws {
        let text = try Repository.text(unit)
        if unit.hasSuffix(".timer") {
            #expect(text.contains("\nPersistent=true\n") && text.contains("\nOnCalendar=*:0/15\n"))
            #expect(Self.units.contains(unit.replacing(".timer", with: ".service")))
        } else {
            #expect(text.contains("\nExecStart=/usr/local/bin/costguard "))
            try Self.check(commandsOf: text.replacing("ExecStart=/usr/local/bin/", with: ""), in: unit)
        }
    }

    /// Lines that call costguard name verbs and options that there are.
    private static func check(commandsOf text: String, in file: String) throws {
        let known = Dictionary(
            try CommandFace.root().all().map { ($0.name, $0.face) }, uniquingKeysWith: { one, _ in one })
        for line in text.components(separatedBy: "\n") where line.hasPrefix("costguard ") {
            let words = line.components(separatedBy: " ").dropFirst()
            let face = try #require(words.first.flatMap { known[$0] }, "\(file): '\(line)'")
            let options = (face.arguments ?? []).flatMap { ($0.names ?? []).map { "--\($0.name)" } }
            for word in words where word.hasPrefix("--") { #expect(options.contains(word), "\(file): '\(line)'") }
        }
    }

    @Test("the lines for cron and Slurm are five fields and a command", arguments: ["crontab", "scrontab"])
    func crontab(_ name: String) throws {
        let lines = try Repository.text("dist/hosts/\(name)").components(separatedBy: "\n")
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        let match = try #require(line.wholeMatch(of: /(?:[\d*\/,-]+\s+){5}(\S+)\/costguard (.+)/), "\(line)")
        try Self.check(commandsOf: "costguard \(match.2)", in: name)
        // Only a block of options right before its line is read.
        let all = try Repository.text("dist/hosts/scrontab").components(separatedBy: "\n")
        let options = all.indices.filter { all[$0].hasPrefix("#SCRON") }
        #expect(
            options == Array(options[0]..<(options[0] + options.count))
                && all[options.count + options[0]].hasPrefix("*/15"))
    }

    @Test(
        "each file of YAML can be read",
        arguments: files(in: "dist/hosts").filter { $0.hasSuffix("ml") } + files(in: ".github/workflows"))
    func yaml(_ file: String) throws {
        for part in try Repository.text(file).components(separatedBy: "\n---\n") {
            let log = DiagnosticLog(file: file)
            let map = YAMLMap.parse(YAMLFile(origin: file, text: part), into: log)
            #expect(log.isEmpty && map != nil, "\(file): \(log.list)")
        }
    }

    @Test("the container of Kubernetes may write nowhere but its volumes, and calls what there is")
    func kubernetes() throws {
        let text = try Repository.text("dist/hosts/kubernetes.yaml")
        for line in ["concurrencyPolicy: Forbid", "readOnlyRootFilesystem: true", "runAsNonRoot: true"] {
            #expect(text.contains(line))
        }
        let arguments = try #require(text.firstMatch(of: /args: \[(.+)\]/)).1.replacing(",", with: "")
        try Self.check(commandsOf: "costguard \(arguments)", in: "kubernetes.yaml")
    }

    @Test("a release is built on both processors, checked before it is published, attested, and pins what it uses")
    func releaseWorkflow() throws {
        let text = try Repository.text(".github/workflows/release.yml")
        let jobs = text.components(separatedBy: "\n  publish:\n")
        #expect(jobs.count == 2 && jobs[0].contains("runner: [ubuntu-24.04, ubuntu-24.04-arm]"))
        let (make, check) = (jobs[0].range(of: "run: make dist"), jobs[0].range(of: "run: dist/check"))
        #expect(try #require(make).lowerBound < #require(check).lowerBound)
        // Only what publishes may write, after both builds, and by a tag.
        #expect(!jobs[0].contains(": write") && jobs[1].contains("needs: build\n"))
        #expect(jobs[1].hasPrefix("    if: startsWith(github.ref, 'refs/tags/v')\n"))
        let attested = try #require(jobs[1].range(of: "uses: actions/attest-build-provenance@"))
        #expect(attested.lowerBound < (try #require(jobs[1].range(of: "gh release create"))).lowerBound)
        for line in text.components(separatedBy: "\n") where line.contains("uses: ") {
            #expect(line.contains(/uses: actions\/[a-z-]+@v\d+\.\d+\.\d+$/), "\(line)")
        }
    }
}
