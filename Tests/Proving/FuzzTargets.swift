// Every reader of bytes from outside, behind one door: real seeds, and a body that gives an input to the reader.
// None may trap or hang; what it says of a bad input is its own tests' matter. Readers that live in the program itself
// cannot be imported here: Tests/CommandTests has them.

import CostModel
package import Foundation

/// One reader.
package struct FuzzTarget: Sendable {
    /// For people and for the command line.
    package let name: String
    /// Inputs that it reads well.
    package let seeds: [[UInt8]]
    /// Gives it one input: true where it was read as good.
    package let read: @Sendable ([UInt8]) async -> Bool

    /// - Parameter read: throws where the input is refused.
    package init(_ name: String, _ seeds: [[UInt8]], _ read: @escaping @Sendable ([UInt8]) async throws -> Void) {
        self.name = name
        self.seeds = seeds
        self.read = { bytes in
            do {
                try await read(bytes)
                return true
            } catch {
                return false
            }
        }
    }

    init(_ name: String, _ seeds: [String], _ read: @escaping @Sendable ([UInt8]) async throws -> Void) {
        self.init(name, seeds.map { Array($0.utf8) }, read)
    }

    /// What makes this reader's inputs.
    package var mutator: Mutator {
        Mutator(seeds, salt: name.utf8.reduce(5381) { $0 &* 33 &+ UInt64($1) })
    }
}

extension FuzzTarget {
    /// All that are outside of the program itself.
    /// - Parameters:
    ///   - answers: of `RecordedAnswers`.
    ///   - files: the text of the shipped rules and price lists, by file name.
    package static func all(answers: [String: [Data]], files: [String: String]) throws -> [FuzzTarget] {
        listTargets(answers) + moneyTargets(answers) + priceTargets(answers) + actTargets(answers) + textTargets(files)
            + (try keyTargets())
    }

    /// An input that a reader refused without an error of its own.
    struct Refused: Error {}

    /// Throws where nothing was read; what was read else is of no interest.
    static func require(_ isRead: Bool) throws { if !isRead { throw Refused() } }

    /// Tries all of them, and throws where none reads it.
    static func any(of readings: [() async throws -> Void]) async throws {
        var isRead = false
        for reading in readings { if (try? await reading()) != nil { isRead = true } }
        try require(isRead)
    }

    static let now = RecordedAnswers.now
    static let account = AccountID("123456789012")
    static let ireland = Region("eu-west-1")

    /// An account and a region, where they are spelled right.
    static func place() throws -> (account: AccountID, region: Region) {
        guard let account, let ireland else { throw Refused() }
        return (account, ireland)
    }

    static func seeds(_ answers: [String: [Data]], _ actions: String...) -> [[UInt8]] {
        actions.flatMap { answers[$0]?.prefix(4) ?? [] }.map { Array($0) }
    }
}
