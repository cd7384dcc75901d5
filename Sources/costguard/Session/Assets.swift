// What the binary itself is and holds: which build runs, the rule files and the price list inside it.

import CAssets
import CostModel
import Foundation
import RuleEngine
import YAML

enum Assets {
    /// Every embedded file by its path in the repository, such as `rules/idle-instance.yaml`.
    static let files: [String: String] = {
        var files: [String: String] = [:]
        var index = 0
        var name: UnsafePointer<CChar>?
        var length = 0
        while let bytes = costguard_asset(index, &name, &length) {
            let text = UnsafeRawBufferPointer(start: bytes, count: length)
            if let name { files[String(cString: name)] = String(decoding: text, as: UTF8.self) }
            index += 1
        }
        return files
    }()

    /// The rules as shipped, in the order of their names.
    static var rules: [YAMLFile] {
        files.keys.filter { $0.hasPrefix("rules/") }.sorted().map { path in
            YAMLFile(origin: "\(RuleHeader.builtIn): \(path.dropFirst(6))", text: files[path] ?? "")
        }
    }

    /// The files of kinds as shipped, in the order of their names.
    static var kinds: [YAMLFile] {
        files.keys.filter { $0.hasPrefix("kinds/") && $0.hasSuffix(".yaml") }.sorted().map { path in
            YAMLFile(origin: "\(RuleHeader.builtIn): \(path.dropFirst(6))", text: files[path] ?? "")
        }
    }

    /// The list prices as shipped.
    static func prices() throws -> PriceList { try readPrices.get() }

    /// Read once a process: the database and the scanners both ask.
    private static let readPrices = Result {
        try PriceList(
            date: pricesDate, types: files["prices/ec2-types.csv"] ?? "",
            factors: files["prices/ec2-region-factors.csv"] ?? "", storage: files["prices/storage.csv"] ?? "",
            usage: files["prices/usage.csv"] ?? "")
    }

    /// The day on which the shipped prices were read.
    static let pricesDate = "2026-07-20"
}

/// Which build of the program runs, so that what another one made of AWS's bytes is not taken for its own.
enum ProgramBuild {
    /// Differs as soon as the program's file is another one or was written again, whatever its version says. Nil where
    /// this system does not tell.
    static let mark: String? = {
        var file = stat()
        // The file that runs, even where an upgrade has put another one in its place.
        guard stat("/proc/self/exe", &file) == 0 else { return nil }
        #if os(Linux)
            let written = file.st_mtim
            let changed = file.st_ctim
            return "\(Version.text) \(file.st_ino) \(file.st_size) \(written.tv_sec).\(written.tv_nsec) "
                + "\(changed.tv_sec).\(changed.tv_nsec)"
        #else
            return nil
        #endif
    }()
}
