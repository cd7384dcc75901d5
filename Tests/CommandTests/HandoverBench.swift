// A shell to run the script of `plan --commands` in, and an account of its own, whose things it deletes.
// For the `aws` command stands Tests/Moto/aws_standin.py.

import Foundation
import Spawning
import Testing

/// An account of its own, for its things are deleted, with the program's home and a shell in it.
struct HandoverBench {
    let account: MotoAccount
    let home: Home

    /// For tests that delete nothing, the script made.
    static let unchanged = Task {
        let bench = try await HandoverBench.prepared()
        _ = try await bench.script()
        return bench
    }

    /// Everything the keys may do; each thing of these rules is found at once.
    static func prepared() async throws -> HandoverBench {
        let account = try await MotoAccount.start()
        try await account.ask(
            #"policy {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["*"],"Resource":"*"}]}"#)
        let home = try Home.configured(for: account, regions: ["us-east-1"], isMailed: false)
        let python = try #require(MotoAccount.python)
        try home.write(
            """
            #!/bin/sh
            printf '%s\\n' "$2" >>'\(home.path)/calls'
            [ ! -e '\(home.path)/hook' ] || . '\(home.path)/hook'
            exec '\(python)' -I -S '\(repository)/Tests/Moto/aws_standin.py' "$@"
            """, to: "bin/aws", mode: 0o700)
        return HandoverBench(account: account, home: home)
    }

    /// Scans, and keeps the script.
    ///
    /// - Parameter only: a reader takes out the lines of everything else; nil: of nothing.
    func script(only wanted: [String]? = nil) async throws -> String {
        let scan = try await home.run(["scan", "--quiet"], on: account)
        #expect(scan.status == 0, "\(scan.talk)")
        let ended = try await home.run(["plan", "--commands", "--output", "clean.sh"])
        #expect(ended.status == 0, "\(ended.talk)")
        guard let wanted else { return try text() }
        var isKept = true
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            let isItem = ["disk '", "address '", "snapshot '", "image '", "if image '"].contains { line.hasPrefix($0) }
            defer { if line == "fi" { isKept = true } }
            if isItem { isKept = wanted.contains { line.contains("'\($0)'") } }
            defer { if isItem, !line.hasPrefix("if ") { isKept = true } }
            return isKept
        }
        try home.write(lines.joined(separator: "\n"), to: "clean.sh")
        return try text()
    }

    func text() throws -> String { try String(contentsOfFile: home.path + "/clean.sh", encoding: .utf8) }

    /// By `dash` unless another shell is named, the script on standard input.
    func sh(_ run: String?, shell: String = "dash") async throws -> Ended {
        try? FileManager.default.removeItem(atPath: home.path + "/calls")
        return try await command("/usr/bin/" + shell, [], input: try text(), more: ["RUN": run, "PAUSE": "0"])
    }

    func aws(_ words: String...) async throws -> String { try await asked(words) }

    private func asked(_ words: [String]) async throws -> String {
        let ended = try await command(home.path + "/bin/aws", ["ec2"] + words)
        #expect(ended.status == 0, "\(words): \(ended.talk)")
        return ended.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func command(
        _ path: String, _ words: [String], input: String = "", more: [String: String?] = [:]
    ) async throws -> Ended {
        var environment = account.keys.merging(["PATH": home.path + "/bin:/usr/bin:/bin"]) { $1 }
        environment.merge(more.compactMapValues(\.self)) { $1 }
        return try await home.start(words, environment: environment, input: input, program: path).ended
    }

    /// What was asked of AWS in the last script, in its order.
    var calls: [String] {
        let text = (try? String(contentsOfFile: home.path + "/calls", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    var changes: [String] {
        calls.filter { !$0.hasPrefix("describe-") && !$0.hasPrefix("list-") && $0 != "get-caller-identity" }
    }

    func exists(_ id: String) async throws -> Bool {
        let (list, query) =
            switch id.prefix(3) {
            case "ami": (["describe-images", "--owners", "self"], "Images[?ImageId == '\(id)']")
            case "sna": (["describe-snapshots", "--owner-ids", "self"], "Snapshots[?SnapshotId == '\(id)']")
            case "vol": (["describe-volumes"], "Volumes[?VolumeId == '\(id)']")
            default: (["describe-addresses"], "Addresses[?AllocationId == '\(id)']")
            }
        return try await asked(list + ["--query", "length(\(query))"]) == "1"
    }

    func snapshot() async throws -> String {
        let disk = try await aws(
            "create-volume", "--availability-zone", "us-east-1a", "--size", "8", "--query", "VolumeId", "--output",
            "text")
        let id = try await aws(
            "create-snapshot", "--volume-id", disk, "--query", "SnapshotId", "--output", "text")
        return id
    }

    func image(_ name: String) async throws -> String {
        let id = try await aws("register-image", "--name", name, "--query", "ImageId", "--output", "text")
        try await account.ask("age \(id) us-east-1 40")
        return id
    }

    func mapped(by image: String) async throws -> [String] {
        let text = try await aws(
            "describe-images", "--image-ids", image, "--query", "Images[0].BlockDeviceMappings[].Ebs.SnapshotId")
        return try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }
}
