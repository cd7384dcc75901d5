// Every reader of bytes from outside, behind one door: real seeds, and a body that gives an input to the reader.
// None may trap or hang; what it says of the input is its own tests' matter.

import AWSAPI
import CostModel
import Foundation
import Notifying
import RuleEngine
import Scanning

/// One reader.
public struct FuzzTarget: Sendable {
    /// For people and for the command line.
    public let name: String
    /// Inputs that it reads well.
    public let seeds: [[UInt8]]
    /// Gives it one input.
    public let read: @Sendable ([UInt8]) async -> Void

    init(_ name: String, _ seeds: [[UInt8]], _ read: @escaping @Sendable ([UInt8]) async -> Void) {
        (self.name, self.seeds, self.read) = (name, seeds, read)
    }

    /// What makes this reader's inputs.
    public var mutator: Mutator {
        Mutator(seeds, salt: name.utf8.reduce(5381) { $0 &* 33 &+ UInt64($1) })
    }
}

extension FuzzTarget {
    /// All of them.
    /// - Parameters:
    ///   - answers: of `RecordedAnswers`.
    ///   - files: the text of the shipped rules and price lists, by file name.
    public static func all(answers: [String: [Data]], files: [String: String]) -> [FuzzTarget] {
        answerTargets(answers) + billingTargets(answers) + textTargets(files) + keyTargets
    }

    private static let now = RecordedAnswers.now
    private static let account = AccountID("123456789012")
    private static let ireland = Region("eu-west-1")

    private static func seeds(_ answers: [String: [Data]], _ actions: String...) -> [[UInt8]] {
        actions.flatMap { answers[$0]?.prefix(4) ?? [] }.map { Array($0) }
    }

    private static func source(_ bytes: [UInt8]) -> AWSResourceSource {
        AWSResourceSource(
            client: .over(FixedTransport(AWSReply(status: 200, body: Data(bytes))), at: now),
            homeRegion: .northVirginia,
            types: [:])
    }

    private static func answerTargets(_ answers: [String: [Data]]) -> [FuzzTarget] {
        let xml = answers.filter { $0.key.hasPrefix("Describe") }.values.compactMap(\.first).map { Array($0) }
        let document = FuzzTarget("xml", xml) { bytes in
            guard let root = try? XMLNode(parsing: Data(bytes)) else { return }
            var open = [root]
            while let node = open.popLast() {
                _ = (node.name, node.text, node.items.count)
                open += node.children
            }
        }
        let lists = ScannerRegistry.scanners.map { scanner in
            FuzzTarget("list \(scanner.operation)", seeds(answers, scanner.operation)) { bytes in
                guard let account, let ireland else { return }
                try? await source(bytes).list([scanner.kind], in: [ireland], of: account, at: now) { _ in }
            }
        }
        let regions = FuzzTarget("regions and account", seeds(answers, "DescribeRegions", "GetCallerIdentity")) {
            guard let account else { return }
            _ = try? await source($0).account()
            _ = try? await source($0).enabledRegions(of: account)
        }
        let facts = FuzzTarget(
            "late facts",
            seeds(
                answers, "DescribeInstanceAttribute", "DescribeSpotInstanceRequests", "DescribeImageAttribute",
                "DescribeSnapshotAttribute")
        ) { bytes in
            guard let account, let ireland else { return }
            let requests = ScannerRegistry.lateFacts.map { asker in
                FactRequest(
                    ResourceKey(kind: asker.kind, account: account, region: ireland, id: "x-1"), asker.column)
            }
            _ = await source(bytes).facts(requests, at: now)
        }
        return [document] + lists + [regions, facts]
    }

    private static func billingTargets(_ answers: [String: [Data]]) -> [FuzzTarget] {
        @Sendable func client(_ bytes: [UInt8]) -> AWSClient {
            .over(FixedTransport(AWSReply(status: 200, body: Data(bytes))), at: now)
        }
        let metrics = FuzzTarget("metrics", seeds(answers, "GetMetricStatistics", "GetMetricData")) { bytes in
            guard let account, let ireland else { return }
            let key = ResourceKey(kind: .instance, account: account, region: ireland, id: "i-1")
            for (operation, namespace) in [
                (CloudWatchMetricSource.Operation.statistics, "AWS/EC2"), (.data, "AWS/EC2"), (.data, "CWAgent"),
            ] {
                let source = CloudWatchMetricSource(client: client(bytes), usage: APIUsage(), operation: operation)
                _ = try? await source.points(
                    [.hourly(of: key, namespace: namespace, at: now)],
                    within: MetricAllowance(freeCalls: 100, paidMetrics: 100)
                ) { _ in }
            }
        }
        let money = FuzzTarget(
            "money", seeds(answers, "GetCredits", "GetAccountPlanState", "GetCostAndUsage", "GetMetricStatistics")
        ) { bytes in
            guard let account else { return }
            let billing = AWSBillingSource(client: client(bytes), usage: APIUsage())
            for credit in await billing.credits(account: account, at: now).credits ?? [] {
                _ = (FactValue.time(credit.startsAt), FactValue.time(credit.expiresAt), credit.left)
            }
            let figures = await billing.figures(account: account, at: now, costsSince: now, daily: true)
            _ = (figures.costLines ?? []).reduce(Money.zero) { $0 + $1.amount }
            _ = FactValue.time(figures.estimatedCharges?.at)
        }
        let budgets = FuzzTarget("budgets", seeds(answers, "DescribeBudgets")) { bytes in
            guard let account else { return }
            _ = try? await AWSBudgets.all(of: account, client(bytes), home: .northVirginia)
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
        ].map { Array($0.utf8) }
    ) { bytes in
        let line = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
        let body = bytes.contains(10) ? Array(bytes.drop { $0 != 10 }.dropFirst()) : bytes
        let names = ["Date", "x-amz-retry-after", "x-amzn-query-error", "X-Amzn-ErrorType", "x-amzn-RequestId"]
        let reply = AWSReply(status: 400, headers: names.map { AWSHeader($0, line) }, body: Data(body))
        _ = try? await AWSClient.over(FixedTransport(reply), at: now, maxAttempts: 3).query(
            .ec2, "DescribeRegions", region: "eu-west-1")
    }
}
