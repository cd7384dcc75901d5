// A preference of the account's bill: whether EstimatedCharges is published. Free of charge.
// Source: API reference of Billing, GetBillingPreferences and BillingPreferenceSummary, read 2026-11.

import AWSAPI
import CostModel
import Foundation

/// Whether "Receive Billing Alerts" is on, without which AWS publishes no EstimatedCharges.
package enum BillingAlerts {
    static let operation = "GetBillingPreferences"

    /// Nil where AWS names no such preference. Throws `AWSError` or `ScanError`.
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
