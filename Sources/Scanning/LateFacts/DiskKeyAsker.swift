// Whether the keys of a machine's disks can be used: its volumes tell which, KMS tells the rest. One call for each key.
// AWS may refuse either question without hiding the machine: that it was not answered is an answer here.

import AWSAPI
import CostModel
import Foundation

struct DiskKeyAsker: LateFactAsker {
    let kind = ResourceKind.instance
    let column = "disk_keys"
    let operation = "DescribeKey"
    let permissions = ["ec2:DescribeVolumes", "kms:DescribeKey"]
    let lost: String? = "cron leaves machines with encrypted disks to you"
    /// So that each key of a region is asked for once.
    let batchSize = 10_000

    /// What a filter of EC2 takes. Source: EC2 API reference, "List and filter".
    private static let mostFilterValues = 200
    private static let maxInFlight = 4

    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue] {
        var keys: [String: Set<String>] = [:]
        do {
            for some in ids.chunked(by: Self.mostFilterValues) {
                keys.merge(try await keyIDs(of: some, in: region, context)) { $0.union($1) }
            }
        } catch {
            let why = try Self.why(error, "ec2:DescribeVolumes")
            return Dictionary(ids.map { ($0, .text(DiskKeys.unchecked(why: why).text)) }) { one, _ in one }
        }
        let asked = Set(keys.values.joined()).sorted()
        let states = try await asked.concurrentMap(maxInFlight: Self.maxInFlight) { key in
            try await state(of: key, in: region, context)
        }
        let byKey = Dictionary(uniqueKeysWithValues: zip(asked, states))
        // AWS shows every attached disk to who may list disks: a machine of which none is shown has none.
        return Dictionary(
            ids.map { id in (id, .text(DiskKeys.worst((keys[id] ?? []).compactMap { byKey[$0] }).text)) }
        ) { one, _ in one }
    }

    /// By instance, the keys of the disks that are attached to it. One call for each page.
    private func keyIDs(
        of ids: [String], in region: Region, _ context: ScanContext
    ) async throws -> [String: Set<String>] {
        var parameters: Parameters = ["MaxResults": "1000"]
        parameters.append(filter: "attachment.instance-id", values: ids)
        let wanted = Set(ids)
        let found = try await context.collect("DescribeVolumes", parameters, of: "volumeSet", in: region) { item in
            (item.text("kmsKeyId") ?? (item.text("encrypted") == "true" ? "" : nil)).map { key in
                (key, item.optionalList("attachmentSet").compactMap { $0.text("instanceId") }.filter(wanted.contains))
            }
        }
        return found.reduce(into: [:]) { keys, disk in
            for instance in disk.1 { keys[instance, default: []].insert(disk.0) }
        }
    }

    /// One key. Throws where it was called off.
    private func state(of key: String, in region: Region, _ context: ScanContext) async throws -> DiskKeys {
        guard !key.isEmpty else { return .unchecked(why: "AWS does not name the key of an encrypted disk") }
        guard !key.hasSuffix("alias/aws/ebs") else { return .usable }
        do {
            return try await DescribeKey.state(of: key, in: Self.region(of: key) ?? region, context.client)
        } catch let error as AWSError where DescribeKey.isGone(error) {
            return .unusable(key: Self.lastPart(of: key), why: "AWS knows no such key")
        } catch {
            return .unchecked(why: try Self.why(error, "kms:DescribeKey") + " for \(Self.lastPart(of: key))")
        }
    }

    /// Of a key that cannot exist: AWS looks at the permission first, then for the key.
    func trial(in region: Region, _ context: ScanContext) async throws {
        let partition = Partition.containing(region.code)?.name ?? "aws"
        let key =
            "arn:\(partition):kms:\(region.code):\(context.account.digits):key/00000000-0000-0000-0000-000000000000"
        do {
            _ = try await DescribeKey.state(of: key, in: region, context.client)
        } catch let error as AWSError where DescribeKey.isGone(error) {}
    }

    /// `arn:aws:kms:REGION:ACCOUNT:key/ID`; nil for an id alone.
    private static func region(of key: String) -> Region? {
        let parts = key.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 5 && parts[2] == "kms" ? Region(parts[3]) : nil
    }

    private static func lastPart(of key: String) -> String { key.split(separator: "/").last.map(String.init) ?? key }

    /// Throws where it was called off: then nothing is known of nobody's answer.
    private static func why(_ error: any Error, _ action: String) throws -> String {
        if error is CancellationError || Task.isCancelled { throw CancellationError() }
        guard let error = error as? AWSError else { return "\(action) failed (\(GapText.line("\(error)")))" }
        return error.isRefusal ? "\(action) is denied" : "\(action) failed (\(error.code))"
    }
}

/// One question to KMS. Free of charge. Source: KMS API reference, DescribeKey and KeyMetadata.
private enum DescribeKey {
    static func state(of key: String, in region: Region, _ client: AWSClient) async throws -> DiskKeys {
        let body = try AWSJSON.encode(Request(keyId: key))
        let data = try await client.json(.kms, "DescribeKey", body: body, region: region.code)
        let answer: Answer = try AWSJSON.decode(data, of: "DescribeKey")
        let found = answer.keyMetadata
        // AWS's own keys are always there. An update of a primary region takes no use from a key.
        if found.keyManager == "AWS" || found.keyState == "Enabled" || found.keyState == "Updating" { return .usable }
        guard let state = found.keyState else { throw ScanError("'DescribeKey' cannot be read: got no 'KeyState'") }
        return .unusable(key: found.keyId ?? key, why: words(state))
    }

    static func isGone(_ error: AWSError) -> Bool { error.code == "NotFoundException" }

    private static func words(_ state: String) -> String {
        switch state {
        case "Disabled": "it is disabled; enable it"
        case "PendingDeletion", "PendingReplicaDeletion": "it is about to be deleted; cancel its deletion"
        case "PendingImport": "its key material is gone; import it again"
        case "Unavailable": "its key store cannot be reached; connect it"
        default: "its state is \(state)"
        }
    }

    private struct Request: Encodable { let keyId: String }
    private struct Answer: Decodable {
        struct Metadata: Decodable {
            let keyId: String?
            let keyManager: String?
            let keyState: String?
        }
        let keyMetadata: Metadata
    }
}
