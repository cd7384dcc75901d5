// A body that is small on the wire and huge when it is inflated: blanks, one compressed block of them many times.

import CZlib
import NIOCore

extension Reply {
    /// A reply of this many bytes, about a thousandth of them on the wire; it begins as a proper one would.
    static func bomb(_ service: Service, action: String, inflated size: Int) -> Reply {
        let isJSON = service.wireProtocol != .ec2 && service.wireProtocol != .query
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
