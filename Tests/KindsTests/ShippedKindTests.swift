// The shipped kinds are what AWS's own models say: read by us, and compared with botocore's by a program of its own.

import CostModel
import Foundation
import Kinds
import Reporting
import Testing
import YAML

@Suite struct ShippedKindTests {
    @Test("every shipped kind is without a fault, under the name of its view")
    func faults() throws {
        let catalog = KindCatalog(try Shipped.files, operations: Shipped.operations)
        #expect(catalog.faults.map(\.description) == [])
        #expect(catalog.specs.count == (try Shipped.paths.count) && catalog.specs.count >= 60)
        for kind in catalog.specs { #expect(kind.origin.hasSuffix("/\(kind.view).yaml")) }
    }

    @Test("every shipped column says what it is")
    func docs() throws {
        for kind in KindCatalog(try Shipped.files, operations: Shipped.operations).specs {
            for column in kind.allColumns { #expect(!column.doc.isEmpty, "\(kind.view) \(column.name)") }
        }
    }

    @Test(
        "every call, input, way, type, tag and command of the shipped kinds is as botocore's models have it",
        .enabled(if: Shipped.python != nil))
    func models() throws {
        let lines = try Shipped.run([checker] + Shipped.paths).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("fault ") } == [])
        let options = lines.compactMap { line -> (String, String)? in
            let words = line.split(separator: " ").map(String.init)
            return words.count == 3 && words[0] == "option" ? (words[1], words[2]) : nil
        }
        try #require(options.count > 100)
        for (name, option) in options { #expect(KindCommand.name(name) == option) }
    }

    @Test("the comparison with botocore finds what is wrong", .enabled(if: Shipped.python != nil))
    func modelsFind() throws {
        let directory = NSTemporaryDirectory() + "kinds-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let spoiled = [
            ("DBInstanceStatus", "DBInstanceState"), ("AllocatedStorage integer", "MultiAZ integer"),
            ("tags: TagList", "tags: StatusInfos"), ("items: DBInstances", "items: Instances"),
            ("ResourceName: '{arn}'", "ResourceARN: '{arn}'"), ("call: StopDBInstance", "call: HaltDBInstance"),
        ]
        let paths = try spoiled.enumerated().map { index, change in
            let path = "\(directory)/\(index).yaml"
            try Sample.text.replacing(change.0, with: change.1).write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
        for path in paths {
            let faults = try Shipped.run([checker, path]).split(separator: "\n").filter { $0.hasPrefix("fault ") }
            // One is that the file is not called as its view.
            #expect(faults.count >= 2, "\(path) \(faults)")
        }
    }

    @Test("the list of what kinds may call is what the models say", .enabled(if: Shipped.python != nil))
    func operations() throws {
        let script = Shipped.repository.appending(path: "scripts/kind_operations.py").path
        let text = try String(contentsOf: Shipped.repository.appending(path: "kinds/operations.txt"), encoding: .utf8)
        #expect(try Shipped.run([script]) == text, "write it anew: .venv/bin/python scripts/kind_operations.py")
    }

    @Test("nothing that changes or tells secrets is on the list of what kinds may call")
    func readsAlone() {
        let forbidden =
            /SecretValue|SecretKey|Password|Credential|PrivateKey|Presigned|AccessKey|UserData|AuthToken|SessionToken/
        for name in Shipped.operations.services {
            let operations = Shipped.operations.service(name)?.operations.keys.sorted() ?? []
            #expect(!operations.isEmpty, "\(name)")
            for operation in operations {
                #expect(operation.starts(with: /List|Describe|Get|BatchGet/), "\(name) \(operation)")
                #expect(!operation.contains(forbidden), "\(name) \(operation)")
            }
        }
    }

    private let checker = Shipped.repository.appending(path: "Tests/KindsTests/Oracle/check_kinds.py").path
}
