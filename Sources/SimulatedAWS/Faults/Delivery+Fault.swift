// What a fault makes of an answer: another answer in its place, or the same one broken on the way.

import Foundation
import NIOCore

extension Delivery {
    /// The delivery of a reply under a fault; no reply means a reset.
    init(_ reply: Reply?, fault: Fault.Kind? = nil, date: Date, requestID: String, keepAlive: Bool) {
        guard var reply, fault != .reset, fault != .lostAnswer else {
            self = .reset
            return
        }
        var length: Int?
        self.init(ending: keepAlive ? .open : .close)
        switch fault {
        case .cutAnswer:
            length = reply.body.readableBytes
            reply.body = reply.body.firstHalf
            ending = .close
        case .halfAnswer: reply.body = reply.body.firstHalf
        case .wrongLength(let difference):
            length = max(0, reply.body.readableBytes + difference)
            if difference > 0 { ending = .close }
        case .delay(let duration): wait = duration
        case .drip(let count, let interval): pace = Pace(bytes: max(1, count), every: interval)
        default: break
        }
        let head = reply.head(date: date, requestID: requestID, keepAlive: keepAlive, length: length)
        bytes = [head, reply.body]
    }
}

extension ByteBuffer {
    /// At least one byte less than all.
    fileprivate var firstHalf: ByteBuffer {
        getSlice(at: readerIndex, length: readableBytes - max(1, readableBytes / 2)) ?? ByteBuffer()
    }
}

extension Fault.Kind {
    /// The answer that takes the place of the proper one; nil where the request is carried out first, or where
    /// nothing is answered.
    func answerInstead(_ service: Service, action: String, requestID: String) -> Reply? {
        if let failure = failure(service, action: action) { return failure.reply(service, requestID: requestID) }
        switch self {
        case .html(let status):
            return Reply(
                status: status, contentType: "text/html",
                body: "<!DOCTYPE html><html><head><title>\(status)</title></head><body><h1>Oh no</h1><br></body></html>"
            )
        case .empty: return Reply(contentType: service.contentType, body: "")
        case .gzipBomb(let size): return Reply.bomb(service, action: action, inflated: size)
        default: return nil
        }
    }

    /// The error that the fault stands for, under the service's own name for it.
    private func failure(_ service: Service, action: String) -> AWSFailure? {
        let caller = "arn:aws:iam::000000000000:user/denied"
        return switch self {
        case .throttle: .throttled(service)
        case .http(let status): .server(service, status: status)
        case .denied: .denied(service, action: action, caller: caller)
        case .regionDenied: .denied(service, action: action, caller: caller, why: AWSFailure.closedRegion)
        case .notOptedIn: .unknownKey(service)
        case .expired: .expiredToken(service)
        default: nil
        }
    }
}
