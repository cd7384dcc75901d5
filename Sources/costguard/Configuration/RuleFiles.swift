// Which rule files are in force: those inside the binary and those of `rules.d` beside the configuration, or those named
// by --rules.

import CostModel
import Foundation
import RuleEngine
import YAML

enum RuleFiles {
    /// Loads the rules in force and says so when they are not the built-in ones.
    ///
    /// - Parameters:
    ///   - paths: the files beside the built-in ones, where they are known already.
    ///   - views: what they may be written over.
    static func load(
        _ options: [String], at paths: [String]? = nil, views: ViewCatalog, overrides: [String: RuleOverride],
        terminal: Terminal
    ) throws -> RuleSet {
        let files = try files(options, at: paths)
        var overrides = overrides
        if options.contains(where: { !$0.hasPrefix("+") }) {
            terminal.say("Using only the rules of \(options.joined(separator: ", "))")
            // What the configuration says of shipped rules that are not in use now is no fault of it.
            for name in try RuleSet.load(Assets.rules, views: views).headers.map(\.name)
            where !files.contains(where: {
                $0.origin.hasSuffix("/\(name).yaml")
            }) {
                overrides[name] = nil
            }
        }
        return try RuleSet.load(files, views: views, overrides: overrides)
    }

    /// Cron may act by rules that exist: a slip in a name would make a guard that never acts.
    static func check(allowed names: Set<String>, among rules: RuleSet) throws {
        let known = (rules.headers + rules.disabled).map(\.name) + rules.unlisted.map(\.name)
        guard let stranger = names.subtracting(known).min() else { return }
        throw CommandError(
            "'unattended.rules' of the configuration names '\(stranger)', and there is no such rule",
            hint: NearestName.nearest(to: stranger, among: known).map { "did you mean '\($0)'?" }
                ?? "'costguard rules list' shows the rules")
    }

    /// `PATH` replaces the built-in rules, `+PATH` adds to them.
    static func files(_ options: [String], at paths: [String]? = nil) throws -> [YAMLFile] {
        let builtIn = options.allSatisfy { $0.hasPrefix("+") } ? Assets.rules : []
        return try builtIn + (paths ?? Self.paths(options)).map(YAMLFiles.rules.file)
    }

    /// The files that the options name, those that replace the built-in ones first.
    ///
    /// - Parameter directory: read besides, where it is there and no option replaces what is read by itself.
    static func paths(_ options: [String], besides directory: String? = nil) throws -> [String] {
        let adding = options.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
        let replacing = options.filter { !$0.hasPrefix("+") }
        return try (replacing.isEmpty ? YAMLFiles.rules.ownPaths(in: directory) : [])
            + YAMLFiles.rules.expanded(replacing + adding)
    }

    /// Reads files, and of directories every `.yaml` and `.yml` directly inside.
    static func read(_ paths: [String]) throws -> [YAMLFile] { try YAMLFiles.rules.read(paths) }
}
