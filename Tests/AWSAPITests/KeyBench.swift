// A home directory and a chain of keys over it and a script: what the tests of each way to keys share.
import CostModel
import Foundation
import Synchronization
import Testing

@testable import AWSAPI

/// A home that vanishes with its owner.
final class KeyHome: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "costguard-keys-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ text: String, to relative: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(relative)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    func text(_ relative: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(relative)")), as: UTF8.self)
    }

    func mode(_ relative: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(relative)")
        return try #require(attributes[.posixPermissions] as? Int)
    }
}

/// A clock to set, and a list of what was said.
final class Notes: Sendable {
    private let seconds = Mutex(0.0)
    private let lines = Mutex<[String]>([])

    var now: Date { Rig.now.addingTimeInterval(seconds.withLock { $0 }) }
    var said: [String] { lines.withLock { $0 } }

    func set(_ value: Double) { seconds.withLock { $0 = value } }
    func note(_ line: String) { lines.withLock { $0.append(line) } }
}

/// What a chain is built from in a test.
struct KeyBench {
    /// In every place where a secret may stand.
    static let planted = "plantedSecret0123456789"

    var config = ""
    var credentials = ""
    var environment: [String: String] = [:]
    var home: KeyHome
    var transport: any Transport
    var notes = Notes()
    var kept: String?
    var code: String?
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    init(_ script: [ScriptedTransport.Answer] = []) throws {
        home = try KeyHome()
        transport = ScriptedTransport(script)
    }

    func provider(_ option: String? = nil) throws -> any CredentialProvider {
        let notes = notes
        let code = code
        let ask: @Sendable (String) async throws -> String = { serial in
            notes.note("asked for \(serial)")
            return code ?? ""
        }
        let chain = CredentialChain(
            configuration: SharedConfiguration(configText: config, credentialsText: credentials),
            environment: environment.merging(["HOME": home.path]) { own, _ in own }, transport: transport,
            endpoints: EndpointResolver(), region: "eu-west-1", clock: .told { notes.now }, userAgent: "costguard/test",
            sleep: sleep, sessions: MFASessions(kept: kept) { notes.note($0) }, askMFACode: code == nil ? nil : ask)
        return try chain.provider(option: option)
    }

    func keys(_ option: String? = nil) async throws -> Credentials { try await provider(option).credentials() }

    /// The error's text, which never holds what is planted; empty when there was none.
    func failure(_ option: String? = nil) async -> String {
        do {
            _ = try await keys(option)
            return ""
        } catch {
            #expect(!"\(error)".contains(Self.planted))
            return "\(error)"
        }
    }

    /// Keys as containers and instances write them.
    static func json(_ identifier: String, minutes: Double = 60, token: String = "t") -> String {
        let end = UTCTime.text(Rig.now.addingTimeInterval(minutes * 60))
        return
            #"{"Code":"Success","AccessKeyId":"\#(identifier)","SecretAccessKey":"\#(planted)","Token":"\#(token)","#
            + #""Expiration":"\#(end)"}"#
    }

    /// Keys as STS writes them.
    static func sts(_ action: String, _ identifier: String, minutes: Double = 60) -> ScriptedTransport.Answer {
        let end = UTCTime.text(Rig.now.addingTimeInterval(minutes * 60))
        return .answer(
            200,
            "<\(action)Response><\(action)Result><Credentials><AccessKeyId>\(identifier)</AccessKeyId>"
                + "<SecretAccessKey>\(planted)</SecretAccessKey><SessionToken>t</SessionToken>"
                + "<Expiration>\(end)</Expiration></Credentials></\(action)Result></\(action)Response>")
    }

    var requests: [AWSRequest] { (transport as? ScriptedTransport)?.requests ?? [] }
}
