// Reads how much is used of services that bill by use: which things are in use, then the sums of each since the last look.
// Leaves prices to PriceHistory, and mails to NotifyStage.

import CostModel
import Foundation

/// Asks for what was used since each region was last read. A region of which not all is answered is read again next time.
struct ServiceUseStage {
    let local: LocalPorts
    let aws: AWSPorts
    /// What costguard's own calls may cost in a calendar month, UTC.
    let cap: Money

    /// What is asked of the time before the first look: enough to tell what is usual.
    private static let lookBack: Int = 25 * .hour
    /// CloudWatch keeps buckets of minutes for 15 days; an older hole stays one.
    private static let longest: Int = 14 * .day
    /// Up to so long after a look, what was active within three hours is all that can have been used since, in seconds.
    private static let lately: Int64 = 2 * .hour

    /// One place and the buckets that are asked of it.
    private struct Span: Sendable {
        let region: Region
        let from: Int
        let until: Int
        let isLate: Bool
    }

    func update(
        _ services: [UsageService], account: AccountID, regions: [Region], at now: Date, gaps: GapCollector
    ) async throws {
        guard !services.isEmpty else { return }
        let marks = try await local.observations.serviceMarks(of: account)
        for service in services {
            let spans = regions.compactMap { region in
                span(of: marks.first { $0.service == service.name && $0.region == region }, region, at: now)
            }
            try await read(service, spans, account: account, at: now, gaps: gaps)
        }
    }

    /// Nil where every bucket that has settled is known.
    private func span(of mark: ServiceMark?, _ region: Region, at now: Date) -> Span? {
        let window = MetricWindow(window: Self.lookBack, period: UsageService.period, now: now)
        let known = mark.map { Int($0.until.seconds) / UsageService.period * UsageService.period }
        let from = max(known ?? window.start, window.end - Self.longest)
        guard from < window.end else { return nil }
        let isLate = known.map { now.seconds - Int64($0) > Self.lately } ?? true
        return Span(region: region, from: from, until: window.end, isLate: isLate)
    }

    private func read(
        _ service: UsageService, _ spans: [Span], account: AccountID, at now: Date, gaps: GapCollector
    ) async throws {
        guard !spans.isEmpty else { return }
        let metrics = MetricStage(local: local, aws: aws, cap: cap)
        let money = local.money
        guard try await metrics.allowance(account: account, at: now).freeCalls >= spans.count else {
            for span in spans { await gaps.add(Self.notAsked(account, span.region)) }
            return
        }
        try await money.noteMetricRequests(MetricRequests(statistics: spans.count), account: account, at: now)
        var open: [Region: Span] = [:]
        var queries: [MetricQuery] = []
        for (span, ids, gap) in await inUse(service, spans, account) {
            await gaps.add(gap)
            guard gap == nil else { continue }
            open[span.region] = span
            queries += ids.flatMap { Self.queries(service, $0, span, account) }
        }
        try Task.checkCancellation()
        var uses: [ServiceUse] = []
        if !queries.isEmpty {
            let allowance = try await metrics.allowance(account: account, at: now)
            let (answers, _) = try await aws.metrics.points(queries, within: allowance) { requests in
                try await money.noteMetricRequests(requests, account: account, at: now)
            }
            try Task.checkCancellation()
            for answer in answers {
                if answer.gap != nil { open[answer.query.resource.region] = nil }
                await gaps.add(answer.gap)
                uses += Self.uses(service, answer)
            }
        }
        try await local.observations.record(
            uses.filter { open[$0.key.region] != nil },
            known: open.values.map { span in
                ServiceMark(
                    service: service.name, region: span.region, since: Date(seconds: Int64(span.from)),
                    until: Date(seconds: Int64(span.until)))
            }, of: account)
    }

    /// Of each region what has data there.
    private func inUse(
        _ service: UsageService, _ spans: [Span], _ account: AccountID
    ) async -> [(span: Span, ids: [String], gap: Gap?)] {
        let metrics = aws.metrics
        return await withTaskGroup(of: (span: Span, ids: [String], gap: Gap?).self) { group in
            for span in spans {
                group.addTask {
                    let told = await metrics.inUse(service, of: account, in: span.region, lately: !span.isLate)
                    return (span, told.ids, told.gap)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func queries(
        _ service: UsageService, _ value: String, _ span: Span, _ account: AccountID
    ) -> [MetricQuery] {
        service.metrics.map { metric in
            var query = MetricQuery(
                resource: ResourceKey(kind: service.kind, account: account, region: span.region, id: value),
                namespace: service.namespace, metric: metric.name, statistic: .sum, period: UsageService.period,
                start: span.from, end: span.until)
            query.dimensions = [service.dimension: value]
            return query
        }
    }

    /// A bucket without a point had nothing.
    private static func uses(_ service: UsageService, _ answer: MetricAnswer) -> [ServiceUse] {
        let query = answer.query
        guard let metric = service.metrics.first(where: { $0.name == query.metric }) else { return [] }
        let item = service.item(UsageService.id(query.resource.id), metric)
        return answer.points.filter { (query.start..<query.end).contains($0.start) }.compactMap { point in
            ServiceUse(
                key: query.resource, item: item, from: point.start, period: query.period, used: point.value)
        }
    }

    private static func notAsked(_ account: AccountID, _ region: Region) -> Gap {
        Gap(
            account: account, region: region, service: "cloudwatch", operation: "ListMetrics", kind: .failed,
            error: "not asked: the month's free calls are used up")
    }
}
