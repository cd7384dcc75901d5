// What a fault makes of an answer: another answer in its place, or the same one broken on the way.

import CZlib
import Foundation
import NIOCore
import SimulatedAWS

extension Delivery {
    /// The delivery of a reply under a fault; no reply means a reset.
    init(_ reply: Reply?, fault: Fault.Kind?, date: Date, requestID: String, keepAlive: Bool) {
        guard var reply, fault != .reset, fault != .lostAnswer else {
            self = .reset
            return
        }
        self.init(reply, date: date, requestID: requestID, keepAlive: keepAlive)
        var length: Int?
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
        bytes = [reply.head(date: date, requestID: requestID, keepAlive: keepAlive, length: length), reply.body]
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
        case .regionDenied: .denied(service, action: action, caller: caller, why: Policy.closedRegion)
        case .notOptedIn: .unknownKey(service)
        case .expired: .expiredToken(service)
        default: nil
        }
    }
}

extension Reply {
    /// A reply of this many bytes, about a thousandth of them on the wire; it begins as a proper one would.
    static func bomb(_ service: Service, action: String, inflated size: Int) -> Reply {
        let isJSON = !service.contentType.hasPrefix("text/xml")
        let start = isJSON ? "{" : "\(XMLWriter.prologue)<\(action)Response>"
        var reply = Reply(contentType: service.contentType, body: "")
        reply.headers = [("Content-Encoding", "gzip")]
        reply.body = Gzip.bomb(start: Array(start.utf8), inflated: size)
        return reply
    }
}

extension Gzip {
    /// Blanks a block inflates to.
    private static let blockSize = 1 << 20

    /// The gzip of a start and of blanks behind it, whole blocks of a mebibyte, at least one.
    static func bomb(start: [UInt8], inflated size: Int) -> ByteBuffer {
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: blockSize)
        let block = flushed(blanks)
        let count = max(1, (size - start.count + blockSize - 1) / blockSize)
        let blanksCRC = crc32(0, blanks, UInt32(blockSize))
        // Magic, deflate, no flags, no time, no hint, unknown system. Source: RFC 1952, section 2.3.
        var gzip = ByteBuffer(bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] + flushed(start))
        var crc = crc32(0, start, UInt32(start.count))
        for _ in 0..<count {
            gzip.writeBytes(block)
            crc = crc32_combine(crc, blanksCRC, blockSize)
        }
        // An empty last block, then checksum and length.
        gzip.writeBytes([3, 0])
        gzip.writeInteger(UInt32(truncatingIfNeeded: crc), endianness: .little)
        gzip.writeInteger(UInt32(truncatingIfNeeded: start.count + count * blockSize), endianness: .little)
        return gzip
    }

    /// Deflated bytes that end on a byte and refer to nothing before them, so that they may stand anywhere.
    private static func flushed(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { return [] }
        defer { deflateEnd(&stream) }
        var input = bytes
        var out = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        input.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                _ = deflate(&stream, Z_FULL_FLUSH)
            }
        }
        return Array(out[..<Int(stream.total_out)])
    }
}
