// One round of late questions: batched where AWS takes batches, several at a time. Their pace is the client's.

import AWSAPI
import CostModel
import Foundation

struct LateFactRound {
    /// Operations and regions at the same time, and calls of each at the same time.
    static let maxInFlight = 8

    let client: AWSClient
    let askers: [any LateFactAsker]

    /// One answer per request, in no particular order.
    func facts(_ requests: [FactRequest], at now: Date) async -> [LateFact] {
        let places = Dictionary(grouping: requests) { request in
            let key = request.resource
            return Place(kind: key.kind, column: request.column, account: key.account, region: key.region)
        }
        let found = await Array(places).concurrentMap(maxInFlight: LateFactRound.maxInFlight) { place, requests in
            await facts(requests.sorted { $0.resource < $1.resource }, at: place, now)
        }
        return found.flatMap { $0 }
    }

    /// What requests must share to share a call.
    private struct Place: Hashable, Sendable {
        let kind: ResourceKind
        let column: String
        let account: AccountID
        let region: Region

        func gap(_ error: any Error, _ operation: String) -> Gap {
            Gap(error, account: account, region: region, service: .ec2, operation: operation)
        }
    }

    private func facts(_ requests: [FactRequest], at place: Place, _ now: Date) async -> [LateFact] {
        guard let asker = askers.first(where: { $0.kind == place.kind && $0.column == place.column }) else {
            let error = ScanError("nothing asks '\(place.column)' of the kind '\(place.kind.rawValue)'")
            return requests.map { LateFact($0, at: now, gap: place.gap(error, place.column)) }
        }
        let batches = requests.chunked(by: asker.batchSize)
        return await batches.concurrentMap(maxInFlight: LateFactRound.maxInFlight) { batch in
            await answers(to: batch, by: asker, at: place, now)
        }.flatMap { $0 }
    }

    private func answers(
        to batch: [FactRequest], by asker: any LateFactAsker, at place: Place, _ now: Date
    ) async -> [LateFact] {
        do {
            let context = ScanContext(client: client, account: place.account, types: [:])
            let values = try await asker.values(of: batch.map(\.resource.id), in: place.region, context)
            return batch.map { request in
                if let value = values[request.resource.id] { return LateFact(request, at: now, value: value) }
                let error = ScanError("AWS's answer does not tell of '\(request.resource.id)'")
                return LateFact(request, at: now, gap: place.gap(error, asker.operation))
            }
        } catch let error as AWSError where batch.count == 1 && error.saysGone {
            return batch.map { LateFact(withoutAnswer: $0, at: now) }
        } catch let error as AWSError where asker.isOptional && error.kind != .credentials {
            return batch.map { LateFact(withoutAnswer: $0, at: now) }
        } catch {
            let operation = (error as? AWSError)?.operation ?? asker.operation
            return batch.map { LateFact($0, at: now, gap: place.gap(error, operation)) }
        }
    }
}

extension AWSError {
    /// What was asked for by its id is not there any more. These words alone: any other may be a fault of the question.
    /// Source: EC2 API reference, error codes.
    fileprivate var saysGone: Bool {
        let codes: Set = [
            "InvalidInstanceID.NotFound", "InvalidSnapshot.NotFound", "InvalidVolume.NotFound",
            "InvalidAMIID.NotFound", "InvalidAMIID.Unavailable",
        ]
        return httpStatus == 400 && codes.contains(code)
    }
}
