// Parts of a list, for calls that take so many and no more.

extension Array {
    /// The elements in order, `size` at a time; the last part may be smaller.
    func chunked(by size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
