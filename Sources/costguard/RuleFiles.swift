// Which rule files are in force: those inside the binary, or those named by --rules.

import CostModel
import Foundation
import RuleEngine

enum RuleFiles {
    /// Loads the rules in force and says so when they are not the built-in ones.
    ///
    /// - Parameter paths: the files that the options name, where they are known already.
    static func load(
        _ options: [String], at paths: [String]? = nil, overrides: [String: RuleOverride], terminal: Terminal
    ) throws -> RuleSet {
        let files = try files(options, at: paths)
        var overrides = overrides
        if options.contains(where: { !$0.hasPrefix("+") }) {
            terminal.say("Using only the rules of \(options.joined(separator: ", "))")
            // What the configuration says of shipped rules that are not in use now is no fault of it.
            for name in try RuleSet.load(Assets.rules).headers.map(\.name)
            where !files.contains(where: {
                $0.origin.hasSuffix("/\(name).yaml")
            }) {
                overrides[name] = nil
            }
        }
        return try RuleSet.load(files, overrides: overrides)
    }

    /// `PATH` replaces the built-in rules, `+PATH` adds to them.
    static func files(_ options: [String], at paths: [String]? = nil) throws -> [RuleFile] {
        let builtIn = options.allSatisfy { $0.hasPrefix("+") } ? Assets.rules : []
        return try builtIn + (paths ?? Self.paths(options)).map(file)
    }

    /// The files that the options name, those that replace the built-in ones first.
    static func paths(_ options: [String]) throws -> [String] {
        let adding = options.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
        return try expanded(options.filter { !$0.hasPrefix("+") } + adding)
    }

    /// Reads files, and of directories every `.yaml` and `.yml` directly inside.
    static func read(_ paths: [String]) throws -> [RuleFile] { try expanded(paths).map(file) }

    private static func expanded(_ paths: [String]) throws -> [String] {
        try paths.flatMap { path -> [String] in
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw CommandError("There is no rule file or directory '\(path)'", hint: "check the path")
            }
            guard isDirectory.boolValue else { return [path] }
            let names = try list(path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            guard !names.isEmpty else {
                throw CommandError(
                    "The directory '\(path)' holds no .yaml file", hint: "name a directory with rules in it")
            }
            return names.sorted().map { path + "/" + $0 }
        }
    }

    private static func list(_ path: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw CommandError("Cannot list the directory '\(path)'", hint: "make it readable: chmod u+rx '\(path)'")
        }
    }

    private static func file(_ path: String) throws -> RuleFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("Cannot read the rule file '\(path)'", hint: "make it readable: chmod u+r '\(path)'")
        }
        guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8) else {
            throw CommandError(
                "The rule file '\(path)' is no text in UTF-8 of at most 1 MiB", hint: "check that it is the right file")
        }
        return RuleFile(origin: path, text: text)
    }
}
