// AWS's running estimate of the month: one metric, in the main region, some times a day, where billing alerts are on;
// and whether they are. Free of charge.
package import AWSAPI
package import CostModel
import Foundation

/// AWS's running estimate.
enum EstimatedChargesCall {
    static let operation = MetricStatisticsCall.operation
    private static let period: Int = 6 * .hour

    /// The newest value of the last two days, with the start of its bucket: it is at most six hours younger.
    /// Nil where AWS publishes none.
    static func latest(
        at now: Date, _ client: AWSClient, _ home: Region
    ) async throws -> BillingFigures.EstimatedCharges? {
        let end = (Int(now.timeIntervalSince1970) / period + 1) * period
        let request = MetricStatisticsCall.Request(
            namespace: "AWS/Billing", metricName: "EstimatedCharges",
            dimensions: [CloudWatchSeries.Dimension(name: "Currency", value: "USD")],
            startTime: end - 2 * .day - period, endTime: end, period: period, statistics: ["Maximum"])
        let data = try await client.json(
            .cloudWatch, operation, body: try AWSJSON.encode(request), region: home.code)
        let answer: MetricStatisticsCall.Answer = try AWSJSON.decode(data, of: operation)
        guard let points = answer.datapoints else {
            throw ScanError("The answer of '\(operation)' cannot be read: got no list of points")
        }
        guard let newest = points.max(by: { $0.timestamp < $1.timestamp }) else { return nil }
        guard let value = newest.maximum, let amount = Money(usd: value),
            let at = UTCTime.aws(seconds: newest.timestamp)
        else {
            throw ScanError("The answer of '\(operation)' cannot be read: got no amount and time of EstimatedCharges")
        }
        return BillingFigures.EstimatedCharges(amount: amount, at: at)
    }
}

// Source: API reference of Billing, GetBillingPreferences and BillingPreferenceSummary, read 2026-11.

/// Whether "Receive Billing Alerts" is on, without which AWS publishes no EstimatedCharges.
package enum BillingAlerts {
    static let operation = "GetBillingPreferences"

    /// Nil where AWS names no such preference. Throws `AWSError`, or `JSONAnswerError`.
    /// - Parameter home: the main region of the account's part of AWS.
    package static func areOn(_ client: AWSClient, home: Region) async throws -> Bool? {
        let data = try await client.json(
            .billing, operation, body: Data(#"{"features":["BILLING_ALERTS"]}"#.utf8),
            region: home.code)
        let answer: Answer = try AWSJSON.decode(data, of: operation)
        let values = (answer.billingPreferences ?? []).filter { $0.feature == "BILLING_ALERTS" }.map(\.value)
        return values.isEmpty ? nil : values.contains("ENABLED")
    }

    private struct Answer: Decodable {
        struct Preference: Decodable {
            let feature: String
            let value: String
        }
        let billingPreferences: [Preference]?
    }
}
