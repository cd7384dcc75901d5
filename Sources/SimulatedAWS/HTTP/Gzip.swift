// Compressed bodies, as AWS sends them to a client that offers gzip.

import CZlib
import NIOCore

enum Gzip {
    /// Bodies below this are sent as they are.
    static let smallest = 1_024

    /// The gzip of bytes, made for speed; nil only where zlib has no memory.
    static func compressed(_ body: ByteBuffer) -> ByteBuffer? {
        var stream = z_stream()
        // 15 bits of window, and 16 for a gzip header.
        guard
            deflateInit2_(
                &stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var out = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(body.readableBytes))))
        let isDone = body.withUnsafeReadableBytes { input in
            out.withUnsafeMutableBufferPointer { output in
                stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        return isDone ? ByteBuffer(bytes: out[..<Int(stream.total_out)]) : nil
    }
}

extension Reply {
    /// The same reply as a client gets it that offers these encodings.
    func encoded(accepting encodings: String?) -> Reply {
        guard status == 200, body.readableBytes >= Gzip.smallest, let encodings,
            encodings.split(separator: ",").contains(where: { Reply.offersGzip($0) }),
            let compressed = Gzip.compressed(body)
        else { return self }
        var reply = self
        reply.body = compressed
        reply.headers += [("Content-Encoding", "gzip"), ("vary", "accept-encoding")]
        return reply
    }

    /// `gzip`, `gzip;q=0.5`; not `gzip;q=0`.
    private static func offersGzip(_ entry: Substring) -> Bool {
        let parts = entry.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
        return parts.first == "gzip" && !parts.contains("q=0")
    }
}
