// The files of kinds as they stand in the repository, and the Python that has botocore.

import Foundation
import Kinds
import Spawning
import YAML

enum Shipped {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    static let operations: OperationTable = {
        let text = try? String(contentsOf: repository.appending(path: "kinds/operations.txt"), encoding: .utf8)
        return OperationTable(text ?? "")
    }()

    static var paths: [String] {
        get throws {
            let directory = repository.appending(path: "kinds").path
            return try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".yaml") }
                .sorted()
                .map { directory + "/" + $0 }
        }
    }

    static var files: [YAMLFile] {
        get throws {
            try paths.map { YAMLFile(origin: $0, text: try String(contentsOfFile: $0, encoding: .utf8)) }
        }
    }

    /// `COSTGUARD_PYTHON`, else the one that `scripts/setup --tests` makes.
    static let python: String? = {
        let named = ProcessInfo.processInfo.environment["COSTGUARD_PYTHON"]
        return [named, repository.appending(path: ".venv/bin/python").path].compactMap { $0 }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }()

    static func run(_ arguments: [String]) throws -> String {
        let process = ChildProgram()
        process.executableURL = URL(fileURLWithPath: python ?? "")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.start()
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}

/// A file that has no fault, to be spoiled in one place.
enum Sample {
    static let text = """
        kind: parrot
        view: parrots
        title: Parrots
        service: rds
        list:
          - { call: DescribeDBInstances, items: DBInstances }
        id: DBInstanceIdentifier
        arn: DBInstanceArn
        created: InstanceCreateTime
        tags: TagList
        columns:
          state: DBInstanceStatus, such as available
          size: 'AllocatedStorage integer, GB; NULL: none'
        ask:
          - { call: ListTagsForResource, input: { ResourceName: '{arn}' }, items: TagList, gives: { tags: . } }
        metrics:
          - { namespace: AWS/RDS, dimensions: { DBInstanceIdentifier: id }, absent: unknown, names: [ReadIOPS] }
        price:
          - { usd: 0.115, per: month, times: size, regions: [us-east-1], on: 2026-09-21, source: a list }
        permissions: [rds:DescribeDBInstances]
        stop: { call: StopDBInstance, input: { DBInstanceIdentifier: '{id}' }, when: { state: available } }
        lost: connections

        """

    /// The faults of the sample with one text put for another.
    static func faults(_ old: String, _ new: String) -> [String] {
        let file = YAMLFile(origin: "parrots.yaml", text: text.replacingOccurrences(of: old, with: new))
        return KindCatalog([file], operations: Shipped.operations).faults.map(\.description)
    }
}
