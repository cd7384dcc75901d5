// Bounded work: so many elements a call, so many calls at a time.

extension Sequence where Element: Sendable, Self: Sendable {
    /// The results in the order of the elements, of at most `maxInFlight` calls at a time. The first error
    /// that is thrown cancels the rest.
    func concurrentMap<Result: Sendable>(
        maxInFlight: Int, _ transform: @Sendable @escaping (Element) async throws -> Result
    ) async rethrows -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var waiting = enumerated().makeIterator()
            var results: [Int: Result] = [:]
            func startNext() {
                guard let (index, element) = waiting.next() else { return }
                group.addTask { (index, try await transform(element)) }
            }
            for _ in 0..<maxInFlight { startNext() }
            for try await (index, result) in group {
                results[index] = result
                startNext()
            }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}

extension Array {
    /// The elements in order, `size` at a time; the last part may be smaller.
    func chunked(by size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
