// Which rule files are in force: those inside the binary and those of `rules.d` beside the configuration, or those named
// by --rules.

import CostModel
import Foundation
import RuleEngine

enum RuleFiles {
    /// Loads the rules in force and says so when they are not the built-in ones.
    ///
    /// - Parameter paths: the files beside the built-in ones, where they are known already.
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

    /// Cron may act by rules that exist: a slip in a name would make a guard that never acts.
    static func check(allowed names: Set<String>, among rules: RuleSet) throws {
        let known = (rules.headers + rules.disabled).map(\.name)
        guard let stranger = names.subtracting(known).min() else { return }
        throw CommandError(
            "'unattended.rules' of the configuration names '\(stranger)', and there is no such rule",
            hint: NearestName.nearest(to: stranger, among: known).map { "did you mean '\($0)'?" }
                ?? "'costguard rules list' shows the rules")
    }

    /// `PATH` replaces the built-in rules, `+PATH` adds to them.
    static func files(_ options: [String], at paths: [String]? = nil) throws -> [RuleFile] {
        let builtIn = options.allSatisfy { $0.hasPrefix("+") } ? Assets.rules : []
        return try builtIn + (paths ?? Self.paths(options)).map(file)
    }

    /// The files that the options name, those that replace the built-in ones first.
    ///
    /// - Parameter directory: read besides, where it is there and no option replaces what is read by itself.
    static func paths(_ options: [String], besides directory: String? = nil) throws -> [String] {
        let adding = options.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
        let replacing = options.filter { !$0.hasPrefix("+") }
        return try (replacing.isEmpty ? own(in: directory) : []) + expanded(replacing + adding)
    }

    /// What stands in the directory of one's own rules; a directory that is empty, or not there, holds none.
    private static func own(in directory: String?) throws -> [String] {
        guard let directory, FileManager.default.fileExists(atPath: directory) else { return [] }
        return try rules(in: directory)
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
            let files = try rules(in: path)
            guard !files.isEmpty else {
                throw CommandError(
                    "The directory '\(path)' holds no .yaml file", hint: "name a directory with rules in it")
            }
            return files
        }
    }

    /// The rule files directly inside a directory, by name. Editors keep what they have open in hidden ones.
    private static func rules(in directory: String) throws -> [String] {
        let names = try list(directory).filter {
            !$0.hasPrefix(".") && ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml"))
        }
        return names.sorted().map { directory + "/" + $0 }
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
