// What a service outside hears of a run, and what is made of its answers.
import AWSAPI
import Foundation
import Synchronization
import Testing

@testable import Notifying

@Suite struct HeartbeatTests {
    /// Answers by a closure, which gets the number of the attempt.
    private final class Service: Transport {
        let answer: @Sendable (Int) throws -> AWSReply
        private let requests = Mutex<[AWSRequest]>([])
        var seen: [AWSRequest] { requests.withLock { $0 } }
        init(_ answer: @escaping @Sendable (Int) throws -> AWSReply) { self.answer = answer }
        func send(_ request: AWSRequest) async throws -> AWSReply {
            let count = requests.withLock { requests in
                requests.append(request)
                return requests.count
            }
            return try answer(count)
        }
    }

    private func heartbeat(_ service: Service) throws -> Heartbeat {
        Heartbeat(try OutsideAddress("https://hc-ping.com/secret/"), transport: service, userAgent: "costguard/0")
    }

    @Test("each sign goes to its own place, without keys", arguments: Heartbeat.Sign.allCases)
    func places(_ sign: Heartbeat.Sign) async throws {
        let service = Service { _ in AWSReply(status: 200) }
        #expect(try await heartbeat(service).tell(sign, "why\nso") == nil)
        let request = try #require(service.seen.first)
        #expect(service.seen.count == 1 && request.method == "POST" && request.body == Data("why\nso".utf8))
        #expect(
            request.url == "https://hc-ping.com/secret"
                + ["start": "/start", "failure": "/fail"]["\(sign)", default: ""])
        #expect(!request.headers.contains { $0.name.lowercased() == "authorization" })
    }

    @Test(
        "an answer that is no yes is told, without the address's secret",
        arguments: [(404, "refused it (HTTP 404)"), (500, "HTTP 500"), (302, "leads elsewhere")])
    func refused(_ status: Int, _ words: String) async throws {
        let service = Service { _ in AWSReply(status: status, headers: [AWSHeader("Location", "https://evil.example/")])
        }
        let why = try #require(try await heartbeat(service).tell(.success))
        #expect(why.contains(words) && why.contains("hc-ping.com") && !why.contains("secret"), "\(why)")
        #expect(service.seen.allSatisfy { $0.url == "https://hc-ping.com/secret" })
    }

    @Test("a sign that is lost once is told again, and one that is lost twice is given up")
    func lost() async throws {
        @Sendable func lose() throws -> AWSReply {
            throw TransportError(kind: .connect, message: "'hc-ping.com' did not answer\nhint: look")
        }
        let once = Service { try $0 == 1 ? lose() : AWSReply(status: 200) }
        #expect(try await heartbeat(once).tell(.success) == nil)
        #expect(once.seen.count == 2)
        let twice = Service { _ in try lose() }
        #expect(try await heartbeat(twice).tell(.success) == "'hc-ping.com' did not answer")
        #expect(twice.seen.count == 2)
    }

    @Test("of many words the last whole lines go along, of one endless line its end")
    func lastLines() {
        let lines = (1...2_000).map { "line \($0)" }.joined(separator: "\n")
        let end = String(decoding: Heartbeat.end(of: lines), as: UTF8.self)
        #expect(end.hasSuffix("\nline 2000") && end.utf8.count <= Heartbeat.mostBytes)
        #expect(end.hasPrefix("line ") && lines.hasSuffix("\n" + end))
        let endless = Heartbeat.end(of: String(repeating: "\u{1F600}", count: 20_000) + "!")
        #expect(endless.count <= Heartbeat.mostBytes + 1 && String(decoding: endless, as: UTF8.self).hasSuffix("!"))
        #expect(Heartbeat.end(of: "").isEmpty && Heartbeat.end(of: "\n\n").isEmpty)
    }
}
