// The faults that wait: which one holds for a request, and how often it still does.

/// Injected faults, the first first.
struct FaultQueue {
    private var faults: [Fault] = []

    /// Whether a read may have to be answered from the past.
    var awaitsChange: Bool { faults.contains { $0.kind == .stale } }
    /// Whether a fault can only be chosen when the answer is known.
    var awaitsLastPage: Bool { faults.contains { $0.page == .last } }

    mutating func append(_ fault: Fault) { faults.append(fault) }

    /// The fault that holds for a request, counted down. The first that matches holds; those that still let requests
    /// pass count them.
    /// - Parameters:
    ///   - isLast: Whether the answer is the last page; nil while that is not known, when a fault of the last page waits.
    ///   - hasPast: Whether there is a past to answer from.
    mutating func take(_ arrival: Arrival, isLast: Bool?, hasPast: Bool) -> Fault.Kind? {
        for index in faults.indices where faults[index].matches(arrival, isLast: isLast) {
            if faults[index].kind == .stale && !(arrival.isRead && hasPast) { continue }
            if faults[index].after > 0 {
                faults[index].after -= 1
                continue
            }
            let kind = faults[index].kind
            faults[index].times -= 1
            if faults[index].times <= 0 { faults.remove(at: index) }
            return kind
        }
        return nil
    }
}

extension Fault {
    fileprivate func matches(_ arrival: Arrival, isLast: Bool?) -> Bool {
        // A fault of the last page is looked for when the answer is known, and every other one before.
        guard (page == .last) == (isLast != nil) else { return false }
        switch page {
        case nil: break
        case .number(let number): guard number == arrival.page else { return false }
        case .last: guard isLast == true else { return false }
        }
        let scope = arrival.scope
        return times > 0 && (service ?? scope.service) == scope.service && (action ?? arrival.action) == arrival.action
            && (region ?? scope.region) == scope.region && (key ?? scope.keyID) == scope.keyID
    }
}
