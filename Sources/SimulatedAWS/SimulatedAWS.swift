// A small AWS over real HTTP on loopback, in this process: the demo's. What its services do with the world is in EC2/,
// CloudWatch/ and Services/, the sockets are in HTTP/. It believes whoever names a key that it knows, and has no bad
// days: signatures, permissions, limits and faults are the tests' (Tests/FaultyAWS), over the same actions.

import Foundation
import Synchronization

/// An account that answers requests. All methods may be called from anywhere.
package final class SimulatedAWS: Responder {
    private struct State {
        var world: World
        var count = 0
    }

    private let clock: SimulatedClock
    private let state: Mutex<State>

    /// An account at the time that the clock shows.
    package init(_ world: World, clock: SimulatedClock) {
        self.clock = clock
        state = Mutex(State(world: world))
    }

    /// Every message that was published so far.
    package func mails() -> [SentMail] { state.withLock { $0.world.mails } }

    /// Answers one request after the other.
    package func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery {
        let now = clock.now
        return state.withLock { state in
            state.count += 1
            let requestID = requestID(state.count)
            let reply = SimulatedAWS.reply(to: request, in: &state.world, at: now, requestID: requestID)
            return Delivery(reply, date: now, requestID: requestID, keepAlive: keepAlive)
        }
    }

    private static func reply(
        to request: WireRequest, in world: inout World, at now: Date, requestID: String
    ) -> Reply {
        guard let arrival = Arrival(request, kinds: world.kinds) else {
            return AWSFailure.missingToken(.sts).reply(.sts, requestID: requestID)
        }
        do {
            guard let caller = world.keys.first(where: { $0.id == arrival.scope.keyID }),
                world.enabledRegions.contains(arrival.scope.region)
            else { throw AWSFailure.unknownKey(arrival.service) }
            return try Call(arrival, caller: caller, at: now, requestID: requestID).answer(&world, by: .demo)
        } catch {
            return arrival.refusal(error, requestID: requestID)
        }
    }
}
