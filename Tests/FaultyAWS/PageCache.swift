// Answers of reads that were rendered before: the same question to the same world at the same time is rendered once,
// and compressed once. It makes the server so cheap that a benchmark measures the client.

import CZlib
import Foundation
import NIOCore
import SimulatedAWS
import Synchronization

/// Answers by question. It holds a bounded count of bytes; what does not fit is rendered anew each time.
final class PageCache: Sendable {
    /// What an answer depends on.
    struct Question: Hashable {
        var service: String
        var action: String
        var region: String
        /// The form or the JSON of the request.
        var body: [UInt8]
        var acceptsGzip: Bool
        /// The instant of the answer, or the beginning of the time in which it is the same; nil where that is for ever.
        var at: Date?

        /// The body as a block: byte by byte, hashing would cost more than sending.
        func hash(into hasher: inout Hasher) {
            hasher.combine(action)
            hasher.combine(region)
            body.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    fileprivate struct State {
        var version = 0
        var answers: [Question: Rendered] = [:]
        var bytes = 0
        var steady: [String: Date] = [:]
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: The most bytes of bodies that it holds.
    init(limit: Int) { self.limit = limit }

    /// The answer to a question about a version of the world; `render` runs under no lock.
    func answer(_ question: Question, version: Int, _ render: () throws -> Rendered) rethrows -> Rendered {
        let known = state.withLock { state in
            state.begin(version)
            return state.version == version ? state.answers[question] : nil
        }
        if let known { return known }
        let answer = try render()
        state.withLock { state in
            guard state.version == version, answer.reply.status == 200 else { return }
            let size = answer.reply.body.readableBytes
            if state.bytes + size > limit { state.dropDated() }
            guard state.bytes + size <= limit, state.answers[question] == nil else { return }
            state.bytes += size
            state.answers[question] = answer
        }
        return answer
    }

    /// From when on the lists of a region are the same whatever the time; computed once for a version.
    func steadySince(_ region: String, version: Int, _ compute: () -> Date) -> Date {
        let known = state.withLock { state in
            state.begin(version)
            return state.version == version ? state.steady[region] : nil
        }
        if let known { return known }
        let since = compute()
        state.withLock { if $0.version == version { $0.steady[region] = since } }
        return since
    }
}

extension PageCache.State {
    /// Forgets what an older version of the world said.
    fileprivate mutating func begin(_ newest: Int) {
        guard newest > version else { return }
        self = PageCache.State(version: newest)
    }

    /// Makes room by forgetting the answers that hold for one instant only.
    fileprivate mutating func dropDated() {
        answers = answers.filter { $0.key.at == nil }
        bytes = answers.values.reduce(0) { $0 + $1.reply.body.readableBytes }
    }
}

extension RegionContents {
    /// From when on the lists are the same whatever the time: everything is made, and no machine is between states.
    /// Never where a job keeps writing a tag.
    var steadySince: Date {
        var since = Date.distantPast
        for instance in instances {
            if instance.progress != nil { return .distantFuture }
            since = max(since, instance.createdAt)
            if let changed = instance.changedAt { since = max(since, changed.addingTimeInterval(Instance.stopping)) }
        }
        for volume in volumes { since = max(since, volume.createdAt) }
        for snapshot in snapshots { since = max(since, snapshot.createdAt) }
        for image in images { since = max(since, image.createdAt) }
        return since
    }
}

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

/// An answer of a read, and what it was before it was compressed.
struct Rendered: Sendable {
    var reply: Reply
    /// Whether no token for another page stands in it.
    let isLastPage: Bool

    /// Looks whether a token for another page stands in the body. In XML it is the last thing that is written.
    init(_ reply: Reply) {
        self.reply = reply
        if let isLast = reply.isLastPage {
            isLastPage = isLast
            return
        }
        let isXML = reply.contentType.hasPrefix("text/xml")
        let marks = isXML ? ["extToken>"] : ["extToken\":\"", "extPageToken\":\""]
        isLastPage = reply.body.withUnsafeReadableBytes { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { bytes in
                let tail = UnsafeBufferPointer(rebasing: isXML ? bytes.suffix(1_024) : bytes[...])
                return !marks.contains { offset(of: $0, in: tail) != nil }
            }
        }
    }

    /// The same answer as a client gets it that offers these encodings.
    func encoded(accepting encodings: String?) -> Rendered {
        guard reply.status == 200, reply.body.readableBytes >= Gzip.smallest, let encodings,
            encodings.split(separator: ",").contains(where: { Rendered.offersGzip($0) }),
            let compressed = Gzip.compressed(reply.body)
        else { return self }
        var answer = self
        answer.reply.body = compressed
        answer.reply.headers += [("Content-Encoding", "gzip"), ("vary", "accept-encoding")]
        return answer
    }

    /// `gzip`, `gzip;q=0.5`; not `gzip;q=0`.
    private static func offersGzip(_ entry: Substring) -> Bool {
        let parts = entry.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
        return parts.first == "gzip" && !parts.contains("q=0")
    }
}
