// What a test can make go wrong with single calls, and which of the faults that wait holds for a request.
// How a fault looks on the wire is for BrokenAnswers.swift.

package import Foundation
import SimulatedAWS

/// A failure to be answered to the next matching requests.
package struct Fault: Sendable {
    /// How the answer fails.
    package enum Kind: Sendable, Equatable {
        /// The throttling error of the service's own protocol.
        case throttle
        /// An error of the service's own protocol with this HTTP status, such as 503.
        case http(Int)
        /// The connection is reset before anything is done or answered.
        case reset
        /// The request is carried out, then the connection is reset: the answer is lost.
        case lostAnswer
        /// The request is carried out; half of the body comes, then the connection ends.
        case cutAnswer
        /// The request is carried out; half of the body comes, with a length that says that this is all.
        case halfAnswer
        /// A web page with this HTTP status, as a proxy or load balancer sends it.
        case html(Int)
        /// The permission error of the service's own protocol.
        case denied
        /// The same as a policy of the organization says it, which closes regions.
        case regionDenied
        /// The refusal of keys that a region gives which the account has not opted in to.
        case notOptedIn
        /// The refusal of temporary keys whose time is over. With `after` and `key` they lapse midway.
        case expired
        /// Status 200 and no body at all.
        case empty
        /// The whole body under a Content-Length that is wrong by this much. Too long: the connection is closed where
        /// the rest should come. Too short: the rest comes nevertheless, and the connection stays open.
        case wrongLength(by: Int)
        /// Status 200 and a gzip body, small on the wire, that inflates to this many bytes.
        case gzipBomb(inflated: Int)
        /// A further page that is the first page again, under the token that was sent: a list that never ends.
        case repeatedToken
        /// An ordinary answer, this much real time later.
        case delay(Duration)
        /// An ordinary answer of which so many bytes come at a time, with so much real time between.
        case drip(bytes: Int, every: Duration)
        /// The service's clock differs by these seconds from the simulated one: in the signature check, and in the
        /// Date header. More than five minutes either way refuse a client whose clock is right.
        case clockOff(TimeInterval)
        /// A read is answered from the world as it was before the last change: eventual consistency. It waits for a
        /// change that is made after it was injected, and does not touch changes.
        case stale
    }

    /// Which page of a list, counted as the client turns them. A call that has no pages is its own first and last.
    package enum Page: Sendable, Equatable {
        /// The page with this number; 1 is the first.
        case number(Int)
        /// The page without a token for another.
        case last
    }

    /// The signing name, such as `ec2`; nil for any.
    package var service: String?
    /// The action, such as `DescribeInstances`; nil for any.
    package var action: String?
    /// The region; nil for any.
    package var region: String?
    /// The page; nil for any.
    package var page: Page?
    /// The access key id that signs; nil for any.
    package var key: String?
    /// How many matching requests pass before the first that fails.
    package var after = 0
    /// How many matching requests fail.
    package var times: Int
    /// What they get.
    package var kind: Kind

    /// A fault for the next `times` requests that match all that is named.
    /// - Parameter times: `.max` for all that come.
    package init(
        _ kind: Kind, service: String? = nil, action: String? = nil, region: String? = nil, page: Page? = nil,
        key: String? = nil, after: Int = 0, times: Int = 1
    ) {
        self.kind = kind
        self.service = service
        self.action = action
        self.region = region
        self.page = page
        self.key = key
        self.after = after
        self.times = times
    }
}

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
