// When something holds of a thing: by values of its columns, without SQL, so that a file of a kind can run nothing.

/// One of several sets of tests: it holds where all tests of any set do.
package struct KindCondition: Hashable, Sendable {
    /// What a column is compared with.
    package enum Wanted: Hashable, Sendable {
        /// One of these.
        case among([FactValue])
        /// A text that begins so.
        case prefix(String)
        /// There is none.
        case none
        /// There is one.
        case some
        /// A number above this.
        case above(Double)
        /// A number below this.
        case below(Double)
    }
    /// One test of one column.
    package struct Test: Hashable, Sendable {
        /// The column.
        package let column: String
        /// What it is compared with.
        package let wanted: Wanted
        /// Whether the test holds where the comparison does not.
        package let isNegated: Bool
        /// A test, all its parts given.
        package init(column: String, wanted: Wanted, isNegated: Bool) {
            self.column = column
            self.wanted = wanted
            self.isNegated = isNegated
        }
    }
    /// Any of these; of each all tests.
    package let alternatives: [[Test]]
    /// As the file has it, for people.
    package let text: String

    /// A condition, all its parts given.
    package init(alternatives: [[Test]], text: String) {
        self.alternatives = alternatives
        self.text = text
    }

    /// Whether it holds of a thing; nil where that rests on what is not known.
    ///
    /// - Parameter value: a column's value, `.null` for none; nil: not known.
    package func holds(_ value: (String) -> FactValue?) -> Bool? {
        var isUnknown = false
        for tests in alternatives {
            let answers = tests.map { test in value(test.column).map { test.holds($0) } }
            if answers.contains(false) { continue }
            if !answers.contains(where: { $0 == nil }) { return true }
            isUnknown = true
        }
        return isUnknown ? nil : false
    }

    /// The columns that it reads.
    package var columns: Set<String> { Set(alternatives.joined().map(\.column)) }
}

extension KindCondition.Test {
    fileprivate func holds(_ value: FactValue) -> Bool {
        let isSo =
            switch wanted {
            case .among(let values): values.contains { $0 == value || ($0.number != nil && $0.number == value.number) }
            case .prefix(let start): value.text?.hasPrefix(start) ?? false
            case .none: value == .null
            case .some: value != .null
            case .above(let bound): value.number.map { $0 > bound } ?? false
            case .below(let bound): value.number.map { $0 < bound } ?? false
            }
        return isSo != isNegated
    }
}
