// All files of kinds together: those inside the program and those of a user, read and checked, each fault with its place.
// One file's form is KindParser's matter.

package import CostModel
package import YAML

/// What files of kinds came to.
package struct KindCatalog: Sendable {
    /// The kinds without a fault, in the order of their views' names.
    package let specs: [KindSpec]
    /// What is wrong with the others, in the order of the files.
    package let faults: [Diagnostic]

    /// Reads files. A fault costs its own file, never another one's.
    package init(_ files: [YAMLFile], operations: OperationTable) {
        var specs: [KindSpec] = []
        var faults: [Diagnostic] = []
        for file in files {
            let log = DiagnosticLog(file: file.origin)
            let spec = KindParser(file: file, log: log, operations: operations).parse(beside: specs)
            faults += log.list
            if let spec, log.isEmpty { specs.append(spec) }
        }
        self.specs = specs.sorted { $0.view < $1.view }
        self.faults = faults
    }

    /// The kind of a view or of its singular.
    package func spec(_ name: String) -> KindSpec? { specs.first { $0.view == name || $0.kind.rawValue == name } }
}
