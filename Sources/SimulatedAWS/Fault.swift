// What a test can make go wrong, and what it can look at afterwards.
// How a fault looks on the wire is for HTTP/Delivery+Fault.swift.

import Foundation

/// A failure to be answered to the next matching requests.
public struct Fault: Sendable {
    /// How the answer fails.
    public enum Kind: Sendable, Equatable {
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
        /// A web page with this HTTP status, as a proxy or load balancer sends it.
        case html(Int)
        /// The permission error of the service's own protocol.
        case denied
        /// Status 200 and no body at all.
        case empty
        /// An ordinary answer, this much real time later.
        case delay(Duration)
    }

    /// The signing name, such as `ec2`; nil for any.
    public var service: String?
    /// The action, such as `DescribeInstances`; nil for any.
    public var action: String?
    /// The region; nil for any.
    public var region: String?
    /// How many matching requests fail.
    public var times: Int
    /// What they get.
    public var kind: Kind

    /// A fault for the next `times` requests that match all that is named.
    public init(
        _ kind: Kind, service: String? = nil, action: String? = nil, region: String? = nil, times: Int = 1
    ) {
        (self.kind, self.service, self.action, self.region, self.times) = (kind, service, action, region, times)
    }

    func matches(service: String, action: String, region: String) -> Bool {
        times > 0 && (self.service ?? service) == service && (self.action ?? action) == action
            && (self.region ?? region) == region
    }
}

/// One message that was published to a topic.
public struct SentMail: Sendable, Equatable {
    /// The subject; nil where none was given.
    public let subject: String?
    /// The text.
    public let message: String
    /// The topic's ARN.
    public let topic: String
    /// When it was published, by the simulated clock.
    public let at: Date
    /// The confirmed endpoints that it went to.
    public let recipients: [String]
}
