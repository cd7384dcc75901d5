// The simulated AWS as tests and benchmarks need it: it checks signatures and permissions, knows every action that
// costguard asks for, fails on demand, slows down, forgets nothing, and is cheap enough to be measured against.
// The state is here; how a request is answered is in Answering.swift.

import Foundation
package import SimulatedAWS
import Synchronization

/// A running AWS that can fail. All methods may be called from anywhere.
package final class FaultyAWS: Responder {
    struct State {
        var world: World
        /// Counts the changes of what lists show.
        var version = 1
        var faults = FaultQueue()
        var conditions = Conditions()
        var buckets = TokenBuckets()
        var history = History()
        var log = RequestLog()
        var count = 0
    }

    /// The most bytes of rendered answers that are kept for the next client that asks the same.
    static let cacheLimit = 512 << 20

    let clock: SimulatedClock
    let state: Mutex<State>
    let cache = PageCache(limit: FaultyAWS.cacheLimit)
    private let server = Mutex<HTTPServer?>(nil)

    private init(_ world: World, clock: SimulatedClock) {
        self.clock = clock
        state = Mutex(State(world: world))
    }

    /// Starts listening on 127.0.0.1.
    /// - Throws: the socket's error.
    package static func start(_ world: World, clock: SimulatedClock) async throws -> FaultyAWS {
        let aws = FaultyAWS(world, clock: clock)
        let server = try await HTTPServer.listen(aws)
        aws.server.withLock { $0 = server }
        return aws
    }

    /// Where it listens, such as `http://127.0.0.1:40123`; empty once it is stopped.
    package var endpoint: String { server.withLock { $0?.endpoint ?? "" } }

    /// Stops listening and closes all connections.
    package func stop() async throws {
        let server = server.withLock { $0.take() }
        try await server?.stop()
    }

    /// The last requests in the order of arrival, 10,000 at most; `counts` counts them all.
    package var requests: [RecordedRequest] { state.withLock { $0.log.requests } }

    /// How often each kind of call came so far, and how it went.
    package var counts: [CallKind: CallCount] { state.withLock { $0.log.counts } }

    /// Every message that was published so far.
    package func mails() -> [SentMail] { state.withLock { $0.world.mails } }

    /// Makes the next matching requests fail; of several faults that match, the one injected first holds, except that
    /// a fault of the last page holds only where no other one does.
    package func inject(_ fault: Fault) {
        state.withLock { state in
            state.faults.append(fault)
            // A stale answer shows the world before a change that is still to come.
            if fault.kind == .stale, state.conditions.replicationLag <= 0 { state.history = History() }
        }
    }

    /// Takes back every fault that still waits.
    package func heal() { state.withLock { $0.faults = FaultQueue() } }

    /// Looks at the world as it is now.
    package var world: World { state.withLock { $0.world } }

    /// Changes the world behind the client's back: a tag, a new machine, a protection.
    package func change(_ body: @Sendable (inout World) -> Void) {
        let now = clock.now
        state.withLock { state in
            state.remember(at: now)
            body(&state.world)
            state.version += 1
        }
    }

    /// Sets what holds for all requests from now on; the token buckets are full again.
    package func impose(_ conditions: Conditions) {
        state.withLock { state in
            // Pages of another size are other pages.
            if state.conditions.largestPage != conditions.largestPage { state.version += 1 }
            state.conditions = conditions
            state.buckets = TokenBuckets()
        }
    }

    /// Clicks the link in every confirmation mail.
    package func confirmSubscriptions() {
        change { world in
            for topic in world.topics.indices {
                for index in world.topics[topic].subscriptions.indices {
                    world.topics[topic].subscriptions[index].isConfirmed = true
                }
            }
        }
    }
}
