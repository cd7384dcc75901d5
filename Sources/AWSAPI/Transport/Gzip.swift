// Unpacks gzip, as AWS sends large answers. Whoever asked does it, not the thread of the network: until then an answer
// waits packed, at a tenth of its size or less.

import CZlib
package import Foundation

package enum Gzip {
    package enum Failure: Error {
        /// More than the limit comes out.
        case tooLarge
        /// No gzip, or one that breaks off.
        case broken
    }

    /// What was packed, at most `limit` bytes.
    package static func unpacked(_ packed: Data, limit: Int) throws(Failure) -> Data {
        var stream = z_stream()
        // 15 bits of window, and 16 for a gzip header.
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { throw .broken }
        defer { inflateEnd(&stream) }
        // A byte more than the limit shows what goes beyond it.
        var output = Output(capacity: min(limit + 1, max(4096, packed.count * 8)))
        let end = packed.withUnsafeBytes { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(input.count)
            while true {
                let result = output.take(from: &stream)
                guard result == Z_OK, stream.avail_out == 0, output.grow(atMost: limit + 1) else { return result }
            }
        }
        guard output.count <= limit else { throw output.fails(.tooLarge) }
        guard end == Z_STREAM_END else { throw output.fails(.broken) }
        return output.data
    }

    /// Bytes that come one after the other. Ends as its data, or as a failure.
    private struct Output {
        private var bytes: UnsafeMutableRawPointer?
        private var capacity: Int
        private(set) var count = 0

        init(capacity: Int) {
            bytes = malloc(capacity)
            self.capacity = capacity
        }

        mutating func take(from stream: inout z_stream) -> Int32 {
            guard let bytes else { return Z_MEM_ERROR }
            stream.next_out = bytes.assumingMemoryBound(to: UInt8.self) + count
            stream.avail_out = UInt32(capacity - count)
            defer { count = capacity - Int(stream.avail_out) }
            return inflate(&stream, Z_NO_FLUSH)
        }

        mutating func grow(atMost limit: Int) -> Bool {
            guard capacity < limit, let more = realloc(bytes, min(limit, capacity * 2)) else { return false }
            bytes = more
            capacity = min(limit, capacity * 2)
            return true
        }

        var data: Data { bytes.map { Data(bytesNoCopy: $0, count: count, deallocator: .free) } ?? Data() }

        func fails(_ failure: Failure) -> Failure {
            free(bytes)
            return failure
        }
    }
}
