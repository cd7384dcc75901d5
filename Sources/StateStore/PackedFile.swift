// A database as it lies in the bucket: one gzip. Unpacked to a file piece by piece, so that neither a large one nor one that
// somebody made to swell fills the memory or the disk.

import CZlib
import Foundation
import Glibc

enum PackedFile {
    /// The largest database that is unpacked, in bytes.
    static let largest = 1 << 30

    enum Failure: Error, Equatable {
        /// No gzip, or one that breaks off, or with something behind it.
        case broken
        /// More than the limit comes out.
        case tooLarge
        /// The file could not be read or written, with the system's number.
        case disk(Int32)
    }

    /// Writes what was packed to a new file of mode 0600.
    static func unpack(_ packed: Data, to path: String, limit: Int = largest) throws(Failure) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .disk(errno) }
        defer { close(file) }
        var stream = z_stream()
        // 15 bits of window, and 16 for a gzip header.
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .broken
        }
        defer { inflateEnd(&stream) }
        let outcome: Result<Void, Failure> = packed.withUnsafeBytes { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(input.count)
            do throws(Failure) { return .success(try inflateAll(&stream, to: file, limit: limit)) } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }

    private static func inflateAll(_ stream: inout z_stream, to file: Int32, limit: Int) throws(Failure) {
        var buffer = [UInt8](repeating: 0, count: chunk)
        var total = 0
        while true {
            let (result, count) = step(&stream, &buffer) { inflate(&$0, Z_NO_FLUSH) }
            total += count
            guard total <= limit else { throw .tooLarge }
            try write(buffer, count, to: file)
            if result == Z_STREAM_END {
                guard stream.avail_in == 0 else { throw .broken }
                return
            }
            guard result == Z_OK, count > 0 || stream.avail_in > 0 else { throw .broken }
        }
    }

    /// The file at this path, packed.
    static func pack(_ path: String) throws(Failure) -> Data {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .disk(errno) }
        defer { close(file) }
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            throw .disk(ENOMEM)
        }
        defer { deflateEnd(&stream) }
        var input = [UInt8](repeating: 0, count: chunk)
        var output = [UInt8](repeating: 0, count: chunk)
        var packed = Data()
        var isLast = false
        while !isLast {
            let count = read(file, &input, chunk)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .disk(errno) }
            isLast = count == 0
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(count)
                var made = 0
                repeat {
                    made = step(&stream, &output) { deflate(&$0, isLast ? Z_FINISH : Z_NO_FLUSH) }.count
                    packed.append(contentsOf: output[..<made])
                } while made == chunk
            }
        }
        return packed
    }

    private static let chunk = 1 << 16

    /// One call of zlib into the whole buffer; how much it wrote.
    private static func step(
        _ stream: inout z_stream, _ buffer: inout [UInt8], _ body: (inout z_stream) -> Int32
    ) -> (result: Int32, count: Int) {
        buffer.withUnsafeMutableBufferPointer { buffer in
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(buffer.count)
            let result = body(&stream)
            return (result, buffer.count - Int(stream.avail_out))
        }
    }

    private static func write(_ bytes: [UInt8], _ count: Int, to file: Int32) throws(Failure) {
        var done = 0
        while done < count {
            let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, count - done) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw .disk(errno) }
            done += written
        }
    }
}
