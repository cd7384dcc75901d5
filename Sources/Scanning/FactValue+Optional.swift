// Facts of values that AWS may leave out.

import AWSAPI
import CostModel

extension FactValue {
    static func optional(_ number: Int64?) -> FactValue { number.map { .integer($0) } ?? .null }
}

extension XMLNode {
    /// The facts whose elements are absent, though AWS always sends them: they are not known, rather than none.
    func lacking(_ factsByElement: [String: String]) -> Set<String> {
        Set(factsByElement.compactMap { element, fact in text(element) == nil ? fact : nil })
    }
}
