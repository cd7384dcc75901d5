// How an answer, or what a fault makes of it, reaches the wire.

import Foundation

/// What the server does with a connection.
enum Delivery: Equatable, Sendable {
    /// Sends these bytes.
    case bytes([UInt8])
    /// Sends these bytes after this much real time.
    case late([UInt8], Duration)
    /// Sends these bytes, which promise more than there is, and closes.
    case cut([UInt8])
    /// Resets the connection.
    case reset

    /// The delivery of a reply under a fault; no reply means a reset.
    init(_ reply: Reply?, fault: Fault.Kind?, bytes: (Reply) -> [UInt8]) {
        guard let reply else {
            self = .reset
            return
        }
        let whole = bytes(reply)
        switch fault {
        case .reset, .lostAnswer: self = .reset
        case .cutAnswer: self = .cut(whole.dropLast(max(1, reply.body.count / 2)))
        case .delay(let duration): self = .late(whole, duration)
        default: self = .bytes(whole)
        }
    }
}

extension Fault.Kind {
    /// The answer that takes the place of the proper one; nil where the request is carried out first, or where
    /// nothing is answered.
    func answerInstead(_ service: Service, action: String, requestID: String) -> Reply? {
        switch self {
        case .throttle: AWSFailure.throttled(service).reply(service, requestID: requestID)
        case .http(let status): AWSFailure.server(service, status: status).reply(service, requestID: requestID)
        case .denied:
            AWSFailure.denied(service, action: action, caller: "arn:aws:iam::000000000000:user/denied")
                .reply(service, requestID: requestID)
        case .html(let status):
            Reply(
                status: status, contentType: "text/html",
                body: "<!DOCTYPE html><html><head><title>\(status)</title></head><body><h1>Oh no</h1><br></body></html>"
            )
        case .empty: Reply(contentType: service.contentType, body: "")
        case .reset, .lostAnswer, .cutAnswer, .delay: nil
        }
    }
}
