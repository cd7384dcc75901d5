// The sources as text, for what no compiler tells.

import Foundation

enum Sources {
    /// Every Swift file below Sources, by its path in the repository.
    static func files() throws -> [String] {
        let all = FileManager.default.enumerator(atPath: Repository.path + "/Sources")
        return (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted().map {
            "Sources/\($0)"
        }
    }

    /// The names that the code asks the environment for, most of them as `environment["NAME"]`.
    static func environmentVariables() throws -> Set<String> {
        let names = try files().flatMap { file in
            let text = try Repository.text(file)
            return text.matches(of: /nvironment\["(\w+)"\]/).map { String($0.1) }
                + text.matches(of: /by: "([A-Z0-9_]+)"/).map { String($0.1) }
                + text.matches(of: /"((?:AWS|XDG|COSTGUARD)_[A-Z0-9_]+)"/).map { String($0.1) }
        }
        return Set(names)
    }
}

/// The targets of Package.swift outside Tests and Benchmarks, with what each may import.
struct PackageMap {
    let imports: [String: Set<String>]

    init(manifest: String) {
        let lines = manifest.components(separatedBy: "\n")
            .filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
        let text = lines.joined(separator: "\n")
        let constants = text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/)
            .reduce(into: ["nio": "NIOCore NIOPosix NIOHTTP1"]) { $0[String($1.1)] = String($1.2) }
        let targets = text.components(separatedBy: "targets: [").last ?? ""
        let heads =
            /(?:room\(|\.target\(\s*name: |\.systemLibrary\(\s*name: |\.executableTarget\(\s*name: |tests\()\s*"(\w+)"/
        let found = targets.matches(of: heads)
        var imports: [String: Set<String>] = [:]
        for (index, head) in found.enumerated() {
            let end = index + 1 < found.count ? found[index + 1].range.lowerBound : targets.endIndex
            let body = targets[head.range.upperBound..<end]
            guard !head.0.hasPrefix("tests"), !body.contains("path: \"Tests"), !body.contains("path: \"Benchmarks")
            else { continue }
            imports[String(head.1)] = head.0.hasPrefix(".systemLibrary") ? [] : Self.names(in: body, constants)
        }
        self.imports = imports
    }

    private static func names(in body: Substring, _ constants: [String: String]) -> Set<String> {
        let list = body.firstIndex(of: "[").map { body[$0...].prefix { $0 != ")" } } ?? ""
        let quoted = list.matches(of: /"(\w+)"/).map { String($0.1) }
        let bare = list.replacing(/"\w+"/, with: "").matches(of: /\b\w+\b/).compactMap { constants[String($0.0)] }
        return Set(quoted + bare.flatMap { $0.components(separatedBy: " ") })
    }
}
