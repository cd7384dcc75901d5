// Answers of reads that were rendered before: the same question to the same world at the same time is rendered once.
// It makes the server so cheap that a benchmark measures the client.

import Foundation
import NIOCore
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
        var answers: [Question: Reply] = [:]
        var bytes = 0
        var steady: [String: Date] = [:]
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: The most bytes of bodies that it holds.
    init(limit: Int) { self.limit = limit }

    /// The answer to a question about a version of the world; `render` runs under no lock.
    func answer(_ question: Question, version: Int, _ render: () throws -> Reply) rethrows -> Reply {
        let known = state.withLock { state in
            state.begin(version)
            return state.version == version ? state.answers[question] : nil
        }
        if let known { return known }
        let reply = try render()
        state.withLock { state in
            guard state.version == version, reply.status == 200 else { return }
            if state.bytes + reply.body.readableBytes > limit { state.dropDated() }
            guard state.bytes + reply.body.readableBytes <= limit, state.answers[question] == nil else { return }
            state.bytes += reply.body.readableBytes
            state.answers[question] = reply
        }
        return reply
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
        bytes = answers.values.reduce(0) { $0 + $1.body.readableBytes }
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
