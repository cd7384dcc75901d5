// Cost Explorer: unblended cost by month or day, record type and service, so that usage and the credits that pay it stand
// apart.
// Every request costs 0.01 USD, a page and a retry too.

import AWSAPI
import CostModel
import Foundation

enum CostExplorerCall {
    static let operation = "GetCostAndUsage"

    /// From the day of `since` to the end of today, UTC. Throws `AWSError` or `ScanError`.
    static func lines(
        since: Date, daily: Bool, at now: Date, _ client: AWSClient, _ home: Region
    ) async throws -> [BillingFigures.CostLine] {
        var lines: [BillingFigures.CostLine] = []
        var token: String?
        var seen: Set<String> = []
        repeat {
            let request = Request(
                timePeriod: .init(
                    start: UTCTime.dayText(min(since, now)), end: UTCTime.dayText(now.addingTimeInterval(.day))),
                granularity: daily ? "DAILY" : "MONTHLY", metrics: ["UnblendedCost"],
                groupBy: groups(since: since, daily: daily, at: now), nextPageToken: token)
            let answer: Answer = try AWSJSON.decode(
                try await send(try AWSJSON.encode(request), client, home), of: operation)
            for month in answer.resultsByTime { lines += try month.lines() }
            token = answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
            if let token, !seen.insert(token).inserted {
                throw ScanError("The pages of '\(operation)' do not end: AWS gave the same token twice")
            }
        } while token != nil
        return lines
    }

    /// By service too, except day by day over a long time: an answer of more than one page is billed as often.
    private static func groups(since: Date, daily: Bool, at now: Date) -> [Request.Group] {
        let isLong = daily && now.timeIntervalSince(since) > 100 * .day
        return (isLong ? ["RECORD_TYPE"] : ["RECORD_TYPE", "SERVICE"]).map { .init(type: "DIMENSION", key: $0) }
    }

    /// One retry and no more, for each is billed.
    private static func send(_ body: Data, _ client: AWSClient, _ home: Region) async throws -> Data {
        func once() async throws -> Data {
            try await client.json(
                .costExplorer, operation, body: body, region: home.code, retries: false)
        }
        do {
            return try await once()
        } catch let error as AWSError where error.kind == .network || (error.httpStatus ?? 0) >= 500 {
            return try await once()
        }
    }

    private struct Request: Encodable {
        struct Group: Encodable {
            let type: String
            let key: String
        }
        let timePeriod: Span
        let granularity: String
        let metrics: [String]
        let groupBy: [Group]
        let nextPageToken: String?
    }

    private struct Span: Codable {
        let start: String
        let end: String
    }

    private struct Answer: Decodable {
        struct Month: Decodable {
            struct Amount: Decodable {
                let amount: String
                let unit: String
            }
            struct Group: Decodable {
                let keys: [String]
                let metrics: [String: Amount]
            }
            let timePeriod: Span
            let groups: [Group]
            let estimated: Bool?

            func lines() throws -> [BillingFigures.CostLine] {
                try groups.map { group in
                    guard let recordType = group.keys.first, let cost = group.metrics["UnblendedCost"] else {
                        throw ScanError("The answer of '\(operation)' cannot be read: got a group without a cost")
                    }
                    guard cost.unit == "USD", let amount = Money(billed: cost.amount) else {
                        throw ScanError(
                            "The cost of '\(recordType)' cannot be read: got '\(cost.amount.prefix(40))' in"
                                + " '\(cost.unit.prefix(8))' expected an amount in 'USD'")
                    }
                    return BillingFigures.CostLine(
                        recordType: recordType, start: timePeriod.start, end: timePeriod.end, amount: amount,
                        estimated: estimated ?? false, service: group.keys.dropFirst().first)
                }
            }
        }
        let resultsByTime: [Month]
        let nextPageToken: String?
    }
}
