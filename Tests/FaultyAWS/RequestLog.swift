// What was asked: a count for each kind of call for ever, and the last requests in full.

package import Foundation
import SimulatedAWS

/// One request that carried a readable credential scope, refused or not.
package struct RecordedRequest: Sendable, Equatable {
    /// The signing name of the service, such as `ec2` or `monitoring`.
    package let service: String
    /// The action, such as `DescribeInstances`.
    package let action: String
    /// The region of the credential scope.
    package let region: String
    /// When it came, by the simulated clock.
    package let at: Date
    /// The HTTP status it was answered with; 0 where the connection was reset, or while it is being answered.
    package internal(set) var status: Int
}

/// What is counted apart.
package struct CallKind: Sendable, Hashable {
    /// The signing name of the service, such as `ec2`.
    package var service: String
    /// The action, such as `DescribeInstances`.
    package var action: String
    /// The region of the credential scope.
    package var region: String

    /// A kind of call.
    package init(service: String, action: String, region: String) {
        self.service = service
        self.action = action
        self.region = region
    }
}

/// How often a kind of call came, and how it went.
package struct CallCount: Sendable, Equatable {
    /// All requests.
    package var requests = 0
    /// Those that were refused for coming too fast, by a token bucket or by a fault.
    package var throttled = 0
    /// Those that were answered with a status from 400 on, the throttled among them, or not answered at all.
    package var failed = 0
    /// Bytes of the answers' bodies as they went over the wire.
    package var bytes = 0

    /// Nothing yet.
    package init() {}
}

/// The requests of a server's life, in bounded space.
struct RequestLog {
    /// How many of the last requests are kept in full.
    static let limit = 10_000

    private(set) var counts: [CallKind: CallCount] = [:]
    private var last: [RecordedRequest] = []
    private var dropped = 0

    /// The last requests, in the order of arrival.
    var requests: [RecordedRequest] { last.suffix(RequestLog.limit) }

    /// Writes a request down; the number is for `end`.
    mutating func begin(_ kind: CallKind, at now: Date) -> Int {
        counts[kind, default: CallCount()].requests += 1
        // Cut rarely, as a cut moves all that stay.
        if last.count >= 2 * RequestLog.limit {
            dropped += last.count - RequestLog.limit
            last.removeFirst(last.count - RequestLog.limit)
        }
        last.append(
            RecordedRequest(service: kind.service, action: kind.action, region: kind.region, at: now, status: 0))
        return dropped + last.count - 1
    }

    /// How it went. Status 0 is a connection that was reset.
    mutating func end(_ number: Int, _ kind: CallKind, status: Int, bytes: Int, isThrottled: Bool) {
        if last.indices.contains(number - dropped) { last[number - dropped].status = status }
        counts[kind, default: CallCount()].bytes += bytes
        if isThrottled { counts[kind, default: CallCount()].throttled += 1 }
        if status == 0 || status >= 400 { counts[kind, default: CallCount()].failed += 1 }
    }
}
