// The kinds that ship against an AWS that nobody here wrote: moto, with its signature check on. What AWS's own library made
// there must be listed, under its id, with its tags and values.

import AWSAPI
import CostModel
import Foundation
import Synchronization
import Testing

@testable import Scanning

@Suite(.enabled(if: MotoKinds.python != nil, "no Python with moto: run scripts/setup --tests"))
struct MotoKindTests {
    /// Calls that moto does not know, or answers otherwise than AWS does: what they tell is unknown here, and a gap.
    private static let missing = [
        "DescribeWorkspacesConnectionStatus", "DescribeTargetGroups", "transfer ListTagsForResource",
    ]

    @Test("every kind that moto can make is listed from it", .timeLimit(.minutes(10)))
    func lists() async throws {
        try await MotoKinds.with { moto in
            let keys = Credentials(accessKeyID: moto.accessKeyID, secretAccessKey: moto.secretAccessKey)
            let client = AWSClient(
                transport: try CurlTransport(), credentials: StaticCredentials(keys, source: "the test"),
                endpoints: EndpointResolver(option: moto.endpoint), clock: AWSClock { KindAccount.now },
                sleep: { _ in },
                random: { 0.5 }, userAgent: "costguard-tests")
            #expect(moto.made.count == 44)
            for (view, made) in moto.made.sorted(by: { $0.key < $1.key }) {
                let spec = try #require(ShippedKinds.all.first { $0.view == view }, "no kind '\(view)'")
                let list = try await Self.list(spec, client, try #require(AccountID(moto.account)))
                Self.compare(list, with: made, spec)
            }
        }
    }

    private static func list(_ spec: KindSpec, _ client: AWSClient, _ account: AccountID) async throws -> KindList {
        let gaps = Mutex<[Gap]>([])
        let context = ScanContext(client: client, account: account, types: [:]) { gap in
            gaps.withLock { $0.append(gap) }
        }
        var list = KindList()
        do {
            try await KindScanner(spec).list(in: .northVirginia, context) { page in
                list.resources += page.resources
                list.odd += page.odd
            }
        } catch {
            Issue.record("\(spec.view): \(error)")
        }
        list.gaps = gaps.withLock { $0 }
        return list
    }

    private static func compare(_ list: KindList, with made: [String: MotoKinds.Made], _ spec: KindSpec) {
        #expect(list.odd.isEmpty, "\(spec.view): \(list.odd.map(\.fault))")
        let failed = list.gaps.filter { gap in
            !missing.contains(gap.operation) && !missing.contains("\(spec.service.name) \(gap.operation)")
        }
        #expect(failed.isEmpty, "\(spec.view): \(failed)")
        for (id, thing) in made {
            guard let resource = list.resources.first(where: { $0.key.id == id }) else {
                Issue.record("\(spec.view): '\(id)' is not among \(list.resources.map(\.key.id))")
                continue
            }
            #expect(resource.tags == thing.tags, "\(spec.view) \(id)")
            for (column, value) in thing.facts {
                let expected: FactValue =
                    switch value {
                    case .none: .null
                    case .number(let number): .integer(number)
                    case .text(let text): .text(text)
                    }
                #expect(resource.facts[column] == expected, "\(spec.view) \(id) \(column)")
            }
        }
    }
}
