// An AWS of canned answers, behind the client's port to the network, for tests of the rooms that call AWS.
// Leaves sockets, signatures and retries to the tests of AWSAPI.

package import AWSAPI
import Foundation
import Synchronization

/// Answers each request by a test's closure, and remembers them all.
package final class ScriptedAWS: Transport {
    /// One request as a test sees it.
    package struct Call: Sendable, Hashable {
        /// The first label of the host, such as `ec2` or `monitoring`.
        package let host: String
        /// The second label: a region.
        package let region: String
        /// Path and query, as sent.
        package let path: String
        /// The action of a form, or what stands behind the point in `X-Amz-Target`.
        package let operation: String
        /// A form's parameters, without `Action` and `Version`.
        package let form: [String: String]
        /// The body as sent.
        package let body: String
    }

    private let answer: @Sendable (Call) throws -> AWSReply
    private let seen = Mutex<[Call]>([])

    /// An AWS that answers by this closure.
    package init(_ answer: @escaping @Sendable (Call) throws -> AWSReply) { self.answer = answer }

    /// Every request so far, in the order of arrival.
    package var calls: [Call] { seen.withLock { $0 } }

    /// The requests of one operation.
    package func calls(_ operation: String) -> [Call] { calls.filter { $0.operation == operation } }

    /// A client that speaks to this AWS, with retries but without waiting.
    package var client: AWSClient {
        let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
        return AWSClient(
            transport: self, credentials: StaticCredentials(keys, source: "test"), endpoints: EndpointResolver(),
            clock: AWSClock { Date(timeIntervalSince1970: 1_795_000_000) }, sleep: { _ in }, random: { 0 },
            userAgent: "costguard-test")
    }

    /// Answers one request.
    package func send(_ request: AWSRequest) async throws -> AWSReply {
        let call = ScriptedAWS.call(request)
        seen.withLock { $0.append(call) }
        return try answer(call)
    }

    private static func call(_ request: AWSRequest) -> Call {
        let labels = URL(string: request.url)?.host?.split(separator: ".").map(String.init) ?? []
        let path = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last.map { rest in
            String(rest.drop { $0 != "/" })
        }
        let body = String(decoding: request.body, as: UTF8.self)
        let target = request.headers.first { $0.name == "X-Amz-Target" }?.value.split(separator: ".").last
        var form: [String: String] = [:]
        if target == nil {
            for pair in body.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let plain = parts.map { $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? "" }
                form[plain[0]] = plain.count == 2 ? plain[1] : ""
            }
        }
        let operation = target.map(String.init) ?? form["Action"] ?? ""
        form["Action"] = nil
        form["Version"] = nil
        return Call(
            host: labels.first ?? "", region: labels.count > 1 ? labels[1] : "", path: path ?? "", operation: operation,
            form: form,
            body: body)
    }
}

extension AWSReply {
    /// An answer of EC2 or of the query services.
    package static func xml(_ text: String) -> AWSReply {
        AWSReply(status: 200, headers: [AWSHeader("Content-Type", "text/xml")], body: Data(text.utf8))
    }

    /// An answer of the JSON services.
    package static func json(_ text: String) -> AWSReply { AWSReply(status: 200, body: Data(text.utf8)) }

    /// EC2's form of an error.
    package static func ec2Error(_ code: String, _ message: String = "No.", status: Int = 400) -> AWSReply {
        let text = """
            <Response><Errors><Error><Code>\(code)</Code><Message>\(message)</Message></Error></Errors>\
            <RequestID>1</RequestID></Response>
            """
        return AWSReply(status: status, body: Data(text.utf8))
    }

    /// The query services' form of an error.
    package static func queryError(_ code: String, _ message: String = "No.", status: Int = 400) -> AWSReply {
        let text = """
            <ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>\
            <RequestId>1</RequestId></ErrorResponse>
            """
        return AWSReply(status: status, body: Data(text.utf8))
    }

    /// The JSON services' form of an error.
    package static func jsonError(_ code: String, _ message: String = "No.", status: Int = 400) -> AWSReply {
        AWSReply(status: status, body: Data(#"{"__type":"\#(code)","message":"\#(message)"}"#.utf8))
    }

    /// Who the credentials belong to.
    package static func identity(_ account: String) -> AWSReply {
        xml(
            """
            <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::\(account):user/a</Arn>\
            <UserId>A</UserId><Account>\(account)</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
            """)
    }
}

extension TransportError {
    /// The connection broke before the answer came.
    package static let lost = TransportError(kind: .interrupted, message: "the connection was closed")
}
