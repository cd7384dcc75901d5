// Cost Explorer: unblended cost by month or day, record type and service, so that usage and the credits that pay it
// stand apart; and amounts as it writes them. Every request costs 0.01 USD, a page and a retry too.
import AWSAPI
import CostModel
import Foundation

/// The question for what was billed.
enum CostExplorerCall {
    static let operation = "GetCostAndUsage"

    /// From the day of `since` to the end of today, UTC. Throws `AWSError`, `JSONAnswerError` or `ScanError`.
    static func lines(
        since: Date, daily: Bool, at now: Date, _ client: AWSClient, _ home: Region
    ) async throws -> [BillingFigures.CostLine] {
        var lines: [BillingFigures.CostLine] = []
        try await JSONPages.follow(operation) { token in
            let request = Request(
                timePeriod: .init(
                    start: UTCTime.dayText(min(since, now)), end: UTCTime.dayText(now.addingTimeInterval(.day))),
                granularity: daily ? "DAILY" : "MONTHLY", metrics: ["UnblendedCost"],
                groupBy: groups(since: since, daily: daily, at: now), nextPageToken: token)
            let answer: Answer = try AWSJSON.decode(
                try await send(try AWSJSON.encode(request), client, home), of: operation)
            for month in answer.resultsByTime { lines += try month.lines() }
            return answer.nextPageToken
        }
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

extension Money {
    /// A decimal with or without an exponent, such as `0.0000001234` or `-1.2E-7`; digits after the ninth are
    /// rounded half away from zero. Nil where the text is none or does not fit.
    init?(billed text: String) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard parts.count == 2 else {
            self.init(text)
            return
        }
        // The exponent of a sum of money is small; a large one would only cost time.
        guard let exponent = Int(parts[1]), (-40...18).contains(exponent), Money.isPlain(parts[0]),
            var amount = Decimal(string: String(parts[0]), locale: Locale(identifier: "en_US_POSIX"))
        else { return nil }
        var nanos = Decimal()
        guard NSDecimalMultiplyByPowerOf10(&nanos, &amount, Int16(exponent + 9), .plain) == .noError else {
            self.init(nanoUSD: 0)
            return
        }
        var whole = Decimal()
        NSDecimalRound(&whole, &nanos, 0, .plain)
        guard let value = Int64("\(whole)") else { return nil }
        self.init(nanoUSD: value)
    }

    /// Foundation reads the number at a text's start and forgives the rest; here nothing is forgiven.
    private static func isPlain(_ decimal: Substring) -> Bool { Money(decimal) != nil }
}
