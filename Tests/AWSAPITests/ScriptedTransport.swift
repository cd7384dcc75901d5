// A network made of prepared answers, a clock that stands, and sleeps that only note their length.
import Foundation
import Synchronization
import Testing

@testable import AWSAPI

/// Answers in order and keeps what was sent. One answer too few fails the test by name.
final class ScriptedTransport: Transport {
    enum Answer: Sendable {
        case reply(AWSReply)
        case failure(TransportError)
    }

    private struct Script {
        var answers: [Answer]
        var requests: [AWSRequest] = []
    }

    private let script: Mutex<Script>

    init(_ answers: [Answer]) { script = Mutex(Script(answers: answers)) }

    var requests: [AWSRequest] { script.withLock { $0.requests } }

    func send(_ request: AWSRequest) async throws -> AWSReply {
        let answer = script.withLock { script -> Answer? in
            script.requests.append(request)
            return script.answers.isEmpty ? nil : script.answers.removeFirst()
        }
        guard let answer else {
            Issue.record("an unexpected request was sent: \(String(decoding: request.body, as: UTF8.self))")
            throw TransportError(kind: .refused, message: "the script has ended")
        }
        switch answer {
        case .reply(let reply): return reply
        case .failure(let error): throw error
        }
    }
}

extension ScriptedTransport.Answer {
    static func answer(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> Self {
        .reply(AWSReply(status: status, headers: headers.map { AWSHeader($0, $1) }, body: Data(body.utf8)))
    }

    static let ok = answer(200, "<R><a>1</a></R>")

    static func ec2Error(_ status: Int, _ code: String, _ message: String = "m", _ headers: [String: String] = [:])
        -> Self
    {
        answer(
            status,
            "<Response><Errors><Error><Code>\(code)</Code><Message>\(message)</Message></Error></Errors>"
                + "<RequestID>r-1</RequestID></Response>", headers)
    }
}

/// A client over a script, with the waits it asked for.
struct Rig {
    static let plantedKeys = Credentials(
        accessKeyID: "AKIAPLANTEDKEYID0001", secretAccessKey: "plantedSecret/abcdefghijklmnopqrstuvwx",
        sessionToken: "plantedToken+0123456789")
    static let now = Date(timeIntervalSince1970: 1_795_162_805)

    let transport: ScriptedTransport
    let client: AWSClient
    let waits: Waits

    final class Waits: Sendable {
        private let list = Mutex<[Duration]>([])
        private let start = ContinuousClock.now
        var all: [Duration] { list.withLock { $0 } }
        /// Time passes by waiting alone.
        @Sendable func uptime() -> ContinuousClock.Instant { start + all.reduce(.zero, +) }
        func note(_ wait: Duration) { list.withLock { $0.append(wait) } }
    }

    init(_ answers: [ScriptedTransport.Answer], maxAttempts: Int = 5) {
        let transport = ScriptedTransport(answers)
        let waits = Waits()
        self.transport = transport
        self.waits = waits
        client = AWSClient(
            transport: transport, credentials: StaticCredentials(Self.plantedKeys, source: "test"),
            endpoints: EndpointResolver(), clock: AWSClock { Self.now }, uptime: waits.uptime,
            sleep: { waits.note($0) },
            random: { 0.5 },
            maxAttempts: maxAttempts, userAgent: "costguard/test")
    }

    func error(_ action: String = "DescribeInstances", region: String = "eu-west-1", retries: Bool = true) async
        -> AWSError?
    {
        do {
            _ = try await client.query(.ec2, action, region: region, retries: retries)
            return nil
        } catch {
            return error as? AWSError
        }
    }
}

extension AWSClock {
    /// A clock that AWS has confirmed.
    static func told(_ now: @escaping @Sendable () -> Date) -> AWSClock {
        let clock = AWSClock(machine: now)
        clock.succeeded(clock.signature(of: Rig.plantedKeys), date: now(), received: now(), host: "test")
        return clock
    }
}

extension AWSRequest {
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// STS and the portal of SSO: they give keys to whoever asks, and note what was shown to them for which role.
final class KeyGivers: Transport {
    private let notes = Mutex<[[String]]>([])

    var shown: [[String]] { notes.withLock { $0 } }

    func send(_ request: AWSRequest) async throws -> AWSReply {
        if let login = request.header("x-amz-sso_bearer_token") {
            let query = Self.fields(request.url.split(separator: "?").last.map(String.init) ?? "")
            notes.withLock { $0.append([login, "\(query["account_id"] ?? "")/\(query["role_name"] ?? "")"]) }
            let keys =
                #"{"accessKeyId":"ASIAROLE","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}"#
            return AWSReply(status: 200, body: Data(#"{"roleCredentials":\#(keys)}"#.utf8))
        }
        let fields = Self.fields(String(decoding: request.body, as: UTF8.self))
        let action = fields["Action"] ?? ""
        let signer = request.header("Authorization")?.split(separator: "Credential=").last?.split(separator: "/").first
        notes.withLock { $0.append([fields["WebIdentityToken"] ?? String(signer ?? ""), fields["RoleArn"] ?? ""]) }
        return AWSReply(
            status: 200,
            body: Data(
                ("<\(action)Response><\(action)Result><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>"
                    + "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
                    + "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></\(action)Result></\(action)Response>")
                    .utf8))
    }

    private static func fields(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Dictionary(pairs.map { ($0[0], ($0.last ?? "").removingPercentEncoding ?? "") }) { $1 }
    }
}
