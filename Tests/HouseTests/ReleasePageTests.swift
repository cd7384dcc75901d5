// Where releases are asked for, and how the newest is read out of the answer. Here because this suite alone sees inside the
// program.

import AWSAPI
import Foundation
import Testing

@testable import costguard

@Suite struct ReleasePageTests {
    private struct Page: Transport {
        let reply: AWSReply
        func send(_ request: AWSRequest) async throws -> AWSReply {
            #expect(request.url == "https://example.org/releases/latest/download/SHA256SUMS" && request.method == "GET")
            return reply
        }
    }

    private func newest(_ reply: AWSReply) async throws -> String {
        let page = try ReleasePage(option: "https://example.org/releases/", environment: [:], program: "/x/costguard")
        return try await page.newest(Page(reply: reply), userAgent: "test").description
    }

    @Test("GitHub's way to the newest names it, and is not followed; a list of sums names it too")
    func reads() async throws {
        let way = "https://github.com/o/r/releases/download/v1.2.10/SHA256SUMS"
        #expect(try await newest(AWSReply(status: 302, headers: [AWSHeader("location", way)])) == "1.2.10")
        let sums = """
            00  costguard-0.9.0-linux-x86_64.tar.gz
            00  costguard-0.10.0-linux-aarch64-bundle.tar.gz
            00  costguard-0.10.0-rc.1-linux-x86_64.tar.gz
            00  install.sh
            """
        #expect(try await newest(AWSReply(status: 200, body: Data(sums.utf8))) == "0.10.0")
    }

    @Test(
        "an answer that names none is told, with its status",
        arguments: [
            AWSReply(status: 404), AWSReply(status: 200, body: Data("<html>".utf8)), AWSReply(status: 302),
            AWSReply(status: 302, headers: [AWSHeader("Location", "https://example.org/login")]),
            AWSReply(status: 302, headers: [AWSHeader("Location", "/releases/download/")]),
            AWSReply(status: 302, headers: [AWSHeader("Location", "/releases/download/v1.2;rm/SHA256SUMS")]),
            AWSReply(status: 500, body: Data("costguard-9.9.9-linux-x86_64.tar.gz".utf8)),
        ])
    func names(_ reply: AWSReply) async {
        let error = await #expect(throws: CommandError.self) { try await newest(reply) }
        #expect(error?.message.contains("HTTP \(reply.status)") == true)
    }

    @Test("versions are in order by their numbers, and one that is preliminary comes before its release")
    func order() throws {
        let sorted = ["0.1.0", "0.2.0-rc.2", "0.2.0-rc.10", "0.2.0", "0.2.1", "0.10.0", "1.0.0"]
        let versions = sorted.compactMap { ReleaseVersion($0) }
        #expect(versions.count == sorted.count && versions.shuffled().sorted().map(\.description) == sorted)
        #expect(ReleaseVersion("v0.2.0") == ReleaseVersion("0.2.0"))
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.-2.3", "1.2.3\n", "999999.0.0", "latest", "+1.2.3"] {
            #expect(ReleaseVersion(text) == nil, "\(text)")
        }
    }

    @Test("what is said of a newer one, of the same, of an older one")
    func words() throws {
        let page = try ReleasePage(option: "https://example.org/r", environment: [:], program: "/x/costguard")
        func text(_ newest: String) throws -> String {
            page.text(newest: try #require(ReleaseVersion(newest)), this: "0.2.0")
        }
        let newer = try text("0.3.0")
        #expect(newer.hasPrefix("costguard 0.3.0 is out; this is 0.2.0.\n"))
        #expect(newer.contains("curl -fsSL https://example.org/r/latest/download/install.sh | sh"))
        #expect(try text("0.2.0") == "costguard 0.2.0 is the newest release")
        #expect(try text("0.1.9").contains("newer than the newest release, 0.1.9"))
    }

    @Test("an option beats a variable, and that what the installer wrote down; without any that is said")
    func places() throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("releases-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: home) }
        try FileManager.default.createDirectory(atPath: home + "/share/costguard", withIntermediateDirectories: true)
        try Data("https://noted.example/r\n".utf8).write(to: URL(fileURLWithPath: home + "/share/costguard/releases"))
        func host(_ option: String?, _ variable: String?, _ program: String) throws -> String {
            let environment = variable.map { ["COSTGUARD_RELEASES": $0] } ?? [:]
            return try ReleasePage(option: option, environment: environment, program: program).address.host
        }
        #expect(try host("https://option.example", "https://variable.example", home + "/costguard") == "option.example")
        #expect(try host(nil, "https://variable.example", home + "/costguard") == "variable.example")
        #expect(try host(nil, "", home + "/costguard") == "noted.example")
        #expect(try host(nil, nil, home + "/bin/costguard") == "noted.example")
        #expect(throws: CommandError.self) { try host(nil, nil, "/nowhere/bin/costguard") }
        #expect(throws: CommandError.self) { try host("http://example.org", nil, "/x") }
    }
}
