// The kinds that ship, and an account of the simulated AWS that holds things of all of them.

import AWSAPI
import CostModel
import FaultyAWS
import Foundation
import Kinds
import SimulatedAWS
import Synchronization
import Testing
import YAML

@testable import Scanning

/// The files in kinds/, read.
enum ShippedKinds {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../kinds").standardized

    static let operations: OperationTable = {
        let text = try? String(contentsOf: directory.appending(path: "operations.txt"), encoding: .utf8)
        return OperationTable(text ?? "")
    }()

    static let all: [KindSpec] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        let catalog = KindCatalog(
            names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
                .init(
                    origin: name,
                    text: (try? String(contentsOf: directory.appending(path: name), encoding: .utf8)) ?? "")
            }, operations: operations)
        return catalog.specs
    }()
}

/// What a list came to.
struct KindList {
    var resources: [Resource] = []
    var odd: [OddItem] = []
    var gaps: [Gap] = []
}

/// A simulated account that kinds are listed in, by the true client.
final class KindAccount: Sendable {
    static let now = Date(timeIntervalSince1970: 1_795_176_000)  // 2026-11-20T12:00:00Z

    let aws: FaultyAWS
    private let client: AWSClient

    private init(_ aws: FaultyAWS, _ client: AWSClient) {
        self.aws = aws
        self.client = client
    }

    static func start(_ kinds: KindWorld, conditions: Conditions = Conditions()) async throws -> KindAccount {
        var world = Story.empty()
        world.kinds = kinds
        let clock = SimulatedClock(now)
        let aws = try await FaultyAWS.start(world, clock: clock)
        aws.impose(conditions)
        let keys = Credentials(accessKeyID: Story.accessKeyID, secretAccessKey: Story.secretAccessKey)
        let client = AWSClient(
            transport: try CurlTransport(), credentials: StaticCredentials(keys, source: "the test"),
            endpoints: EndpointResolver(option: aws.endpoint), clock: AWSClock { clock.now }, sleep: { _ in },
            random: { 0.5 }, userAgent: "costguard-tests")
        return KindAccount(aws, client)
    }

    /// Lists a kind in a region.
    func list(_ spec: KindSpec, in region: String) async throws -> KindList {
        let gaps = Mutex<[Gap]>([])
        let account = try #require(AccountID(Story.account))
        let region = try #require(Region(region))
        let context = ScanContext(client: client, account: account, types: [:]) { gap in
            gaps.withLock { $0.append(gap) }
        }
        var list = KindList()
        try await KindScanner(spec).list(in: region, context) { page in
            list.resources += page.resources
            list.odd += page.odd
        }
        list.gaps = gaps.withLock { $0 }
        return list
    }
}
