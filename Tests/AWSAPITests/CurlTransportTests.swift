// libcurl as we set it up, against a server that misbehaves on purpose.
import Foundation
import Spawning
import Synchronization
import Testing

@testable import AWSAPI

@Suite(.timeLimit(.minutes(30))) struct CurlTransportTests {
    private func transport(_ change: (inout CurlTransport.Limits) -> Void = { _ in }) throws -> CurlTransport {
        var limits = CurlTransport.Limits()
        change(&limits)
        return try CurlTransport(limits: limits)
    }

    private func failure(_ transport: CurlTransport, _ url: String) async -> TransportError? {
        do {
            _ = try await transport.send(AWSRequest(url: url, body: Data("Action=X".utf8)))
            return nil
        } catch {
            return error as? TransportError
        }
    }

    @Test func sendsHeadersAndBodyAndReadsTheAnswer() async throws {
        let seen = Mutex("")
        let server = try CannedServer { connection in
            guard let request = connection.readRequest() else { return }
            seen.withLock { $0 = request }
            connection.write("HTTP/1.1 400 Bad\r\nX-Amzn-RequestId: r1\r\nContent-Length: 3\r\n\r\nabc")
        }
        let request = AWSRequest(
            url: server.url, headers: [AWSHeader("Content-Type", "application/x-amz-json-1.0"), AWSHeader("X-A", "1")],
            body: Data("{\"ä\":1}".utf8))
        let reply = try await transport().send(request)
        #expect(reply.status == 400)
        #expect(reply.header("x-amzn-requestid") == "r1")
        #expect(reply.body == Data("abc".utf8))
        let text = seen.withLock { $0 }
        #expect(text.hasPrefix("POST / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
        #expect(text.contains("\r\nX-A: 1\r\n"))
        #expect(text.lowercased().contains("accept-encoding: ") && text.contains("gzip"))
        #expect(text.components(separatedBy: "Content-Type").count == 2)
        #expect(text.hasSuffix("{\"ä\":1}"))
    }

    @Test func sendsGETWithoutABody() async throws {
        let seen = Mutex("")
        let server = try CannedServer { connection in
            seen.withLock { $0 = connection.readRequest() ?? "" }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        _ = try await transport().send(AWSRequest(method: "GET", url: server.url + "a?b=c"))
        #expect(seen.withLock { $0 }.hasPrefix("GET /a?b=c HTTP/1.1\r\n"))
    }

    private static func gzip(_ data: Data) throws -> Data {
        let process = ChildProgram()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-9nc"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.start()
        try input.fileHandleForWriting.write(contentsOf: data)
        try input.fileHandleForWriting.close()
        return try output.fileHandleForReading.readToEnd() ?? Data()
    }

    private func server(gzipped data: Data) throws -> CannedServer {
        let packed = try Self.gzip(data)
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n"
        return try CannedServer.answering(Array(head.utf8) + Array(packed))
    }

    @Test func unpacksGzip() async throws {
        let server = try server(gzipped: Data("hello".utf8))
        #expect(try await transport().send(AWSRequest(url: server.url)).body == Data("hello".utf8))
    }

    @Test(arguments: [0, 1, 10, 20, 30, 1_000])
    func takesAGzipThatBreaksOffForAnAnswerCutShort(_ kept: Int) async throws {
        let text = (0..<2_000).map(String.init).joined()
        let packed = Array(try Self.gzip(Data(text.utf8)).prefix(kept))
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n"
        let server = try CannedServer.answering(Array(head.utf8) + packed)
        #expect(try await failure(transport(), server.url)?.kind == .interrupted)
    }

    @Test(arguments: [5_000, 100_000, 3_000_000])
    func unpacksWhatIsMuchLargerThanItsPackedForm(_ size: Int) async throws {
        let data = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 / 1_000) })
        let server = try server(gzipped: data)
        #expect(try await transport().send(AWSRequest(url: server.url)).body == data)
    }

    @Test func boundsTheUnpackedSizeNotThePackedOne() async throws {
        let server = try server(gzipped: Data(repeating: 0x20, count: 100_000))
        #expect(try await failure(transport { $0.bodyBytes = 99_999 }, server.url)?.kind == .tooLarge)
        #expect(try await failure(transport { $0.bodyBytes = 100_000 }, server.url) == nil)
    }

    @Test func boundsTheHeaders() async throws {
        let server = try CannedServer.answering(
            headers: String(repeating: "X-Fill: \(String(repeating: "x", count: 90))\r\n", count: 50), body: "")
        #expect(try await failure(transport { $0.headerBytes = 2_000 }, server.url)?.kind == .tooLarge)
    }

    @Test func followsNoRedirect() async throws {
        let target = try CannedServer.answering(body: "stolen")
        let server = try CannedServer.answering(
            status: "307 Temporary Redirect", headers: "Location: \(target.url)\r\n", body: "")
        let reply = try await transport().send(AWSRequest(url: server.url))
        #expect(reply.status == 307)
        #expect(target.connections == 0)
    }

    @Test func reportsAnAnswerCutShort() async throws {
        let server = try CannedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<R>")
        }
        #expect(try await failure(transport(), server.url)?.kind == .interrupted)
    }

    @Test func readsNoMoreThanTheLengthToldAndStartsAfresh() async throws {
        let server = try CannedServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\r\nforged")
            }
        }
        let transport = try transport { $0.perHost = 1 }
        for _ in 0..<2 {
            #expect(try await transport.send(AWSRequest(url: server.url)).body == Data("abc".utf8))
        }
        #expect(server.connections == 2)
    }

    @Test func reportsAConnectionThatIsReset() async throws {
        let server = try CannedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<R>")
            // Closing now resets instead of ending in order.
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection.descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        }
        #expect(try await failure(transport(), server.url)?.kind == .interrupted)
    }

    @Test func endsAnAnswerThatDripsWhenItsTimeIsOver() async throws {
        let server = try CannedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            let pause = DispatchSemaphore(value: 0)
            for _ in 0..<500 {
                connection.write("x")
                _ = pause.wait(timeout: .now() + .milliseconds(10))
            }
        }
        let error = try await failure(transport { $0.total = .milliseconds(300) }, server.url)
        #expect(error?.kind == .timeout)
        #expect(error?.message.contains("bytes received") == true, "\(error?.message ?? "")")
    }

    @Test func stopsInTheMiddleOfAnAnswerThatSwells() async throws {
        // 30 MB of blanks in 30 kB, of which a fraction is unpacked.
        let server = try server(gzipped: Data(repeating: 0x20, count: 30 << 20))
        let error = try await failure(transport { $0.bodyBytes = 1 << 20 }, server.url)
        #expect(error?.kind == .tooLarge)
        #expect(error?.message.contains("more than 1048576 bytes") == true)
    }

    @Test func reportsAConnectionClosedBeforeAnyAnswer() async throws {
        let server = try CannedServer { _ = $0.readRequest() }
        let error = try await failure(transport(), server.url)
        #expect(error?.kind == .interrupted, "\(error?.description ?? "an answer")")
    }

    @Test func reportsWhatIsNoHTTP() async throws {
        let server = try CannedServer { connection in
            _ = connection.readRequest()
            connection.write("SSH-2.0-OpenSSH\r\n")
        }
        let error = try await failure(transport(), server.url)
        #expect(error?.kind == .interrupted, "\(error?.description ?? "an answer")")
    }

    @Test func givesUpOnASilentServer() async throws {
        let server = try CannedServer { connection in
            _ = connection.readRequest()
            connection.waitForClose()
        }
        let error = try await failure(transport { $0.total = .milliseconds(150) }, server.url + "?X-Secret=hunter2")
        #expect(error?.kind == .timeout)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func reportsARefusedConnectionWithAHint() async throws {
        var server: CannedServer? = try CannedServer.answering(body: "")
        let url = try #require(server?.url)
        server = nil
        let error = try await failure(transport(), url)
        #expect(error?.kind == .connect)
        #expect(error?.description.contains("\nhint: ") == true)
    }

    @Test(arguments: [
        "http://example.com/", "http://169.254.169.253/", "http://10.0.0.1/", "http://127.0.0.1:80@example.com/",
        "ftp://127.0.0.1/", "file:///etc/passwd", "x",
    ])
    func sendsNothingInTheClearBeyondThisMachine(_ url: String) async throws {
        #expect(try await failure(transport(), url)?.kind == .refused)
    }

    @Test func refusesAHeaderWithALineBreak() async throws {
        let server = try CannedServer.answering(body: "")
        await #expect(throws: TransportError.self) {
            try await transport().send(AWSRequest(url: server.url, headers: [AWSHeader("X", "a\r\nHost: b")]))
        }
        #expect(server.connections == 0)
    }

    @Test func endsATransferAtOnceWhenTheTaskIsCancelled() async throws {
        let (arrivals, arrival) = AsyncStream<Void>.makeStream()
        let server = try CannedServer { connection in
            _ = connection.readRequest()
            arrival.yield()
            connection.waitForClose()
        }
        let transport = try transport()
        let task = Task { try await transport.send(AWSRequest(url: server.url)) }
        for await _ in arrivals { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func sendsNothingForATaskAlreadyCancelled() async throws {
        let server = try CannedServer.answering(body: "")
        let transport = try transport()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(AWSRequest(url: server.url))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.connections == 0)
    }

    @Test func runsManyRequestsAtOnceOverFewConnections() async throws {
        let server = try CannedServer.answering(body: "ok")
        let transport = try transport { $0.perHost = 4 }
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<60 { group.addTask { try await transport.send(AWSRequest(url: server.url)).body.count } }
            return try await group.reduce(0, +)
        }
        #expect(answers == 120)
        #expect((1...4).contains(server.connections))
    }

    @Test func reallyRunsTwentyAtOnce() async throws {
        // Nobody is answered until all twenty have arrived.
        let waiting = Mutex(0)
        let everybody = DispatchSemaphore(value: 0)
        let server = try CannedServer { connection in
            _ = connection.readRequest()
            let isLast = waiting.withLock { count in
                count += 1
                return count == 20
            }
            if isLast { for _ in 0..<20 { everybody.signal() } }
            _ = everybody.wait(timeout: .now() + 20)
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let transport = try transport { $0.perHost = 20 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await transport.send(AWSRequest(url: server.url)) } }
            try await group.waitForAll()
        }
        #expect(waiting.withLock { $0 } == 20)
    }

    @Test func livesAsLongAsItsRequest() async throws {
        let server = try CannedServer.answering(body: "ok")
        // Nobody else holds the transport while this waits.
        #expect(try await CurlTransport().send(AWSRequest(url: server.url)).status == 200)
    }
}
