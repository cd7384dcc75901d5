// How metrics are asked for, and why so, in words.

import CostModel
import Foundation
import Scanning

enum MetricUseText {
    /// One line for `--verbose`.
    static func line(_ use: MetricUse, thisMonth: MetricRequests, cap: Money) -> String {
        var parts: [String] = []
        if use.seriesByStatistics > 0 {
            parts.append(
                "\(use.seriesByStatistics.grouped) series by GetMetricStatistics, \(use.requests.statistics.grouped) calls "
                    + "of a free million; \(thisMonth.statistics.grouped) used this month")
        }
        if use.seriesByData > 0 {
            parts.append(
                "\(use.seriesByData.grouped) series by GetMetricData, \(use.requests.cost.cents) USD, for there are more "
                    + "than \(CloudWatchMetricSource.mostSeriesByStatistics) by the hour; \(thisMonth.cost.cents) of \(cap.cents) USD "
                    + "used this month")
        }
        if use.seriesNotAsked > 0 {
            parts.append(
                "\(use.seriesNotAsked.grouped) series not asked: the month's free calls and its cap are used up")
        }
        return "metrics: " + (parts.isEmpty ? "nothing to ask, every point is stored" : parts.joined(separator: "; "))
    }

    /// One line for `doctor`.
    static func month(_ used: MetricRequests, cap: Money) -> String {
        "\(used.statistics.grouped) of \(MetricAllowance.freeCallsAMonth.grouped) free calls of GetMetricStatistics and "
            + "\(used.cost.cents) of \(cap.cents) USD for GetMetricData used this month; up to "
            + "\(CloudWatchMetricSource.mostSeriesByStatistics) series by the hour go the free way"
    }
}

extension Int {
    /// With a comma before each three digits.
    fileprivate var grouped: String { formatted(.number.locale(Locale(identifier: "en_US"))) }
}
