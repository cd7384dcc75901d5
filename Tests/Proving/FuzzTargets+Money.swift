// What AWS answers of metrics, money and prices, and its errors.

import AWSAPI
import CostModel
import FaultyAWS
import Foundation
import Scanning
import SimulatedAWS

extension FuzzTarget {
    static func moneyTargets(_ answers: [String: [Data]]) -> [FuzzTarget] {
        let metrics = FuzzTarget("metrics", seeds(answers, "GetMetricStatistics", "GetMetricData")) { bytes in
            let place = try place()
            let key = ResourceKey(kind: .instance, account: place.account, region: place.region, id: "i-1")
            try await any(
                of: [
                    (CloudWatchMetricSource.Operation.statistics, "AWS/EC2"), (.data, "AWS/EC2"), (.data, "CWAgent"),
                ].map { operation, namespace in
                    {
                        let source = CloudWatchMetricSource(
                            client: .answering(bytes), usage: APIUsage(), operation: operation)
                        let told = try await source.points(
                            [.hourly(of: key, namespace: namespace, at: now)],
                            within: MetricAllowance(freeCalls: 100, paidMetrics: 100)
                        ) { _ in }
                        try require(told.answers.contains { $0.gap == nil })
                    }
                })
        }
        let money = FuzzTarget(
            "money", seeds(answers, "GetCredits", "GetAccountPlanState", "GetCostAndUsage", "GetMetricStatistics")
        ) { bytes in
            let account = try place().account
            let billing = AWSBillingSource(client: .answering(bytes), usage: APIUsage())
            let told = await billing.credits(account: account, at: now)
            for credit in told.credits ?? [] {
                _ = (FactValue.time(credit.startsAt), FactValue.time(credit.expiresAt), credit.left)
            }
            let figures = await billing.figures(account: account, at: now, costsSince: now, daily: true)
            _ = (figures.costLines ?? []).reduce(Money.zero) { $0 + $1.amount }
            _ = FactValue.time(figures.estimatedCharges?.at)
            try require(told.gaps.count < 2 || figures.gaps.count < 2)
        }
        let budgets = FuzzTarget("budgets", seeds(answers, "DescribeBudgets")) { bytes in
            _ = try await AWSBudgets.all(of: place().account, .answering(bytes), home: .northVirginia)
        }
        return [metrics, money, budgets, errors]
    }

    /// The body as an error, and its first line as the headers that errors are read with.
    private static let errors = FuzzTarget(
        "errors and their dates",
        [
            "<Response><Errors><Error><Code>RequestExpired</Code><Message>m</Message></Error></Errors></Response>",
            "Tue, 24 Nov 2026 09:00:00 GMT\n<ErrorResponse><Error><Code>RequestTimeTooSkewed</Code></Error></ErrorResponse>",
            "2000\n{\"__type\":\"com.amazon#ThrottlingException\",\"message\":\"m\"}", "Validation;Sender\n{}",
        ]
    ) { bytes in
        let line = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
        let body = bytes.contains(10) ? Array(bytes.drop { $0 != 10 }.dropFirst()) : bytes
        let names = ["Date", "x-amz-retry-after", "x-amzn-query-error", "X-Amzn-ErrorType", "x-amzn-RequestId"]
        let reply = AWSReply(status: 400, headers: names.map { AWSHeader($0, line) }, body: Data(body))
        do {
            _ = try await AWSClient.over(FixedTransport(reply), at: now, maxAttempts: 3).query(
                .ec2, "DescribeRegions", region: "eu-west-1")
        } catch let error as AWSError { try require(error.kind != .unreadable && !error.code.hasPrefix("HTTP")) }
    }

    /// The pages of the Price List, and a product in a page that is whole.
    static func priceTargets(_ answers: [String: [Data]]) -> [FuzzTarget] {
        @Sendable func prices(_ bytes: [UInt8]) async throws {
            _ = try await PriceListSource(client: .answering(bytes), home: .northVirginia).prices(in: .northVirginia)
        }
        // Alone the page with the machines is a price list; parts of the others are put into it.
        let machines = (answers["GetProducts"] ?? []).filter { $0.range(of: Data("BoxUsage".utf8)) != nil }
        let products = Story.products(at: now)
        return [
            FuzzTarget("price list pages", machines.prefix(2).map { Array($0) }, prices),
            FuzzTarget("price list product", products) { bytes in
                let page = ["PriceList": [String(decoding: bytes, as: UTF8.self)]]
                try await prices(Array(JSONEncoder().encode(page)))
            },
        ]
    }
}

extension Story {
    /// Machines on demand in us-east-1, each the JSON text of a product.
    static func products(at now: Date) -> [String] {
        var world = Story.student(at: now)
        Story.addPrices(&world, region: "us-east-1", mark: "")
        let all = world[Extras.self].priceList["AmazonEC2"] ?? []
        return all.filter { $0.contains("BoxUsage") && $0.contains("\"OnDemand\"") }.prefix(1).map { $0 }
    }
}
