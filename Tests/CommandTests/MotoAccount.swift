// An AWS account whose truth is known: moto on loopback, served by Tests/Moto/account.py, and the lines it speaks.

import Foundation
import Spawning
import Testing

/// What must be said of one resource on its first scan.
struct Fact: Decodable, Sendable {
    let kind: String
    let region: String
    let id: String
    let name: String
    /// Nil: clear under every rule.
    let rule: String?
    let verdict: String
    let note: String

    /// Whether cron leaves the decision to a person unless the configuration says otherwise.
    var isAttended: Bool { note.hasPrefix("attended") }
}

/// The line that the server prints when it is ready.
struct Opening: Decodable, Sendable {
    struct Session: Decodable, Sendable { let accessKeyID, secretAccessKey, sessionToken: String }

    let endpoint, account, accessKeyID, secretAccessKey, roleARN, externalID, topicARN: String
    let session: Session
    let truth: [Fact]
}

/// What the server says to a command; which fields there are depends on the command.
struct Answer: Decodable, Sendable {
    struct Mail: Decodable, Sendable {
        let subject, message: String
        var isFirstWord: Bool { subject.hasPrefix("Idle for an hour: ") }
    }

    let state: String?
    let tags: [String: String]?
    let mails: [Mail]?
    let keys: [String]?
    let error: String?
}

/// The account's server. It ends with this process, however that ends: it reads standard input until it closes.
final class MotoAccount: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// An account that no test changes.
    static let unchanged = Task { try await MotoAccount.start() }
    /// An account that tests change, one after another; `rewound` gives it as it was.
    private static let changing = Task { try await MotoAccount.start() }

    static func rewound() async throws -> MotoAccount {
        let account = try await changing.value
        try await account.ask("rewind")
        return account
    }

    /// The Python that has moto: `COSTGUARD_PYTHON`, or the one that `scripts/setup --tests` makes.
    static let python: String? = {
        let named = ProcessInfo.processInfo.environment["COSTGUARD_PYTHON"]
        return [named, repository + "/.venv/bin/python"].compactMap { $0 }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }()

    let opening: Opening
    // Reading and writing block, so both happen on a thread of their own, a command at a time.
    private let queue: DispatchQueue
    private let process: ChildProgram
    private let input: FileHandle
    private let output: FileHandle
    private var unread: Data

    private init(
        _ opening: Opening, _ queue: DispatchQueue, _ process: ChildProgram, _ pipes: (Pipe, Pipe), _ unread: Data
    ) {
        self.opening = opening
        self.queue = queue
        self.process = process
        self.unread = unread
        input = pipes.0.fileHandleForWriting
        output = pipes.1.fileHandleForReading
    }

    /// One of its own, for tests that delete what `rewind` does not bring back.
    static func start() async throws -> MotoAccount {
        guard let python else { throw Failure(description: "no Python with moto: run scripts/setup --tests") }
        let queue = DispatchQueue(label: "moto")
        return try await blocking(on: queue) {
            let process = ChildProgram()
            process.executableURL = URL(fileURLWithPath: python)
            process.arguments = [repository + "/Tests/Moto/account.py"]
            let input = Pipe()
            let output = Pipe()
            process.standardInput = input
            process.standardOutput = output
            try process.start()
            var unread = Data()
            let line = try line(from: output.fileHandleForReading, &unread)
            return MotoAccount(
                try JSONDecoder().decode(Opening.self, from: line), queue, process, (input, output), unread)
        }
    }

    /// Sends a command of `Tests/Moto/commands.py` and waits for its answer. Throws where the server finds it wrong.
    @discardableResult
    func ask(_ command: String) async throws -> Answer {
        try await Self.blocking(on: queue) {
            try self.input.write(contentsOf: Data((command + "\n").utf8))
            let line = try Self.line(from: self.output, &self.unread)
            guard let answer = try? JSONDecoder().decode(Answer.self, from: line) else {
                throw Failure(description: "account.py answered '\(String(decoding: line.prefix(400), as: UTF8.self))'")
            }
            if let error = answer.error { throw Failure(description: error) }
            return answer
        }
    }

    private static func line(from handle: FileHandle, _ unread: inout Data) throws -> Data {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread = Data(unread[(end + 1)...]) }
                return Data(unread[..<end])
            }
            let more = handle.availableData
            guard !more.isEmpty else { throw Failure(description: "account.py has ended; its error stands above") }
            unread.append(more)
        }
    }

    private static func blocking<Value: Sendable>(
        on queue: DispatchQueue, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

extension MotoAccount {
    /// The one seeded resource of this name.
    func fact(_ name: String) throws -> Fact {
        try #require(opening.truth.first { $0.name == name }, "the account has no '\(name)'")
    }

    /// `ID REGION`, as commands want it.
    func place(_ name: String) throws -> String {
        let fact = try fact(name)
        return "\(fact.id) \(fact.region)"
    }

    func state(of name: String) async throws -> String? { try await ask("state \(try place(name))").state }

    /// Mails on all but idle machines, whose first word stands apart.
    func mails() async throws -> [Answer.Mail] { try await allMails().filter { !$0.isFirstWord } }

    /// The first words on idle machines.
    func firstWords() async throws -> [Answer.Mail] { try await allMails().filter(\.isFirstWord) }

    private func allMails() async throws -> [Answer.Mail] { try await ask("mails").mails ?? [] }

    /// The names of the machines that do not run, the one that was seeded as stopped left out.
    func stopped() async throws -> Set<String> {
        var names: Set<String> = []
        for fact in opening.truth where fact.kind == "instance" && fact.name != "stopped-box" {
            if try await ask("state \(fact.id) \(fact.region)").state != "running" { names.insert(fact.name) }
        }
        return names
    }
}
