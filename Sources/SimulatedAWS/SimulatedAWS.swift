// A small AWS over real HTTP on loopback, in this process: for the demo, for tests of faults, and for load.
// The state is here; how a request is answered is in Answering.swift, what the services do with the state is in EC2/
// and Services/, the sockets are in HTTP/.

import Foundation
import Synchronization

/// A running simulated AWS. All methods may be called from anywhere.
package final class SimulatedAWS: Sendable {
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

    /// Where it listens, such as `http://127.0.0.1:40123`.
    package let endpoint: String
    let clock: SimulatedClock
    let state: Mutex<State>
    let cache = PageCache(limit: SimulatedAWS.cacheLimit)
    private let server: HTTPServer

    private init(_ world: World, clock: SimulatedClock, server: HTTPServer, port: Int) {
        self.clock = clock
        self.server = server
        endpoint = "http://127.0.0.1:\(port)"
        state = Mutex(State(world: world))
    }

    /// Starts listening on 127.0.0.1.
    /// - Parameter port: 0 takes any free port.
    /// - Throws: the socket's error, such as a port that is taken.
    package static func start(_ world: World, clock: SimulatedClock, port: Int = 0) async throws -> SimulatedAWS {
        let server = try await HTTPServer.listen(port: port)
        let aws = SimulatedAWS(world, clock: clock, server: server, port: server.port)
        server.serve { [weak aws] in aws?.delivery(of: $0, keepAlive: $1) ?? .reset }
        return aws
    }

    /// Stops listening and closes all connections.
    package func stop() async throws { try await server.stop() }

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
