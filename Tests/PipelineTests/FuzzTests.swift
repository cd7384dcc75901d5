// A bounded share of what the program Fuzz does with millions: bad inputs, always the same, for every reader of bytes
// from outside. An input that traps ends the test run; `make fuzz` names it.

import Foundation
import Proving
import Testing

@Suite struct FuzzTests {
    private static let count = 400

    private static func files() throws -> [String: String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let paths = ["rules", "prices"].flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: root.path + "/" + folder)) ?? []).map {
                "\(folder)/\($0)"
            }
        }.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".csv") }
        return try Dictionary(
            uniqueKeysWithValues: paths.map {
                ($0, try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8))
            })
    }

    @Test("no input of any reader traps or hangs")
    func bounded() async throws {
        let targets = try FuzzTarget.all(answers: try await RecordedAnswers.record(), files: try FuzzTests.files())
        #expect(targets.count >= 38)
        #expect(targets.allSatisfy { !$0.seeds.isEmpty }, "\(targets.filter(\.seeds.isEmpty).map(\.name))")
        await withTaskGroup(of: Void.self) { group in
            for target in targets {
                group.addTask {
                    let mutator = target.mutator
                    for number in 0..<FuzzTests.count { _ = await target.read(mutator.input(number)) }
                }
            }
        }
    }

    @Test("every reader reads what its inputs are made from")
    func seeds() async throws {
        for target in try FuzzTarget.all(answers: try await RecordedAnswers.record(), files: try FuzzTests.files()) {
            for (number, seed) in target.seeds.enumerated() {
                let isRead = await target.read(seed)
                #expect(isRead, "\(target.name), seed \(number): \(String(decoding: seed.prefix(200), as: UTF8.self))")
            }
        }
    }

    @Test("the same number makes the same input, and hardly ever one twice")
    func repeatable() {
        let mutator = Mutator([Array("<a><b>1</b></a>".utf8)], salt: 7)
        let inputs = (0..<500).map(mutator.input)
        #expect(inputs == (0..<500).map(mutator.input))
        #expect(Set(inputs).count > 400)
    }
}
