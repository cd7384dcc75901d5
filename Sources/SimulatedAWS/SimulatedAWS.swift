// A small AWS over real HTTP on loopback, in this process: for the demo, for tests of faults, and for load.
// The state is here; what the services do with it is in EC2/ and Services/, the sockets are in HTTP/.

import Foundation
import Synchronization

/// A running simulated AWS. All methods may be called from anywhere.
public final class SimulatedAWS: Sendable {
    struct State {
        var world: World
        var faults: [Fault] = []
        var requests: [RecordedRequest] = []
        var count = 0
    }

    /// Where it listens, such as `http://127.0.0.1:40123`.
    public let endpoint: String
    private let clock: SimulatedClock
    private let state: Mutex<State>
    private let server: HTTPServer

    private init(_ world: World, clock: SimulatedClock, server: HTTPServer, port: Int) {
        (self.clock, self.server) = (clock, server)
        endpoint = "http://127.0.0.1:\(port)"
        state = Mutex(State(world: world))
    }

    /// Starts listening on 127.0.0.1.
    /// - Parameter port: 0 takes any free port.
    /// - Throws: the socket's error, such as a port that is taken.
    public static func start(_ world: World, clock: SimulatedClock, port: Int = 0) async throws -> SimulatedAWS {
        let server = try await HTTPServer.listen(port: port)
        let aws = SimulatedAWS(world, clock: clock, server: server, port: server.port)
        server.serve { [weak aws] in aws?.delivery(of: $0, keepAlive: $1) ?? .reset }
        return aws
    }

    /// Stops listening and closes all connections.
    public func stop() async throws { try await server.stop() }

    /// Every request so far, in the order of arrival.
    public var requests: [RecordedRequest] { state.withLock { $0.requests } }

    /// Every message that was published so far.
    public func mails() -> [SentMail] { state.withLock { $0.world.mails } }

    /// Makes the next matching requests fail; of several faults that match, the one injected first holds.
    public func inject(_ fault: Fault) { state.withLock { $0.faults.append(fault) } }

    /// Looks at the world as it is now.
    public var world: World { state.withLock { $0.world } }

    /// Changes the world behind the client's back: a tag, a new machine, a protection.
    public func change(_ body: @Sendable (inout World) -> Void) { state.withLock { body(&$0.world) } }

    /// Clicks the link in every confirmation mail.
    public func confirmSubscriptions() {
        change { world in
            for topic in world.topics.indices {
                for index in world.topics[topic].subscriptions.indices {
                    world.topics[topic].subscriptions[index].isConfirmed = true
                }
            }
        }
    }

    /// What goes back for a request.
    func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery {
        let now = clock.now
        return state.withLock { state in
            state.count += 1
            let requestID = SimulatedAWS.requestID(state.count)
            guard let scope = request.header("authorization").flatMap(CredentialScope.init),
                let service = Service(rawValue: scope.service)
            else {
                let reply = AWSFailure.missingToken(.sts).reply(.sts, requestID: requestID)
                return .bytes(reply.bytes(date: now, requestID: requestID, keepAlive: keepAlive))
            }
            let action = service.action(of: request) ?? ""
            let fault = state.takeFault(service: service.rawValue, action: action, region: scope.region)
            var reply = fault?.answerInstead(service, action: action, requestID: requestID)
            if reply == nil, fault != .reset {
                reply = state.answer(request, scope, service, action: action, now: now, requestID: requestID)
            }
            let delivery = Delivery(reply, fault: fault) {
                $0.bytes(date: now, requestID: requestID, keepAlive: keepAlive)
            }
            state.requests.append(
                RecordedRequest(
                    service: scope.service, action: action, region: scope.region, at: now,
                    status: delivery == .reset ? 0 : reply?.status ?? 0))
            return delivery
        }
    }

    /// A UUID's shape, the same in every run.
    private static func requestID(_ count: Int) -> String {
        let digits = Array(digest("request \(count)").prefix(32))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}

extension SimulatedAWS.State {
    /// The fault that holds for a request, counted down.
    mutating func takeFault(service: String, action: String, region: String) -> Fault.Kind? {
        guard
            let index = faults.firstIndex(where: { $0.matches(service: service, action: action, region: region) })
        else { return nil }
        faults[index].times -= 1
        return faults[index].kind
    }

    /// The proper answer: signature, region, action, in the order in which AWS looks at them.
    mutating func answer(
        _ request: WireRequest, _ scope: CredentialScope, _ service: Service, action: String, now: Date,
        requestID: String
    ) -> Reply {
        do {
            let check = SignatureCheck(keys: world.keys, now: now, service: service)
            let caller = try check.signer(of: request, scope)
            guard world.enabledRegions.contains(scope.region) else { throw AWSFailure.unknownKey(service) }
            if world.deniedRegions.contains(scope.region), service != .sts, service != .ce {
                throw AWSFailure.denied(service, action: action, caller: caller.arn, byPolicy: true)
            }
            guard request.method == "POST", !action.isEmpty else {
                throw AWSFailure("MissingAction", "The request must name an action and be sent by POST")
            }
            let call = Call(
                service: service, action: action, region: scope.region, caller: caller, now: now,
                requestID: requestID, form: Form(request.body), body: request.body)
            return try call.answer(&world)
        } catch {
            let failure = error as? AWSFailure ?? AWSFailure.server(service, status: 500)
            return failure.reply(service, requestID: requestID)
        }
    }
}
