// What AWS answers to a scan: XML, lists, regions, single facts.

import AWSAPI
import CostModel
import Foundation
import Scanning
import Synchronization

extension FuzzTarget {
    private static func source(_ bytes: [UInt8]) -> AWSResourceSource {
        AWSResourceSource(client: .answering(bytes), homeRegion: .northVirginia, types: [:])
    }

    static func listTargets(_ answers: [String: [Data]]) -> [FuzzTarget] {
        let xml = answers.filter { $0.key.hasPrefix("Describe") }.values.compactMap(\.first).filter {
            $0.first == UInt8(ascii: "<")
        }.map { Array($0) }
        let document = FuzzTarget("xml", xml) { bytes in
            var open = [try XMLNode(parsing: Data(bytes))]
            while let node = open.popLast() {
                _ = (node.name, node.text, node.items.count)
                open += node.children
            }
        }
        let lists = ScannerRegistry.scanners.map { list($0, answers, bad: $0.operation) }
        let versions = ScannerRegistry.scanners.filter { $0.kind == .launchTemplate }.map {
            list($0, answers, bad: "DescribeLaunchTemplateVersions")
        }
        let regions = FuzzTarget("regions and account", seeds(answers, "DescribeRegions", "GetCallerIdentity")) {
            bytes in
            let account = try place().account
            try await any(of: [
                { _ = try await source(bytes).account() },
                { _ = try await source(bytes).enabledRegions(of: account) },
            ])
        }
        let facts = FuzzTarget(
            "late facts",
            seeds(
                answers, "DescribeInstanceAttribute", "DescribeSpotInstanceRequests", "DescribeImageAttribute",
                "DescribeSnapshotAttribute")
        ) { bytes in
            let place = try place()
            let requests = ScannerRegistry.lateFacts.map { asker in
                FactRequest(
                    ResourceKey(kind: asker.kind, account: place.account, region: place.region, id: "x-1"),
                    asker.column)
            }
            try require(await source(bytes).facts(requests, at: now).contains { $0.value != nil })
        }
        return [document] + lists + versions + [regions, facts]
    }

    /// A scanner's whole list, where one operation's answers are bad and those of the others as they were recorded.
    private static func list(
        _ scanner: any ResourceScanner, _ answers: [String: [Data]], bad operation: String
    ) -> FuzzTarget {
        let whole = answers.compactMapValues { $0.max { $0.count < $1.count } }
        return FuzzTarget("list \(operation)", seeds(answers, operation)) { bytes in
            let transport = ChoosingTransport { request in
                let action = request.action
                return .ok(action == operation ? bytes : whole[action].map { Array($0) } ?? bytes)
            }
            let source = AWSResourceSource(
                client: .over(transport, at: now), homeRegion: .northVirginia, types: [:])
            let place = try place()
            let isRead = Mutex(false)
            try await source.list([scanner.kind], in: [place.region], of: place.account, at: now) { part in
                switch part {
                case .page: isRead.withLock { $0 = true }
                case .end(let listing) where listing.gap == nil: isRead.withLock { $0 = true }
                case .end, .gap: break
                }
            }
            try require(isRead.withLock { $0 })
        }
    }
}
