// Bad answers on the wire, made of good ones: status lines, headers, chunks, packed bodies, each cut and changed. Whatever
// the server sends before it closes, libcurl as we set it up and our reading of what it gives end in time.
import CostModel
import Foundation
import Proving
import Spawning
import Synchronization
import Testing

@testable import AWSAPI

@Suite struct HTTPFuzzTests {
    private static let seeds: [[UInt8]] = [
        Array("HTTP/1.1 200 OK\r\nx-amzn-RequestId: r-1\r\nContent-Length: 11\r\n\r\n<a><b/></a>".utf8),
        Array(
            "HTTP/1.1 400 Bad\r\nDate: Tue, 24 Nov 2026 09:00:00 GMT\r\nRetry-After: 2\r\n\r\n{\"__type\":\"x\"}".utf8),
        Array(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<a/>\r\n1;a=b\r\n\n\r\n0\r\nX: y\r\n\r\n".utf8),
        Array("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n".utf8),
        Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 43\r\n\r\n".utf8)
            + (Data(base64Encoded: "H4sIAAAAAAACA7MpsrPJLEnNtTO00QfTEJ4RCs8YxtMvsgMAHV50HjEAAAA=").map { Array($0) }
                ?? []),
    ]

    @Test("no answer on the wire traps, hangs, or gives more than the limits allow", .timeLimit(.minutes(30)))
    func bounded() async throws {
        let mutator = Mutator(HTTPFuzzTests.seeds, salt: 80)
        let answer = Mutex<[UInt8]>([])
        let server = try CannedServer { connection in
            if connection.readRequest() != nil { connection.write(answer.withLock { $0 }) }
        }
        var limits = CurlTransport.Limits()
        limits.bodyBytes = 1 << 14
        limits.total = .seconds(20)
        let transport = try CurlTransport(limits: limits)
        var read = 0
        for number in 0..<600 {
            answer.withLock { $0 = mutator.input(number) }
            do {
                let reply = try await transport.send(AWSRequest(url: server.url, body: Data("Action=X".utf8)))
                #expect(reply.body.count <= limits.bodyBytes, "\(number)")
                _ = (ErrorAnswer(reply), reply.header("Date").flatMap(UTCTime.http))
                read += 1
            } catch let error as TransportError {
                #expect(error.kind != .timeout, "\(number): \(error.message)")
            }
        }
        #expect((100..<600).contains(read), "\(read)")
    }
}
