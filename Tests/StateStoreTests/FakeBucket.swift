// A bucket in memory, with S3's conditions and its own time, behind the client's port to the network: so that answers can be
// lost, runs frozen and clocks be wrong, all in no time. Signatures are looked at for their date alone.

import AWSAPI
import CostModel
import Foundation
import Synchronization

/// What happens to one request.
enum Fate {
    case answered
    /// It is done, and nobody hears of it.
    case answerLost
    /// It does not arrive.
    case requestLost
    /// It is answered so, and not done.
    case refused(status: Int, code: String, headers: [AWSHeader] = [])
    /// Its answer ends early.
    case cut
}

final class FakeBucket: Transport {
    struct Stored {
        var body: Data
        var tag: String
        var headers: [AWSHeader]
        var at: Date
    }

    struct Asked: Equatable {
        let method: String
        let path: String
    }

    private struct State {
        var objects: [String: Stored] = [:]
        var now = Date(timeIntervalSince1970: 1_795_000_000)
        var writes = 0
        var asked: [Asked] = []
    }
    private let state = Mutex(State())
    /// Decides by the request and how many like it came before.
    private let fate: @Sendable (Asked, Int) -> Fate

    init(fate: @escaping @Sendable (Asked, Int) -> Fate = { _, _ in .answered }) { self.fate = fate }

    /// S3's time.
    var now: Date { state.withLock { $0.now } }
    var asked: [Asked] { state.withLock { $0.asked } }

    func pass(_ seconds: TimeInterval) { state.withLock { $0.now += seconds } }
    func object(_ path: String) -> Stored? { state.withLock { $0.objects[path] } }
    func put(_ path: String, _ body: Data, at: Date? = nil) {
        state.withLock { state in
            state.writes += 1
            state.objects[path] = Stored(body: body, tag: "\"\(state.writes)\"", headers: [], at: at ?? state.now)
        }
    }
    func remove(_ path: String) { state.withLock { $0.objects[path] = nil } }

    /// A client whose machine's clock is so far off, and stands still where `machine` says so.
    func client(machine: @escaping @Sendable () -> Date) -> AWSClient {
        let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
        return AWSClient(
            transport: self, credentials: StaticCredentials(keys, source: "test"), endpoints: EndpointResolver(),
            clock: AWSClock(machine: machine), sleep: { _ in }, random: { 0 }, maxAttempts: 2,
            userAgent: "costguard-test")
    }

    func send(_ request: AWSRequest) async throws -> AWSReply {
        let parts = URLComponents(string: request.url)
        let asked = Asked(method: request.method, path: (parts?.host ?? "") + (parts?.path ?? ""))
        let before = state.withLock { state in
            state.asked.append(asked)
            return state.asked.count { $0 == asked } - 1
        }
        switch fate(asked, before) {
        case .answered: return answer(request, asked.path)
        case .answerLost:
            _ = answer(request, asked.path)
            throw TransportError(kind: .interrupted, message: "the connection was closed")
        case .requestLost: throw TransportError(kind: .timeout, message: "no answer in time")
        case .refused(let status, let code, let headers): return error(status, code, headers)
        case .cut:
            let whole = answer(request, asked.path)
            return AWSReply(
                status: whole.status, headers: whole.headers, body: whole.body.prefix(whole.body.count / 2))
        }
    }

    private func answer(_ request: AWSRequest, _ path: String) -> AWSReply {
        if let late = tooLate(request) { return late }
        let ifMatch = request.headers.first { $0.name == "If-Match" }?.value
        let ifAbsent = request.headers.contains { $0.name == "If-None-Match" }
        return state.withLock { state in
            let known = state.objects[path]
            let date = AWSHeader("Date", Self.http(state.now))
            if let ifMatch, request.method != "GET" {
                guard let known else { return error(404, "NoSuchKey", [date]) }
                guard known.tag == ifMatch else { return error(412, "PreconditionFailed", [date]) }
            }
            if ifAbsent, known != nil { return error(412, "PreconditionFailed", [date]) }
            switch request.method {
            case "PUT":
                state.writes += 1
                let tag = "\"\(state.writes)\""
                let kept = request.headers.filter { $0.name.hasPrefix("x-amz-meta-") }
                state.objects[path] = Stored(body: request.body, tag: tag, headers: kept, at: state.now)
                return AWSReply(status: 200, headers: [AWSHeader("ETag", tag), date])
            case "DELETE":
                state.objects[path] = nil
                return AWSReply(status: 204, headers: [date])
            default:
                guard let known else { return error(404, "NoSuchKey", [date]) }
                let marks = [AWSHeader("ETag", known.tag), AWSHeader("Last-Modified", Self.http(known.at)), date]
                let isPart = request.headers.contains { $0.name == "Range" }
                return AWSReply(
                    status: isPart ? 206 : 200, headers: marks + known.headers,
                    body: isPart ? known.body.prefix(1) : known.body)
            }
        }
    }

    /// S3 takes no signature that is fifteen minutes off.
    private func tooLate(_ request: AWSRequest) -> AWSReply? {
        guard let stamp = request.headers.first(where: { $0.name == "X-Amz-Date" })?.value,
            let signed = Self.compact.date(from: stamp), abs(signed.timeIntervalSince(now)) > 900
        else { return nil }
        return error(403, "RequestTimeTooSkewed", [AWSHeader("Date", Self.http(now))])
    }

    private func error(_ status: Int, _ code: String, _ headers: [AWSHeader]) -> AWSReply {
        AWSReply(
            status: status, headers: headers,
            body: Data("<Error><Code>\(code)</Code><Message>No.</Message></Error>".utf8))
    }

    private static func http(_ date: Date) -> String { httpFormat.string(from: date) }
    private static let httpFormat = format("EEE, dd MMM yyyy HH:mm:ss 'GMT'")
    private static let compact = format("yyyyMMdd'T'HHmmss'Z'")

    private static func format(_ text: String) -> DateFormatter {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = .gmt
        format.dateFormat = text
        return format
    }
}
