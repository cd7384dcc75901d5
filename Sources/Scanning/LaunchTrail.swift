// Who started a machine, by CloudTrail's event history. Free of charge, two calls a second and region; events show some
// minutes after the call. Source: CloudTrail API reference, LookupEvents; user guide, "CloudTrail record contents".

package import AWSAPI
package import CostModel
import Foundation

/// Looks up the start of a machine.
package struct LaunchTrail: LauncherSource {
    /// The IAM actions that it needs; where they are denied, mails say so.
    package static let permissions = ["cloudtrail:LookupEvents"]

    private let client: AWSClient

    /// A trail of the client's account.
    package init(client: AWSClient) { self.client = client }

    /// The newest event by which the machine was made or started.
    package func launcher(of instance: ResourceKey) async -> LauncherWord {
        do {
            let body = try AWSJSON.encode(
                Request(lookupAttributes: [.init(attributeKey: "ResourceName", attributeValue: instance.id)]))
            let answer: Answer = try await client.json(
                .cloudTrail, "LookupEvents", body: body, region: instance.region.code
            ) { try AWSJSON.decode($0, of: "LookupEvents") }
            let starts = (answer.events ?? []).filter { Self.starting.contains($0.eventName ?? "") }
            return starts.first.map { .told($0.launcher) } ?? .notRecorded
        } catch let error as AWSError {
            return .untold(GapText.line(error))
        } catch { return .untold(GapText.line(String(describing: error))) }
    }

    /// Whether it may be asked, tried for a machine that cannot exist; nil: allowed, else what AWS said.
    package func refusal(in region: Region, of account: AccountID) async -> String? {
        let key = ResourceKey(kind: .instance, account: account, region: region, id: "i-00000000000000000")
        if case .untold(let why) = await launcher(of: key) { return why }
        return nil
    }

    private static let starting: Set<String> = ["RunInstances", "StartInstances"]

    private struct Request: Encodable {
        struct Attribute: Encodable {
            let attributeKey: String
            let attributeValue: String
        }
        let lookupAttributes: [Attribute]
        let maxResults = 50
    }

    private struct Answer: Decodable {
        let events: [Event]?
    }

    private struct Event: Decodable {
        let eventName: String?
        let accessKeyId: String?
        let username: String?
        let eventTime: Double?
        /// The whole record, as a text of JSON.
        let cloudTrailEvent: String?

        var launcher: Launcher {
            let record = cloudTrailEvent.flatMap { try? JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
            return Launcher(
                keyID: accessKeyId ?? record?.userIdentity?.accessKeyId, name: username,
                arn: record?.userIdentity?.arn, source: record?.sourceIPAddress,
                at: eventTime.flatMap(UTCTime.aws(seconds:)))
        }
    }

    private struct Record: Decodable {
        struct Identity: Decodable {
            let arn: String?
            let accessKeyId: String?
        }
        let userIdentity: Identity?
        let sourceIPAddress: String?
    }
}
