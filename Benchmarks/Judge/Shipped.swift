// The rules and prices that stand inside the binary.

import CAssets
import CostModel
import Foundation
import RuleEngine
import YAML

enum Shipped {
    static var rules: [YAMLFile] {
        files.filter { $0.path.hasPrefix("rules/") }.sorted { $0.path < $1.path }
            .map { YAMLFile(origin: $0.path, text: $0.text) }
    }

    /// The rules of a view: those in the binary, or those of a file or folder where one is named.
    static func rules(in path: String, of view: String) throws -> [YAMLFile] {
        guard !path.isEmpty else { return rules.filter { isOf(view, $0) } }
        let isFile = path.hasSuffix(".yaml")
        let names = isFile ? [""] : try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        return try names.filter { isFile || $0.hasSuffix(".yaml") }
            .map { isFile ? path : path + "/" + $0 }
            .map { YAMLFile(origin: $0, text: try String(contentsOfFile: $0, encoding: .utf8)) }
            .filter { isOf(view, $0) }
    }

    private static func isOf(_ view: String, _ file: YAMLFile) -> Bool {
        file.text.contains("\nresource: \(view)\n")
    }

    static func prices() throws -> PriceList {
        func text(_ path: String) -> String { files.first { $0.path == path }?.text ?? "" }
        return try PriceList(
            date: "shipped", types: text("prices/ec2-types.csv"), factors: text("prices/ec2-region-factors.csv"),
            storage: text("prices/storage.csv"))
    }

    private static let files: [(path: String, text: String)] = {
        var files: [(path: String, text: String)] = []
        var name: UnsafePointer<CChar>?
        var length = 0
        while let bytes = costguard_asset(files.count, &name, &length), let path = name {
            let text = UnsafeRawBufferPointer(start: bytes, count: length)
            files.append((String(cString: path), String(decoding: text, as: UTF8.self)))
        }
        return files
    }()
}
