// Transports that send nothing, and clients over them.

package import AWSAPI
package import Foundation
import SimulatedAWS

/// Answers that somebody else made, always the same.
package struct FixedTransport: Transport {
    private let reply: AWSReply

    /// Answers every request by this.
    package init(_ reply: AWSReply) { self.reply = reply }

    /// Sends nothing.
    package func send(_ request: AWSRequest) async throws -> AWSReply { reply }
}

/// Answers that depend on the question.
package struct ChoosingTransport: Transport {
    private let choose: @Sendable (AWSRequest) -> AWSReply

    /// Answers a request by what `choose` makes of it.
    package init(_ choose: @escaping @Sendable (AWSRequest) -> AWSReply) { self.choose = choose }

    /// Sends nothing.
    package func send(_ request: AWSRequest) async throws -> AWSReply { choose(request) }
}

extension AWSReply {
    /// Status 200 with this body.
    static func ok(_ body: some Sequence<UInt8>) -> AWSReply { AWSReply(status: 200, body: Data(body)) }

    /// Status 200 with this text.
    static func ok(_ body: String) -> AWSReply { ok(body.utf8) }
}

extension AWSClient {
    /// A client to which every answer is this one.
    static func answering(_ bytes: [UInt8]) -> AWSClient {
        .over(FixedTransport(.ok(bytes)), at: RecordedAnswers.now)
    }

    /// A client over a transport, with keys of the simulated account, that never waits.
    package static func over(
        _ transport: any Transport, endpoint: String? = nil, at now: Date, maxAttempts: Int = 1
    ) -> AWSClient {
        AWSClient(
            transport: transport,
            credentials: StaticCredentials(
                Credentials(accessKeyID: Story.accessKeyID, secretAccessKey: Story.secretAccessKey), source: "test"),
            endpoints: EndpointResolver(option: endpoint), clock: AWSClock { now }, sleep: { _ in }, random: { 0 },
            maxAttempts: maxAttempts, userAgent: "costguard-proof")
    }
}
