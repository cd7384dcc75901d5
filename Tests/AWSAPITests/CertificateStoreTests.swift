// Whose certificates are trusted, and what is said of one that is not.
import Foundation
import Spawning
import Testing

@testable import AWSAPI

@Suite struct CertificateStoreTests {
    @Test("the first that names a file holds, in botocore's order, then what other tools read, then this machine's")
    func order() throws {
        let home = try KeyHome()
        for name in ["aws", "profile", "requests", "ssl", "curl", "own"] { try home.write("x", to: name) }
        try FileManager.default.createDirectory(atPath: home.path + "/dir", withIntermediateDirectories: false)
        func found(_ variables: [String: String], profile: String? = nil) -> CertificateStore {
            CertificateStore.find(
                environment: variables.merging(["HOME": home.path]) { own, _ in own }, profile: profile,
                usualPlaces: ["/nowhere/first.pem", home.path + "/own"])
        }
        var variables = [
            "AWS_CA_BUNDLE": "~/aws", "REQUESTS_CA_BUNDLE": "$HOME/requests", "SSL_CERT_FILE": home.path + "/ssl",
            "SSL_CERT_DIR": "/nowhere:\(home.path)/dir", "CURL_CA_BUNDLE": home.path + "/curl",
        ]
        for (name, file) in [
            ("AWS_CA_BUNDLE", "aws"), ("", "profile"), ("REQUESTS_CA_BUNDLE", "requests"), ("SSL_CERT_FILE", "ssl"),
            ("SSL_CERT_DIR", "dir"), ("CURL_CA_BUNDLE", "curl"), ("", "own"),
        ] {
            let store = found(variables, profile: file == "aws" || file == "profile" ? "~/profile" : nil)
            #expect(store.path == home.path + "/" + file && store.isDirectory == (file == "dir"), "\(store)")
            #expect(store.problem == nil && store.hint.contains("'\(home.path)/\(file)'"))
            if !name.isEmpty { variables[name] = "" }
        }
        #expect(found(["SSL_CERT_FILE": "/nowhere/x"]).path == home.path + "/own")
    }

    @Test("this machine's are found, and where there are none the hint says what to install")
    func thisMachine() {
        #expect(CertificateStore.usualPlaces.contains("/etc/ssl/cert.pem"))
        let none = CertificateStore.find(usualPlaces: ["/nowhere/x.pem"])
        #expect(none.path == nil && none.hint.contains("install its package 'ca-certificates'"))
    }

    @Test("one that was named for AWS and is not there sends nothing by TLS, and is named", arguments: [true, false])
    func missing(inProfile: Bool) async throws {
        let store = CertificateStore.find(
            environment: inProfile ? [:] : ["AWS_CA_BUNDLE": "/nowhere/ca.pem"],
            profile: inProfile ? "/nowhere/ca.pem" : nil)
        let error = await #expect(throws: TransportError.self) {
            try await CurlTransport(certificates: store).send(AWSRequest(method: "GET", url: "https://127.0.0.1:1"))
        }
        #expect(error?.message.contains("'/nowhere/ca.pem'") == true, "\(error?.message ?? "")")
        let name = inProfile ? "ca_bundle" : "AWS_CA_BUNDLE"
        #expect(error?.message.contains("hint: correct \(name)") == true && error?.isTransient == false)
    }

    @Test(.enabled(if: BotocoreOracle.isAvailable, "needs the Python of the tests"))
    func aServerIsTrustedByTheFileThatIsNamedAndByNoOther() async throws {
        let home = try KeyHome()
        let server = try TLSServer(directory: home.path)
        defer { server.stop() }
        let request = AWSRequest(method: "GET", url: "https://localhost:\(server.port)/")
        let trusting = CertificateStore.find(profile: home.path + "/cert.pem")
        #expect(try await CurlTransport(certificates: trusting).send(request).body == Data("hello".utf8))
        for (store, hint) in [
            (CertificateStore.find(), "what is trusted stands in"),
            (.find(environment: ["REQUESTS_CA_BUNDLE": try home.write("no PEM", to: "x")]), "(REQUESTS_CA_BUNDLE)"),
        ] {
            let error = await #expect(throws: TransportError.self) {
                try await CurlTransport(certificates: store).send(request)
            }
            #expect(error?.kind == .untrusted && error?.message.contains(hint) == true, "\(error?.message ?? "")")
        }
    }
}

/// Oracle/tls.py, running.
private final class TLSServer {
    let port: String
    private let program = ChildProgram()
    private let input = Pipe()

    init(directory: String) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracle/tls.py").path
        let output = Pipe()
        program.executableURL = URL(filePath: "/usr/bin/env")
        program.arguments = [BotocoreOracle.python, script, directory]
        program.standardInput = input
        program.standardOutput = output
        try program.start()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = line.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func stop() {
        try? input.fileHandleForWriting.close()
        program.waitUntilExit()
    }
}
