// How an answer, or what a fault makes of it, reaches the wire.

import Foundation
import NIOCore

/// What the server does with a connection after a request.
struct Delivery: Sendable {
    /// What becomes of the connection.
    enum Ending: Sendable {
        /// It stays for the next request.
        case open
        /// It is closed after the last byte.
        case close
        /// It is reset.
        case reset
    }

    /// Few bytes at a time.
    struct Pace: Sendable {
        var bytes: Int
        var every: Duration
    }

    /// What is sent, in order.
    var bytes: [ByteBuffer] = []
    /// Real time from the request's arrival to the first byte.
    var wait: Duration = .zero
    var ending: Ending = .open
    /// nil sends as fast as the socket takes it.
    var pace: Pace?

    static let reset = Delivery(ending: .reset)
}
