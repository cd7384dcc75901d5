// Real answers: what the simulated AWS says to a scan, byte for byte, one of each kind of call.

package import AWSAPI
import CostModel
import FaultyAWS
package import Foundation
import Scanning
import SimulatedAWS
import Synchronization

/// A transport that passes everything on, and keeps the answers.
package final class RecordingTransport: Transport {
    private let transport: any Transport
    private let kept = Mutex<[String: [Data]]>([:])

    /// Records what `transport` gives.
    package init(_ transport: any Transport) { self.transport = transport }

    /// The bodies by action, in the order of arrival.
    package var answers: [String: [Data]] { kept.withLock { $0 } }

    /// Sends one request.
    package func send(_ request: AWSRequest) async throws -> AWSReply {
        let reply = try await transport.send(request)
        kept.withLock { $0[request.action, default: []].append(reply.body) }
        return reply
    }
}

extension AWSRequest {
    /// Such as `DescribeInstances`; empty for a request that is no call of AWS.
    var action: String {
        let target = headers.first { $0.name == "X-Amz-Target" }?.value.split(separator: ".").last
        let form = String(decoding: body, as: UTF8.self).split(separator: "&").first { $0.hasPrefix("Action=") }
        return target.map(String.init) ?? form.map { String($0.dropFirst(7)) } ?? ""
    }
}

/// What the simulated student's account answers.
package enum RecordedAnswers {
    /// 2026-11-20T12:00:00Z.
    package static let now = Date(timeIntervalSince1970: 1_795_176_000)

    /// Every call of a scan and of the doctor's money, by action.
    package static func record() async throws -> [String: [Data]] {
        var world = Story.student(at: now)
        world.funding.credits = [
            Funding.Credit(
                id: "1", description: "AWS Educate", nanoUSD: 100_000_000_000,
                startsAt: now.addingTimeInterval(-5_000_000), expiresAt: now.addingTimeInterval(9_000_000))
        ]
        world.funding.plan = Funding.Plan(
            nanoUSD: 90_000_000_000, startsAt: now, expiresAt: now.addingTimeInterval(9_000_000))
        world[Extras.self].budgets = [CostBudget(name: "month", limit: "10")]
        world["us-east-1"].launchConfigurations = [
            LaunchConfiguration(name: "old", imageID: "ami-0", instanceType: "t3.small", createdAt: now)
        ]
        Story.addPrices(&world, region: "us-east-1", mark: "")
        let server = try await FaultyAWS.start(world, clock: SimulatedClock(now))
        let transport = RecordingTransport(try CurlTransport())
        try await ask(AWSClient.over(transport, endpoint: server.endpoint, at: now))
        try await server.stop()
        return transport.answers
    }

    private static func ask(_ client: AWSClient) async throws {
        let source = AWSResourceSource(client: client, homeRegion: .northVirginia, types: [:])
        let account = try await source.account()
        _ = try await source.enabledRegions(of: account)
        let listed = Mutex<[ResourceKey]>([])
        let regions = ["us-east-1", "us-west-2", "eu-west-1"].compactMap { Region($0) }
        try await source.list(ScannerRegistry.scanners.map(\.kind), in: regions, of: account, at: now) { part in
            if case .page(_, let resources, _, _) = part { listed.withLock { $0 += resources.map(\.key) } }
        }
        let keys = listed.withLock { $0 }
        let requests = keys.flatMap { key in
            ScannerRegistry.lateFacts.filter { $0.kind == key.kind }.map { FactRequest(key, $0.column) }
        }
        _ = await source.facts(requests, at: now)
        let queries = keys.filter { $0.kind == .instance }.prefix(2).map { MetricQuery.hourly(of: $0, at: now) }
        for operation in [CloudWatchMetricSource.Operation.statistics, .data] {
            _ = try await CloudWatchMetricSource(client: client, usage: APIUsage(), operation: operation).points(
                Array(queries), within: MetricAllowance(freeCalls: 1000, paidMetrics: 1000)
            ) { _ in }
        }
        let billing = AWSBillingSource(client: client, usage: APIUsage())
        _ = await billing.credits(account: account, at: now)
        _ = await billing.figures(
            account: account, at: now, costsSince: now.addingTimeInterval(-5_000_000), daily: true)
        _ = try? await AWSBudgets.all(of: account, client, home: .northVirginia)
        _ = try await PriceListSource(client: client, home: .northVirginia).prices(in: .northVirginia)
    }
}

extension MetricQuery {
    /// A day of processor load.
    static func hourly(of key: ResourceKey, namespace: String = "AWS/EC2", at now: Date) -> MetricQuery {
        let end = Int(now.timeIntervalSince1970) / 3600 * 3600
        return MetricQuery(
            resource: key, namespace: namespace, metric: "CPUUtilization", statistic: .average, period: 3600,
            start: end - 86_400, end: end)
    }
}
