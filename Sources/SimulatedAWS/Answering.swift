// From a request to what goes back: arrival, fault, checks, the action, the record. The lock is held for moments; a
// read is answered from a copy of the world, which is a value, so that pages are built side by side.

import Dispatch
import Foundation
import NIOCore
import Synchronization

extension SimulatedAWS {
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
    func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery {
        let now = clock.now
        guard let arrival = Arrival(request) else {
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
        let (reply, isThrottled) = answer(arrival, admission)
        guard arrival.isRead, admission.fault == nil else { return (reply, isThrottled) }
        admission.fault = state.withLock { $0.takeFault(for: arrival, isLast: reply.isLastPage) }
        if admission.fault == .reset { return (nil, isThrottled) }
        return (instead(admission.fault) ?? reply, isThrottled || admission.fault == .throttle)
    }

    /// The proper answer, or the refusal under the name that the service gives it.
    private func answer(_ arrival: Arrival, _ admission: Admission) -> (reply: Reply, isThrottled: Bool) {
        do {
            let reply = arrival.isRead ? try read(arrival, admission) : try write(arrival, admission)
            return (reply, false)
        } catch {
            let failure = error as? AWSFailure ?? AWSFailure.server(arrival.service, status: 500)
            let reply = failure.reply(arrival.service, requestID: admission.requestID)
            return (reply, failure == AWSFailure.throttled(arrival.service))
        }
    }

    /// Answers from a copy of the world, or from what was answered before.
    private func read(_ arrival: Arrival, _ admission: Admission) throws -> Reply {
        let (world, version, past) = state.withLock {
            ($0.world, $0.version, $0.pastWorld(for: admission.fault, at: clock.now))
        }
        let call = try arrival.checked(in: world, admission)
        try state.withLock { try $0.takeTokens(for: arrival, at: clock.now) }
        let encodings = arrival.request.header("accept-encoding")
        func render() throws -> Reply {
            var world = past ?? world
            var reply = try call.answer(&world)
            reply.noteLastPage()
            return reply.encoded(accepting: encodings)
        }
        guard arrival.isListing, past == nil, !call.repeatsToken else { return try render() }
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
            let reply = try call.answer(&state.world)
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
    func checked(in world: World, _ admission: SimulatedAWS.Admission) throws -> Call {
        let check = SignatureCheck(
            keys: world.keys, now: admission.now, service: service, tolerance: admission.conditions.clockTolerance)
        let caller = try check.signer(of: request, scope)
        guard world.enabledRegions.contains(scope.region) else { throw AWSFailure.unknownKey(service) }
        if world.deniedRegions.contains(scope.region), !service.isGlobal {
            throw AWSFailure.denied(service, action: action, caller: caller.arn, why: AWSFailure.closedRegion)
        }
        let permission = "\(service.permissionPrefix):\(action)"
        if let why = Policy.refusal(
            world.policies, permission: permission, region: scope.region, caller: caller.arn)
        {
            throw AWSFailure.denied(service, action: action, caller: caller.arn, why: why)
        }
        guard request.method == "POST", !action.isEmpty else {
            throw AWSFailure("MissingAction", "The request must name an action and be sent by POST")
        }
        return Call(
            service: service, action: action, region: scope.region, caller: caller, now: admission.now,
            requestID: admission.requestID, form: form, body: request.body, page: page, carriedToken: token,
            repeatsToken: admission.fault == .repeatedToken && token != nil,
            largestPage: max(1, admission.conditions.largestPage ?? .max))
    }
}

extension SimulatedAWS.State {
    /// Writes a request down, and takes the fault that holds for it.
    mutating func admit(_ arrival: Arrival, at now: Date) -> SimulatedAWS.Admission {
        let requestID = nextRequestID()
        var fault = takeFault(for: arrival, isLast: nil)
        if fault == nil, !arrival.isRead { fault = takeFault(for: arrival, isLast: true) }
        var admission = SimulatedAWS.Admission(
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

    /// A UUID's shape, the same in every run.
    mutating func nextRequestID() -> String {
        count += 1
        let digits = Array(digest("request \(count)").prefix(32))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}
