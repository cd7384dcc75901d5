// PutMetricAlarm and DescribeAlarms: alarms are kept and shown, their state is that of one without data yet. And
// GetBillingPreferences, which tells whether an alarm on charges can have data at all.

import Foundation
import SimulatedAWS

enum Alarms {
    private struct Dimension: Codable {
        var name: String
        var value: String
    }

    private struct PutInput: Decodable {
        var alarmName: String
        var namespace: String
        var metricName: String
        var dimensions: [Dimension]?
        var statistic: String
        var period: Int
        var evaluationPeriods: Int
        var threshold: Double
        var comparisonOperator: String
        var alarmActions: [String]?
        var treatMissingData: String?
    }

    static func putMetricAlarm(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(PutInput.self)
        guard CloudWatch.statistics.contains(input.statistic), input.period >= 10, input.evaluationPeriods > 0 else {
            throw AWSFailure("ValidationException", "Statistic, Period or EvaluationPeriods is not valid")
        }
        let actions = input.alarmActions ?? []
        try actions.forEach { try check(action: $0, call) }
        let alarm = MetricAlarm(
            name: input.alarmName, namespace: input.namespace, metric: input.metricName,
            dimensions: Dictionary((input.dimensions ?? []).map { ($0.name, $0.value) }) { $1 },
            statistic: input.statistic, period: input.period, evaluationPeriods: input.evaluationPeriods,
            threshold: input.threshold, comparison: input.comparisonOperator, actions: actions,
            missing: input.treatMissingData ?? "missing")
        var alarms = world[Extras.self].alarms[call.region] ?? []
        // Putting one of the same name replaces it.
        alarms.removeAll { $0.name == alarm.name }
        world[Extras.self].alarms[call.region] = alarms + [alarm]
        return Data("{}".utf8)
    }

    /// An alarm tells a topic of its own region, and does to an instance what AWS can do there.
    private static func check(action: String, _ call: Call) throws {
        let parts = action.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 6, parts[0] == "arn", ["sns", "automate"].contains(parts[2]) else {
            throw AWSFailure("ValidationError", "Invalid arn syntax: \(action)")
        }
        guard parts[3] == call.region else {
            throw AWSFailure(
                "ValidationError", "Invalid region \(parts[3]) specified. Only \(call.region) is supported.")
        }
    }

    private struct DescribeInput: Decodable {
        var alarmNames: [String]?
        var alarmNamePrefix: String?
        var maxRecords: Int?
        var nextToken: String?
    }

    private struct Shown: Encodable {
        var alarmName: String
        var alarmArn: String
        var namespace: String
        var metricName: String
        var dimensions: [Dimension]
        var statistic: String
        var period: Int
        var evaluationPeriods: Int
        var threshold: Double
        var comparisonOperator: String
        var alarmActions: [String]
        var treatMissingData: String
        var actionsEnabled = true
        var stateValue = "INSUFFICIENT_DATA"
    }

    private struct DescribeOutput: Encodable {
        var metricAlarms: [Shown]
        var compositeAlarms: [String] = []
        var nextToken: String?
    }

    static func describeAlarms(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(DescribeInput.self)
        let all = (world[Extras.self].alarms[call.region] ?? []).filter { alarm in
            input.alarmNames?.contains(alarm.name) ?? true && alarm.name.hasPrefix(input.alarmNamePrefix ?? "")
        }
        let start = try input.nextToken.map(call.position) ?? 0
        let size = input.maxRecords ?? 50
        let account = world.account
        let shown = all.dropFirst(start).prefix(size).map { alarm in
            Shown(
                alarmName: alarm.name, alarmArn: "arn:aws:cloudwatch:\(call.region):\(account):alarm:\(alarm.name)",
                namespace: alarm.namespace, metricName: alarm.metric,
                dimensions: alarm.dimensions.sorted { $0.key < $1.key }.map {
                    Dimension(name: $0.key, value: $0.value)
                },
                statistic: alarm.statistic, period: alarm.period, evaluationPeriods: alarm.evaluationPeriods,
                threshold: alarm.threshold, comparisonOperator: alarm.comparison, alarmActions: alarm.actions,
                treatMissingData: alarm.missing)
        }
        return try CloudWatch.encoded(
            DescribeOutput(
                metricAlarms: shown, nextToken: all.count > start + size ? call.token(start + size) : nil))
    }
}

extension BillingConsole {
    private struct PreferencesInput: Decodable { var features: [String] }

    private struct Preference: Encodable {
        var feature: String
        var key: String
        var value: String
    }

    static func getBillingPreferences(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(PreferencesInput.self)
        guard input.features == ["BILLING_ALERTS"] else {
            throw AWSFailure("ValidationException", "Only the feature BILLING_ALERTS is simulated")
        }
        let value = world.billing.billingAlertsEnabled ? "ENABLED" : "DISABLED"
        return try JSONEncoder().encode([
            "billingPreferences": [Preference(feature: "BILLING_ALERTS", key: "billing-alerts", value: value)]
        ])
    }
}
