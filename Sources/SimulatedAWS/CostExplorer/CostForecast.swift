// GetCostForecast: the last week's daily mean, carried on. The filter holds as for GetCostAndUsage.

import Foundation

private struct ForecastInput: Decodable {
    struct Period: Codable {
        var start: String
        var end: String
    }

    var timePeriod: Period
    var metric: String
    var granularity: String
    var filter: CostFilter?
    var predictionIntervalLevel: Int?
}

private struct ForecastOutput: Encodable {
    struct Amount: Encodable {
        var amount: String
        var unit = "USD"
    }
    struct Result: Encodable {
        var timePeriod: ForecastInput.Period
        var meanValue: String
        var predictionIntervalLowerBound: String?
        var predictionIntervalUpperBound: String?
    }

    var total: Amount
    var forecastResultsByTime: [Result]
}

extension CostExplorer {
    static func getCostForecast(_ world: inout World, _ call: Call) throws -> Data {
        guard world.billing.costExplorerEnabled else {
            throw AWSFailure("AccessDeniedException", "User not enabled for cost explorer access")
        }
        let input = try call.input(ForecastInput.self)
        let today = Timestamp.day(call.now)
        guard let start = Timestamp.fromDay(input.timePeriod.start), let end = Timestamp.fromDay(input.timePeriod.end),
            start < end, input.timePeriod.start >= today
        else { throw AWSFailure("ValidationException", "Start date must be today or later, and before the end date") }
        guard input.granularity == "MONTHLY", input.metric == "UNBLENDED_COST" else {
            throw AWSFailure("ValidationException", "Only UNBLENDED_COST by MONTHLY is simulated")
        }
        let daily = try dailyMean(world.billing, input.filter, before: Timestamp.fromDay(today) ?? call.now, call.now)
        let mean = daily * Int((end.timeIntervalSince(start) / 86_400).rounded())
        func bound(_ percent: Int) -> String? {
            input.predictionIntervalLevel.map { _ in decimal(mean / 100 * percent) }
        }
        return try CloudWatch.encoded(
            ForecastOutput(
                total: .init(amount: decimal(mean)),
                forecastResultsByTime: [
                    .init(
                        timePeriod: input.timePeriod, meanValue: decimal(mean),
                        predictionIntervalLowerBound: bound(80), predictionIntervalUpperBound: bound(120))
                ]))
    }

    /// Nano-USD a day over the seven days before.
    private static func dailyMean(
        _ billing: Billing, _ filter: CostFilter?, before day: Date, _ now: Date
    ) throws -> Int {
        let week = billing.gross(from: day.addingTimeInterval(-7 * 86_400), to: day, knownAt: now)
        guard !week.isEmpty else {
            throw AWSFailure("DataUnavailableException", "Insufficient amount of historical data to generate forecast")
        }
        var records = week.map { CostRecord(recordType: "Usage", service: $0.key, nanoUSD: $0.value) }
        if billing.creditPays {
            records += week.map { CostRecord(recordType: "Credit", service: $0.key, nanoUSD: -$0.value) }
        }
        if let filter { records = try records.filter(filter.passes) }
        return records.reduce(0) { $0 + $1.nanoUSD } / 7
    }
}
