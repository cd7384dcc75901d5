// Facts that no list gives: asked one by one or by small batches, for the few resources that need them.

import AWSAPI
import CostModel
import Foundation

/// Asks one column of one kind.
public protocol LateFactAsker: Sendable {
    /// The kind of resource that has the column.
    var kind: ResourceKind { get }
    /// The view's column.
    var column: String { get }
    /// The EC2 operation that is called.
    var operation: String { get }
    /// The IAM actions of that call.
    var permissions: [String] { get }
    /// How many resources one call answers for.
    var batchSize: Int { get }
    /// The values of these resources, by id. One call. Throws `AWSError`, and `ScanError` for an unreadable answer.
    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue]
}

/// One round of questions, bounded so that it does not empty AWS's bucket of 100 calls with 20 new ones a second.
struct LateFactRound {
    static let maxInFlight = 8

    let client: AWSClient
    let askers: [any LateFactAsker]

    /// One answer per request, in no particular order.
    func facts(_ requests: [FactRequest], at now: Date) async -> [LateFact] {
        let facts = await batches(of: requests).concurrentMap(maxInFlight: LateFactRound.maxInFlight) { batch in
            await answers(to: batch, at: now)
        }
        return facts.flatMap { $0 }
    }

    /// Requests that one call can answer.
    private struct Batch: Sendable {
        let kind: ResourceKind
        let column: String
        let account: AccountID
        let region: Region
        let requests: [FactRequest]
    }

    private struct Place: Hashable {
        let kind: ResourceKind
        let column: String
        let account: AccountID
        let region: Region
    }

    private func asker(_ kind: ResourceKind, _ column: String) -> (any LateFactAsker)? {
        askers.first { $0.kind == kind && $0.column == column }
    }

    private func batches(of requests: [FactRequest]) -> [Batch] {
        let places = Dictionary(grouping: requests) { request in
            let key = request.resource
            return Place(kind: key.kind, column: request.column, account: key.account, region: key.region)
        }
        return places.flatMap { place, requests in
            let size = asker(place.kind, place.column)?.batchSize ?? requests.count
            let sorted = requests.sorted { $0.resource < $1.resource }
            return stride(from: 0, to: sorted.count, by: size).map { start in
                Batch(
                    kind: place.kind, column: place.column, account: place.account, region: place.region,
                    requests: Array(sorted[start..<min(start + size, sorted.count)]))
            }
        }
    }

    private func answers(to batch: Batch, at now: Date) async -> [LateFact] {
        func gap(_ error: any Error, _ operation: String) -> Gap {
            Gap(error, account: batch.account, region: batch.region, service: .ec2, operation: operation)
        }
        guard let asker = asker(batch.kind, batch.column) else {
            let error = ScanError("nothing asks '\(batch.column)' of the kind '\(batch.kind.rawValue)'")
            return batch.requests.map { LateFact($0, at: now, gap: gap(error, batch.column)) }
        }
        do {
            let context = ScanContext(client: client, account: batch.account, types: [:])
            let values = try await asker.values(of: batch.requests.map(\.resource.id), in: batch.region, context)
            return batch.requests.map { request in
                if let value = values[request.resource.id] { return LateFact(request, at: now, value: value) }
                let error = ScanError("AWS's answer does not tell of '\(request.resource.id)'")
                return LateFact(request, at: now, gap: gap(error, asker.operation))
            }
        } catch {
            return batch.requests.map { LateFact($0, at: now, gap: gap(error, asker.operation)) }
        }
    }
}
