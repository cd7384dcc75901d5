// Which files of kinds are in force: those inside the program, and those of `kinds.d` beside the configuration.

import ArgumentParser
import Foundation
import Kinds
import YAML

enum KindFiles {
    /// The operations that kinds may call.
    static let operations = OperationTable(Assets.files["kinds/operations.txt"] ?? "")

    /// The view that a file says it is of, found without understanding the rest; empty where it does not say.
    static func view(_ file: YAMLFile) -> String {
        let line = file.text.split(separator: "\n").first { $0.hasPrefix("view:") }
        return line.map { $0.dropFirst(5).trimmingCharacters(in: .whitespaces) } ?? ""
    }

    /// The views of the kinds of which public losses tell.
    static var usual: [String] {
        (Assets.files["kinds/usual.txt"] ?? "").split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    /// Every kind of which there is a file, and what is wrong with files.
    static func catalog(beside paths: Paths) throws -> KindCatalog { catalog(of: try all(beside: paths)) }

    static func catalog(of files: [YAMLFile]) -> KindCatalog { KindCatalog(files, operations: operations) }

    /// The shipped ones first.
    static func all(beside paths: Paths) throws -> [YAMLFile] { Assets.kinds + (try own(beside: paths)) }

    /// Those of the user; a directory that is not there holds none.
    static func own(beside paths: Paths) throws -> [YAMLFile] { try YAMLFiles.kinds.own(in: paths.ownKinds) }

    /// The shipped ones but for those that some files are copies of: a kind that is checked before it is shipped.
    static func shipped(without files: [YAMLFile]) -> [YAMLFile] {
        let names = Set(files.map { ($0.origin as NSString).lastPathComponent })
        return Assets.kinds.filter { shipped in !names.contains { shipped.origin.hasSuffix(" " + $0) } }
    }

    /// Tells what is wrong with files, and fails where anything is.
    static func complain(_ catalog: KindCatalog, _ terminal: Terminal) throws {
        for fault in catalog.faults { terminal.complain("\(fault)") }
        guard catalog.faults.isEmpty else { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}
