// AWS's limits as they are: token buckets over HTTP, in a time that passes only when the client waits.

import AWSAPI
import CostModel
import FaultyAWS
import Foundation
import Scanning
import SimulatedAWS
import Testing

@Suite struct PolitenessTests {
    private static let machines = (0..<400).map { Instance.idle("i-0" + String(1_000_000 + $0)) }

    /// Asks one fact of each machine, one call each, and tells how long it took in simulated seconds.
    private func ask(_ server: FaultyAWS, _ clock: SimulatedClock) async throws -> (facts: Int, seconds: Double) {
        let start = ContinuousClock.now
        let client = AWSClient(
            transport: try CurlTransport(),
            credentials: StaticCredentials(
                Credentials(accessKeyID: Story.accessKeyID, secretAccessKey: Story.secretAccessKey), source: "the test"),
            endpoints: EndpointResolver(option: server.endpoint), clock: AWSClock { clock.now },
            uptime: { start + .seconds(clock.now.timeIntervalSince(Stage.now)) },
            sleep: { clock.set(to: clock.now.addingTimeInterval($0 / .seconds(1))) }, random: { 0.5 },
            userAgent: "costguard-tests")
        let account = try #require(AccountID(Story.account))
        let requests = Self.machines.map { machine in
            FactRequest(
                ResourceKey(kind: .instance, account: account, region: .northVirginia, id: machine.id), "stop_protected"
            )
        }
        let facts = await AWSResourceSource(client: client, homeRegion: .northVirginia, types: [:])
            .facts(requests, at: clock.now)
        return (facts.count { $0.value != nil }, clock.now.timeIntervalSince(Stage.now))
    }

    private func throttled(_ server: FaultyAWS) -> Int { server.counts.values.reduce(0) { $0 + $1.throttled } }

    @Test func oneCallForEachOfManyIsNeverRefusedAndEndsNearTheBound() async throws {
        let clock = SimulatedClock(Stage.now)
        let server = try await FaultyAWS.start(.with(Self.machines), clock: clock)
        var conditions = Conditions()
        conditions.throttling = .simulatedTime
        server.impose(conditions)
        let (facts, seconds) = try await ask(server, clock)
        #expect(facts == 400)
        #expect(throttled(server) == 0)
        // AWS lets 100 go at once and 20 a second after that: 15 s at least.
        #expect((15...22.5).contains(seconds), "\(seconds) s")
    }

    @Test func aBucketThatOthersHaveEmptiedCostsAHandfulOfRefusals() async throws {
        let clock = SimulatedClock(Stage.now)
        let server = try await FaultyAWS.start(.with(Self.machines), clock: clock)
        server.inject(Fault(.throttle, service: "ec2", action: "DescribeInstanceAttribute", times: 8))
        var conditions = Conditions()
        conditions.throttling = .simulatedTime
        server.impose(conditions)
        let (facts, _) = try await ask(server, clock)
        #expect(facts == 400)
        #expect(throttled(server) <= 12, "\(throttled(server)) refusals")
    }
}
