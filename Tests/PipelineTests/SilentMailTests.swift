// Mail that is slow, silent or refused: it never holds up a stop, and nothing that is owed is lost.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Synchronization
import Testing

@Suite struct SilentMailTests {
    private let idle = "i-0aaaaaaaaaaaaaaa1"

    /// A service of mail with a behaviour.
    final class Postman: Notifier {
        enum Manner: Sendable { case silent, unreachable, refusesTheFirst, takesAll }
        let destination = "a topic"
        let manner: Manner
        private let tried = Mutex<[String]>([])
        init(_ manner: Manner) { self.manner = manner }
        var attempts: [String] { tried.withLock { $0 } }

        func recipients() async throws -> (confirmed: Int, waiting: [String]) {
            if manner == .silent { try await Self.never() }
            return (1, [])
        }

        func readers() async throws -> [MailReader] {
            [MailReader(endpoint: "a reader", isConfirmed: true, filter: .all)]
        }

        func send(_ mail: Mail) async throws -> String {
            let count = tried.withLock { tried in
                tried.append(mail.id)
                return tried.count
            }
            switch manner {
            case .silent: try await Self.never()
            case .unreachable: throw NotifierUnreachable("nobody is there")
            case .refusesTheFirst where count == 1: throw CocoaError(.featureUnsupported)
            case .refusesTheFirst, .takesAll: break
            }
            return "sent"
        }

        /// As a connection on which no answer comes: it ends by being cancelled alone.
        private static func never() async throws {
            let (stream, _) = AsyncStream<Never>.makeStream()
            for await _ in stream {}
            throw CancellationError()
        }
    }

    private func ports(_ stage: Stage, _ postman: Postman) throws -> AWSPorts {
        let aws = try stage.aws()
        return AWSPorts(
            resources: aws.resources, metrics: aws.metrics, billing: aws.billing, actuator: aws.actuator,
            host: aws.host, notifier: postman)
    }

    private func owe(_ ids: [String], _ stage: Stage) async throws {
        for id in ids {
            try await stage.database.change(
                opening: [], closing: [], mail: Mail(id: id, subject: id, body: "b", createdAt: Stage.now))
        }
    }

    private func notify(_ stage: Stage, _ postman: Postman, _ waited: Waits = Waits()) throws -> NotifyStage {
        NotifyStage(
            stage.local, try ports(stage, postman), timeZone: .gmt, unattended: UnattendedSettings(),
            sleep: { try await waited.wait($0) })
    }

    /// A sleep that is over at once, or that never is; and how long it was to be.
    final class Waits: Sendable {
        private let kept = Mutex<[Duration]>([])
        let isOver: Bool
        init(over: Bool = true) { isOver = over }
        var all: [Duration] { kept.withLock { $0 } }
        func wait(_ duration: Duration) async throws {
            kept.withLock { $0.append(duration) }
            guard !isOver else { return }
            let (stream, _) = AsyncStream<Never>.makeStream()
            for await _ in stream {}
            throw CancellationError()
        }
    }

    @Test("a service that is silent is given up when its time is over, and all stays owed")
    func silent() async throws {
        let stage = try await Stage(.with([]))
        try await owe(["a", "b"], stage)
        let waits = Waits()
        let delivery = try await notify(stage, Postman(.silent), waits).deliver(within: NotifyStage.beforeStops)
        #expect(waits.all == [.seconds(10)])
        #expect(delivery.failures.count == 1 && delivery.failures[0].contains("2 mails are owed"))
        #expect(delivery.reach == .untold("SNS did not answer within 10 s"))
        #expect(try await stage.database.unsent().map(\.id) == ["a", "b"])
    }

    @Test("one mail is tried where the service cannot be reached, and one line tells of all")
    func unreachable() async throws {
        let stage = try await Stage(.with([]))
        try await owe(["a", "b", "c"], stage)
        let postman = Postman(.unreachable)
        let delivery = try await notify(stage, postman, Waits(over: false)).deliver(within: .seconds(10))
        #expect(postman.attempts == ["a"])
        #expect(delivery.failures.count == 1 && delivery.failures[0].contains("nor 2 more"))
    }

    @Test("a mail that is refused costs itself alone")
    func refused() async throws {
        let stage = try await Stage(.with([]))
        try await owe(["a", "b", "c"], stage)
        let postman = Postman(.refusesTheFirst)
        let delivery = try await notify(stage, postman, Waits(over: false)).deliver(within: .seconds(10))
        #expect(postman.attempts == ["a", "b", "c"] && delivery.failures.count == 1)
        #expect(try await stage.database.unsent().map(\.id) == ["a"])
    }

    @Test("what is due is stopped though no mail can be sent, and the mails are owed", arguments: [1, 40])
    func stopsAllTheSame(owed: Int) async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30])
        try await owe((0..<owed).map { "m\($0)" }, stage)
        let postman = Postman(.unreachable)
        let result = try await stage.run(afterMinutes: [60], with: { try ports(stage, postman) })
        #expect(result.applied.map(\.outcome) == [.done])
        #expect(postman.attempts.count == 2, "once before the stop, once after it")
        #expect(result.owed == owed + 1)
        // On a busy machine the time for mail of one run is over before all are sent; each sends one at least.
        var minute = 75.0
        while try await !stage.database.unsent().isEmpty, minute < 75 + 15 * Double(owed) {
            try await stage.run(afterMinutes: [minute])
            minute += 15
        }
        #expect(try await stage.database.unsent().isEmpty && stage.server.mails().count > owed)
    }

    @Test("where time is short, what was stopped and what nobody expected go before what is older")
    func urgentFirst() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await owe(["credit-1", "idle-1"], stage)
        try await stage.run(afterMinutes: [0, 30])
        let result = try await stage.run(afterMinutes: [60], with: { try ports(stage, Postman(.unreachable)) })
        #expect(result.applied.map(\.outcome) == [.done])
        #expect(try await stage.database.unsent().first?.id.hasPrefix("stopped-") == true)
    }
}
