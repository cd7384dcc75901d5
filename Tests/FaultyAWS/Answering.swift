// From a request to what goes back: arrival, fault, checks, the action, the record. The lock is held for moments; a
// read is answered from a copy of the world, which is a value, so that pages are built side by side.

import Dispatch
import Foundation
import NIOCore
package import SimulatedAWS
import Synchronization

extension FaultyAWS {
    /// What is decided about a request the moment it comes.
    struct Admission {
        var requestID: String
        var number: Int
        var fault: Fault.Kind?
        var conditions: Conditions
        /// The service's own time.
        var now: Date
    }

    /// What goes back for a request.
    package func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery {
        let now = clock.now
        guard let arrival = Arrival(request, kinds: world.kinds) else {
            let requestID = state.withLock { $0.nextRequestID() }
            let reply = AWSFailure.missingToken(.sts).reply(.sts, requestID: requestID)
            return Delivery(reply, date: now, requestID: requestID, keepAlive: keepAlive)
        }
        var admission = state.withLock { $0.admit(arrival, at: now) }
        let outcome = outcome(of: arrival, &admission)
        var delivery = Delivery(
            outcome.reply, fault: admission.fault, date: admission.now, requestID: admission.requestID,
            keepAlive: keepAlive)
        delivery.wait += admission.conditions.latency(in: arrival.scope.region)
        let status = delivery.ending == .reset ? 0 : outcome.reply?.status ?? 0
        let bytes = delivery.bytes.dropFirst().reduce(0) { $0 + $1.readableBytes }
        state.withLock {
            $0.log.end(
                admission.number, arrival.kind, status: status, bytes: bytes, isThrottled: outcome.isThrottled)
        }
        return delivery
    }

    /// The answer, the error of a fault in its place, or nothing where the connection is reset at once. A fault of the
    /// last page is found only now.
    private func outcome(of arrival: Arrival, _ admission: inout Admission) -> (reply: Reply?, isThrottled: Bool) {
        func instead(_ fault: Fault.Kind?) -> Reply? {
            fault?.answerInstead(arrival.service, action: arrival.action, requestID: admission.requestID)
        }
        if admission.fault == .reset { return (nil, false) }
        if let reply = instead(admission.fault) { return (reply, admission.fault == .throttle) }
        let (answer, isThrottled) = answer(arrival, admission)
        guard arrival.isRead, admission.fault == nil else { return (answer.reply, isThrottled) }
        admission.fault = state.withLock { $0.takeFault(for: arrival, isLast: answer.isLastPage) }
        if admission.fault == .reset { return (nil, isThrottled) }
        return (instead(admission.fault) ?? answer.reply, isThrottled || admission.fault == .throttle)
    }

    /// The proper answer, or the refusal under the name that the service gives it.
    private func answer(_ arrival: Arrival, _ admission: Admission) -> (answer: Rendered, isThrottled: Bool) {
        do {
            return (arrival.isRead ? try read(arrival, admission) : Rendered(try write(arrival, admission)), false)
        } catch {
            let reply = arrival.refusal(error, requestID: admission.requestID)
            return (Rendered(reply), error as? AWSFailure == AWSFailure.throttled(arrival.service))
        }
    }

    /// Answers from a copy of the world, or from what was answered before.
    private func read(_ arrival: Arrival, _ admission: Admission) throws -> Rendered {
        let (world, version, past) = state.withLock {
            ($0.world, $0.version, $0.pastWorld(for: admission.fault, at: clock.now))
        }
        let call = try arrival.checked(in: world, admission)
        try state.withLock { try $0.takeTokens(for: arrival, at: clock.now) }
        let encodings = arrival.request.header("accept-encoding")
        func render() throws -> Rendered {
            var world = past ?? world
            return Rendered(try call.answer(&world, by: .all)).encoded(accepting: encodings)
        }
        guard arrival.isListing, past == nil, call.endlessToken == nil else { return try render() }
        let question = PageCache.Question(
            service: arrival.scope.service, action: arrival.action, region: arrival.scope.region,
            body: arrival.request.body, acceptsGzip: encodings?.contains("gzip") ?? false,
            at: validity(of: arrival, in: world, version: version, now: call.now))
        return try cache.answer(question, version: version, render)
    }

    /// Since when an answer is the same: nil for ever, `now` where it may change the next moment.
    private func validity(of arrival: Arrival, in world: World, version: Int, now: Date) -> Date? {
        let region = arrival.scope.region
        guard arrival.service == .monitoring else {
            let steady = cache.steadySince(region, version: version) { world[region].steadySince }
            return now > steady ? nil : now
        }
        // Points of the past stay as they are for this day; those near the end of their retention may go.
        guard arrival.action == "GetMetricData", let start = arrival.number("StartTime"),
            let end = arrival.number("EndTime"), end <= now.timeIntervalSince1970,
            start > now.timeIntervalSince1970 - 60 * 86_400
        else { return now }
        return Date(timeIntervalSince1970: (now.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400)
    }

    /// Carries a change out, alone.
    private func write(_ arrival: Arrival, _ admission: Admission) throws -> Reply {
        let now = clock.now
        return try state.withLock { state in
            let call = try arrival.checked(in: state.world, admission)
            try state.takeTokens(for: arrival, at: now)
            state.remember(at: now)
            let reply = try call.answer(&state.world, by: .all)
            // Keys and mails are in no list that is kept.
            if ![.sts, .sns].contains(arrival.service) { state.version += 1 }
            return reply
        }
    }
}

extension Arrival {
    /// What is counted.
    var kind: CallKind { CallKind(service: scope.service, action: action, region: scope.region) }

    /// The call, once signature, region, permission and form are found good, in the order in which AWS looks at them.
    func checked(in world: World, _ admission: FaultyAWS.Admission) throws -> Call {
        let check = SignatureCheck(
            keys: world.keys, now: admission.now, service: service, tolerance: admission.conditions.clockTolerance)
        let caller = try check.signer(of: request, scope)
        guard world.enabledRegions.contains(scope.region) else { throw AWSFailure.unknownKey(service) }
        let extras = world[Extras.self]
        if extras.deniedRegions.contains(scope.region), !service.isGlobal {
            throw AWSFailure.denied(service, action: action, caller: caller.arn, why: Policy.closedRegion)
        }
        let permission = kindCall.flatMap { world.kinds.permission(for: $0) } ?? "\(service.permissionPrefix):\(action)"
        if let why = Policy.refusal(
            extras.policies, permission: permission, region: scope.region, caller: caller.arn)
        {
            throw AWSFailure.denied(service, action: action, caller: caller.arn, why: why)
        }
        return try Call(
            self, caller: caller, at: admission.now, requestID: admission.requestID,
            largestPage: max(1, admission.conditions.largestPage ?? .max),
            endlessToken: admission.fault == .repeatedToken ? token : nil)
    }

    /// Whether the call leaves the world as it is.
    var isRead: Bool { ["Describe", "Get", "List", "BatchGet"].contains(where: action.hasPrefix) }

    /// Whether the answer is made of what is in the region and nothing else, so that it may be kept.
    fileprivate var isListing: Bool { isRead && [.ec2, .autoscaling, .monitoring].contains(service) }

    /// A number in a JSON body, such as `EndTime`, found without reading the rest.
    fileprivate func number(_ name: String) -> Double? {
        let name = "\"\(name)\""
        guard let found = request.body.withUnsafeBufferPointer({ offset(of: name, in: $0) }) else { return nil }
        let rest = request.body[(found + name.utf8.count)...].drop { $0 == 32 || $0 == 58 }
        return Double(String(decoding: rest.prefix { (43...57).contains($0) || $0 | 32 == 101 }, as: UTF8.self))
    }
}

extension FaultyAWS.State {
    /// Writes a request down, and takes the fault that holds for it.
    mutating func admit(_ arrival: Arrival, at now: Date) -> FaultyAWS.Admission {
        let requestID = nextRequestID()
        var fault = takeFault(for: arrival, isLast: nil)
        if fault == nil, !arrival.isRead { fault = takeFault(for: arrival, isLast: true) }
        var admission = FaultyAWS.Admission(
            requestID: requestID, number: log.begin(arrival.kind, at: now), fault: fault, conditions: conditions,
            now: now)
        if case .clockOff(let seconds) = fault { admission.now += seconds }
        return admission
    }

    /// The fault that holds for a request, counted down.
    mutating func takeFault(for arrival: Arrival, isLast: Bool?) -> Fault.Kind? {
        if isLast != nil, !faults.awaitsLastPage { return nil }
        return faults.take(arrival, isLast: isLast, hasPast: !history.isEmpty)
    }

    /// Pays for a call.
    /// - Throws: The service's throttling error where the buckets are empty.
    mutating func takeTokens(for arrival: Arrival, at now: Date) throws {
        let time: Double
        switch conditions.throttling {
        case .off: return
        case .simulatedTime: time = now.timeIntervalSince1970
        case .realTime: time = Double(DispatchTime.now().uptimeNanoseconds) / 1e9
        }
        guard buckets.take(Allowance.needed(by: arrival), in: arrival.scope.region, at: time) else {
            throw AWSFailure.throttled(arrival.service)
        }
    }

    /// The id of the next request.
    mutating func nextRequestID() -> String {
        count += 1
        return requestID(count)
    }
}
