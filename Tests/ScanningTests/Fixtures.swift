// What the tests of this room share: an account, a region, and answers as EC2 writes them.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Synchronization

@testable import Scanning

let account = AccountID("123456789012")!
let ireland = Region("eu-west-1")!
let now = Date(timeIntervalSince1970: 1_795_219_200)  // 2026-11-21T00:00:00Z

/// Seconds since 1970 of a time such as `2026-11-20T01:02:03Z`.
func seconds(_ text: String) -> Int64 { Int64(UTCTime.aws(text)!.timeIntervalSince1970) }

func key(_ kind: ResourceKind, _ id: String, in region: Region = ireland) -> ResourceKey {
    ResourceKey(kind: kind, account: account, region: region, id: id)
}

/// An EC2 answer: a list of items, and perhaps a token.
func answer(_ list: String, _ items: String, token: String = "") -> AWSReply {
    .xml(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>
        <\(list)>\(items)</\(list)><nextToken>\(token)</nextToken></Response>
        """)
}

func tags(_ tags: KeyValuePairs<String, String>) -> String {
    let items = tags.map { "<item><key>\($0.key)</key><value>\($0.value)</value></item>" }
    return "<tagSet>\(items.joined())</tagSet>"
}

/// An account in which every list of every kind is empty, but for what a test answers.
func aws(_ answers: @escaping @Sendable (ScriptedAWS.Call) throws -> AWSReply?) -> ScriptedAWS {
    ScriptedAWS { call in try answers(call) ?? emptyAnswer(call.operation) }
}

func emptyAnswer(_ operation: String) -> AWSReply {
    switch operation {
    case "DescribeInstances": answer("reservationSet", "")
    case "DescribeVolumes": answer("volumeSet", "")
    case "DescribeSnapshots": answer("snapshotSet", "")
    case "DescribeImages": answer("imagesSet", "")
    case "DescribeAddresses": answer("addressesSet", "")
    case "DescribeLaunchTemplates": answer("launchTemplates", "")
    case "DescribeInstanceTypes": answer("instanceTypeSet", "")
    case "DescribeSpotInstanceRequests": answer("spotInstanceRequestSet", "")
    case "DescribeSpotFleetRequests": answer("spotFleetRequestConfigSet", "")
    case "DescribeFleets": answer("fleetSet", "")
    case "DescribeAutoScalingGroups":
        .xml("<Answer><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></Answer>")
    case "DescribeLaunchConfigurations":
        .xml(
            """
            <DescribeLaunchConfigurationsResponse><DescribeLaunchConfigurationsResult><LaunchConfigurations/>\
            </DescribeLaunchConfigurationsResult></DescribeLaunchConfigurationsResponse>
            """)
    default: .ec2Error("InvalidAction", operation)
    }
}

/// A listing that has ended, and the resources of its pages; those of a failed one are worth nothing.
struct Listed: Sendable {
    let listing: Listing
    let pages: [[Resource]]
    /// How many of its items have no id that can be read.
    var nameless = 0
    /// What was asked beside it and not answered, and its odd items.
    var gaps: [String] = []
    /// What a store makes of the pages: a resource on two of them is as the later one shows it.
    var resources: [Resource] {
        guard listing.outcome == .complete else { return [] }
        let all = pages.flatMap { $0 }
        let last = Dictionary(all.enumerated().map { ($1.key, $0) }, uniquingKeysWith: max)
        return all.enumerated().filter { last[$1.key] == $0 && !$1.isEnded }.map(\.element)
    }
}

/// Keeps what a scan hands over.
final class Received: Sendable {
    private let kept = Mutex<
        (pages: [ListingPlace: [[Resource]]], nameless: [ListingPlace: Int], ended: [Listed], gaps: [Gap])
    >(([:], [:], [], []))
    var all: [Listed] { kept.withLock { $0.ended } }
    /// What was asked beside the lists and not answered.
    var gaps: [Gap] { kept.withLock { $0.gaps } }
    func add(_ part: ListedPart) {
        kept.withLock { kept in
            switch part {
            case .page(let place, let resources, _, let nameless):
                kept.pages[place, default: []].append(resources)
                kept.nameless[place, default: 0] += nameless
            case .gap(_, let gap): kept.gaps.append(gap)
            case .end(let listing):
                let pages = kept.pages.removeValue(forKey: listing.place)
                let nameless = kept.nameless[listing.place]
                let gaps = kept.gaps.filter { $0.region == listing.region }.map(\.error)
                kept.ended.append(Listed(listing: listing, pages: pages ?? [], nameless: nameless ?? 0, gaps: gaps))
            }
        }
    }
    func of(_ kind: ResourceKind, in region: Region = ireland) -> Listed? {
        all.first { $0.listing.kind == kind && $0.listing.region == region }
    }
}

extension ScriptedAWS {
    func source(types: [String: InstanceType] = [:], maxInFlight: Int = 64) -> AWSResourceSource {
        AWSResourceSource(client: client, homeRegion: .northVirginia, types: types, maxInFlight: maxInFlight)
    }

    /// One listing of one kind in Ireland.
    func listed(_ kind: ResourceKind, types: [String: InstanceType] = [:]) async throws -> Listed? {
        let received = Received()
        try await source(types: types).list([kind], in: [ireland], of: account, at: now) { received.add($0) }
        return received.of(kind)
    }
}
