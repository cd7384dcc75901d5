// Which values of a dimension a metric has data under: what is in use of a service, where nothing lists it.

import AWSAPI
package import CostModel

extension CloudWatchMetricSource {
    /// Sets with further dimensions are parts of the same sums, and left out.
    package func inUse(
        _ service: UsageService, of account: AccountID, in region: Region, lately: Bool
    ) async -> (ids: [String], gap: Gap?) {
        let operation = MetricDimensions.operation
        var ids: Set<String> = []
        do {
            try await client.jsonPages(.cloudWatch, operation, region: region.code) { token in
                ValueRequest(
                    namespace: service.namespace, metricName: service.metrics[0].name,
                    recentlyActive: lately ? "PT3H" : nil, nextToken: token)
            } receive: { (answer: ValueAnswer) in
                guard let metrics = answer.metrics else { throw ScanError("The answer holds no list of metrics") }
                for dimensions in metrics.compactMap(\.dimensions) where dimensions.count == 1 {
                    if dimensions[0].name == service.dimension { ids.insert(dimensions[0].value) }
                }
                return answer.nextToken
            }
        } catch {
            return (
                [], Gap(error, account: account, region: region, service: .cloudWatch, operation: operation)
            )
        }
        return (ids.sorted(), nil)
    }
}

extension CloudWatchMetricSource {
    /// A metric that is new is listed some 15 minutes after its first data. Source: CloudWatch API reference, "ListMetrics".
    package func namespacesInUse(in region: Region) async -> Set<String> {
        let operation = MetricDimensions.operation
        let request = ValueRequest(namespace: nil, metricName: nil, recentlyActive: "PT3H", nextToken: nil)
        let answer: ValueAnswer? = try? await client.json(
            .cloudWatch, operation, body: AWSJSON.encode(request), region: region.code
        ) { try AWSJSON.decode($0, of: operation) }
        return Set((answer?.metrics ?? []).compactMap(\.namespace))
    }
}

private struct ValueRequest: Encodable {
    let namespace: String?
    let metricName: String?
    let recentlyActive: String?
    let nextToken: String?
}

private struct ValueAnswer: Decodable {
    struct Metric: Decodable {
        let namespace: String?
        let dimensions: [CloudWatchSeries.Dimension]?
    }
    let metrics: [Metric]?
    let nextToken: String?
}
