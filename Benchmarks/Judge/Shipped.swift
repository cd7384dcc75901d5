// The rules and prices that stand inside the binary.

import CAssets
import CostModel
import RuleEngine

enum Shipped {
    static var rules: [RuleFile] {
        files.filter { $0.path.hasPrefix("rules/") }.sorted { $0.path < $1.path }
            .map { RuleFile(origin: $0.path, text: $0.text) }
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
