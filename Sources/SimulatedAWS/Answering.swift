// From a request to what goes back: arrival, fault, checks, the action, the record. The lock is held for moments; a
// read is answered from a copy of the world, which is a value, so that pages are built side by side.

import Foundation
import NIOCore
import Synchronization

extension SimulatedAWS {
    /// What is decided about a request the moment it comes.
    struct Admission {
        var requestID: String
        var number: Int
        var fault: Fault.Kind?
    }

    /// What goes back for a request.
    func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery {
        let now = clock.now
        guard let arrival = Arrival(request) else {
            let requestID = state.withLock { $0.nextRequestID() }
            let reply = AWSFailure.missingToken(.sts).reply(.sts, requestID: requestID)
            return Delivery(reply, date: now, requestID: requestID, keepAlive: keepAlive)
        }
        let kind = CallKind(service: arrival.scope.service, action: arrival.action, region: arrival.scope.region)
        let admission = state.withLock { $0.admit(kind, at: now) }
        let requestID = admission.requestID
        var reply = admission.fault?.answerInstead(arrival.service, action: arrival.action, requestID: requestID)
        if reply == nil, admission.fault != .reset { reply = answer(arrival, requestID: requestID, now: now) }
        let delivery = Delivery(
            reply, fault: admission.fault, date: now, requestID: requestID, keepAlive: keepAlive)
        let status = delivery.ending == .reset ? 0 : reply?.status ?? 0
        state.withLock {
            $0.log.end(
                admission.number, kind, status: status, bytes: reply?.body.readableBytes ?? 0,
                isThrottled: admission.fault == .throttle)
        }
        return delivery
    }

    /// The proper answer, or the refusal under the name that the service gives it.
    private func answer(_ arrival: Arrival, requestID: String, now: Date) -> Reply {
        do {
            return arrival.isRead
                ? try read(arrival, requestID: requestID, now: now)
                : try write(arrival, requestID: requestID, now: now)
        } catch {
            let failure = error as? AWSFailure ?? AWSFailure.server(arrival.service, status: 500)
            return failure.reply(arrival.service, requestID: requestID)
        }
    }

    /// Answers from a copy of the world, or from what was answered before.
    private func read(_ arrival: Arrival, requestID: String, now: Date) throws -> Reply {
        let (world, version) = state.withLock { ($0.world, $0.version) }
        let call = try arrival.checked(in: world, requestID: requestID, now: now)
        let encodings = arrival.request.header("accept-encoding")
        func render() throws -> Reply {
            var world = world
            return try call.answer(&world).encoded(accepting: encodings)
        }
        guard arrival.isListing else { return try render() }
        let region = arrival.scope.region
        let steady = cache.steadySince(region, version: version) { world[region].steadySince }
        let question = PageCache.Question(
            service: arrival.scope.service, action: arrival.action, region: region, body: arrival.request.body,
            acceptsGzip: encodings?.contains("gzip") ?? false,
            at: now > steady && arrival.service != .monitoring ? nil : now)
        return try cache.answer(question, version: version, render)
    }

    /// Carries a change out, alone.
    private func write(_ arrival: Arrival, requestID: String, now: Date) throws -> Reply {
        try state.withLock { state in
            let call = try arrival.checked(in: state.world, requestID: requestID, now: now)
            let reply = try call.answer(&state.world)
            if [.ec2, .autoscaling].contains(arrival.service) { state.version += 1 }
            return reply
        }
    }
}

extension Arrival {
    /// The call, once signature, region and form are found good, in the order in which AWS looks at them.
    func checked(in world: World, requestID: String, now: Date) throws -> Call {
        let caller = try SignatureCheck(keys: world.keys, now: now, service: service).signer(of: request, scope)
        guard world.enabledRegions.contains(scope.region) else { throw AWSFailure.unknownKey(service) }
        if world.deniedRegions.contains(scope.region), service != .sts, service != .ce {
            throw AWSFailure.denied(service, action: action, caller: caller.arn, byPolicy: true)
        }
        guard request.method == "POST", !action.isEmpty else {
            throw AWSFailure("MissingAction", "The request must name an action and be sent by POST")
        }
        return Call(
            service: service, action: action, region: scope.region, caller: caller, now: now, requestID: requestID,
            form: form, body: request.body)
    }
}

extension SimulatedAWS.State {
    /// Writes a request down, and takes the fault that holds for it.
    mutating func admit(_ kind: CallKind, at now: Date) -> SimulatedAWS.Admission {
        let requestID = nextRequestID()
        let fault = takeFault(service: kind.service, action: kind.action, region: kind.region)
        return SimulatedAWS.Admission(requestID: requestID, number: log.begin(kind, at: now), fault: fault)
    }

    /// The fault that holds for a request, counted down.
    private mutating func takeFault(service: String, action: String, region: String) -> Fault.Kind? {
        guard
            let index = faults.firstIndex(where: { $0.matches(service: service, action: action, region: region) })
        else { return nil }
        faults[index].times -= 1
        return faults[index].kind
    }

    /// A UUID's shape, the same in every run.
    mutating func nextRequestID() -> String {
        count += 1
        let digits = Array(digest("request \(count)").prefix(32))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}
