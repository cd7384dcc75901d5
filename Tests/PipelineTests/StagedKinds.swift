// The kinds that ship, for whole runs.
// Alone: reading files of kinds is no part of a stage, and two suites need it.

import CostModel
import Foundation
import Kinds
import YAML

enum StagedKinds {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../kinds").standardized

    private static let all: [KindSpec] = {
        func text(_ name: String) -> String {
            (try? String(contentsOf: directory.appending(path: name), encoding: .utf8)) ?? ""
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        // A fault in them fails every test here, and ShippedKindTests say why.
        return KindCatalog(
            names.filter { $0.hasSuffix(".yaml") }.sorted().map { YAMLFile(origin: "built in: \($0)", text: text($0)) },
            operations: OperationTable(text("operations.txt"))
        ).specs
    }()

    /// Those of these views.
    static func named(_ views: String...) -> [KindSpec] { all.filter { views.contains($0.view) } }
}
