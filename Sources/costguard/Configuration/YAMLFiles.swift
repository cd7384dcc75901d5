// Reads files that users write, by their paths: rules, kinds. Which of them are in force is their owners' matter.

import Foundation
import YAML

/// Files of one sort.
struct YAMLFiles {
    /// For messages: `rule file`.
    let noun: String
    /// What is in them: `rules`.
    let content: String

    static let rules = YAMLFiles(noun: "rule file", content: "rules")
    static let kinds = YAMLFiles(noun: "file of a kind", content: "kinds")

    /// What stands in a directory of one's own; one that is empty, or not there, holds none.
    func own(in directory: String?) throws -> [YAMLFile] { try ownPaths(in: directory).map(file) }

    func ownPaths(in directory: String?) throws -> [String] {
        guard let directory, FileManager.default.fileExists(atPath: directory) else { return [] }
        return try paths(in: directory)
    }

    /// Reads files, and of directories every `.yaml` and `.yml` directly inside.
    func read(_ paths: [String]) throws -> [YAMLFile] { try expanded(paths).map(file) }

    func expanded(_ paths: [String]) throws -> [String] {
        try paths.flatMap { path -> [String] in
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw CommandError("There is no \(noun) or directory '\(path)'", hint: "check the path")
            }
            guard isDirectory.boolValue else { return [path] }
            let files = try self.paths(in: path)
            guard !files.isEmpty else {
                throw CommandError(
                    "The directory '\(path)' holds no .yaml file", hint: "name a directory with \(content) in it")
            }
            return files
        }
    }

    /// The files directly inside a directory, by name. Editors keep what they have open in hidden ones.
    private func paths(in directory: String) throws -> [String] {
        let names = try list(directory).filter {
            !$0.hasPrefix(".") && ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml"))
        }
        return names.sorted().map { directory + "/" + $0 }
    }

    private func list(_ path: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw CommandError("Cannot list the directory '\(path)'", hint: "make it readable: chmod u+rx '\(path)'")
        }
    }

    func file(_ path: String) throws -> YAMLFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("Cannot read the \(noun) '\(path)'", hint: "make it readable: chmod u+r '\(path)'")
        }
        guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8) else {
            throw CommandError(
                "The \(noun) '\(path)' is no text in UTF-8 of at most 1 MiB", hint: "check that it is the right file")
        }
        return YAMLFile(origin: path, text: text)
    }
}
