// What a fault makes of an answer: another answer in its place, or the same one broken on the way.

import Foundation
import NIOCore

extension Delivery {
    /// The delivery of a reply under a fault; no reply means a reset.
    init(_ reply: Reply?, fault: Fault.Kind? = nil, date: Date, requestID: String, keepAlive: Bool) {
        guard var reply else {
            self = .reset
            return
        }
        self.init(ending: keepAlive ? .open : .close)
        let head = reply.head(date: date, requestID: requestID, keepAlive: keepAlive)
        switch fault {
        case .reset, .lostAnswer:
            self = .reset
            return
        case .cutAnswer:
            let count = reply.body.readableBytes
            reply.body = reply.body.getSlice(at: 0, length: count - max(1, count / 2)) ?? ByteBuffer()
            ending = .close
        case .delay(let duration): wait = duration
        default: break
        }
        bytes = [head, reply.body]
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
