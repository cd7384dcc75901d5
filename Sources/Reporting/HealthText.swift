// What is said of runs that fail, beside their own error.

import CostModel
import Foundation

/// Sentences on the health of scans.
package enum HealthText {
    /// `No scan has succeeded since Fri 20 Nov 22:00 UTC (13 runs failed)`; nil while scans succeed.
    package static func line(_ health: ScanHealth, timeZone: TimeZone, now: Date) -> String? {
        guard health.failures > 0 else { return nil }
        let context = TextContext(timeZone: timeZone, now: now)
        let since = health.seenAt.map { " since \(context.point($0))" } ?? " yet"
        return "No scan has succeeded\(since) (\(CountText.text(health.failures, "run")) failed)"
    }

    static func runs(_ health: ScanHealth, _ context: TextContext) -> String {
        let since = health.failingSince.map { " since \(context.point($0))" } ?? ""
        return CountText.text(health.failures, "run") + since
    }
}
