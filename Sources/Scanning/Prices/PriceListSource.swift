// AWS's Price List by its query API, region by region, gathered product by product, so that no more than one page is
// held. Free of charge, about fifteen calls a region, one after another.
package import AWSAPI
package import CostModel
import Foundation

/// Reads list prices by GetProducts.
package struct PriceListSource: PriceSource {
    /// The IAM actions that it needs.
    package static let permissions = ["pricing:GetProducts"]
    static let operation = "GetProducts"
    /// AWS gives a hundred products a page at most, and a region has about a thousand: more pages are a fault.
    static let mostPages = 100

    private let client: AWSClient
    private let home: Region

    /// - Parameter home: of the places where the Price List lives, the one nearest to this is asked.
    package init(client: AWSClient, home: Region) {
        self.client = client
        self.home = home
    }

    /// Every price of the region that costguard reckons with.
    package func prices(in region: Region) async throws -> RegionPrices {
        try Self.check(region)
        var collector = PriceCollector()
        do {
            for query in PriceQuery.all(in: region) { try await ask(query, into: &collector) }
        } catch let error as AWSError {
            throw PriceFailure(isDenied: error.isRefusal, "\(error)")
        } catch let error where error is ScanError || error is JSONAnswerError { throw PriceFailure("\(error)") }
        guard collector.hasInstances else {
            throw PriceFailure("The Price List knows no instance on demand in '\(region)'")
        }
        return collector.prices(of: region)
    }

    /// The Price List that these calls reach prices the partition `aws` alone.
    private static func check(_ region: Region) throws(PriceFailure) {
        let partition = Partition.containing(region.code)?.name ?? "of no name"
        guard partition == "aws" else {
            let why = partition == "aws-cn" ? "China has a list of its own, in CNY" : "it has no Price List of its own"
            throw PriceFailure(
                "The prices of '\(region)' cannot be asked for: partition \(partition), \(why)\n"
                    + "hint: what has no price is shown as unknown, never as 0")
        }
    }

    private func ask(_ query: PriceQuery, into collector: inout PriceCollector) async throws {
        let family = query.family.map { [Request.Filter(field: "productFamily", value: $0)] } ?? []
        let filters = query.filters.map { Request.Filter(field: $0.field, value: $0.value) } + family
        var pages = 0
        try await client.jsonPages(.pricing, Self.operation, region: endpoint.code) { token in
            Request(serviceCode: query.service, filters: filters, nextToken: token)
        } receive: { (answer: Answer) in
            pages += 1
            guard pages <= Self.mostPages else {
                throw ScanError("The pages of '\(Self.operation)' do not end: got more than \(Self.mostPages)")
            }
            for product in answer.priceList ?? [] { collector.take(product, for: query) }
            return answer.nextToken
        }
    }

    /// The Price List lives in three regions. Source: AWS's documentation, "Price List API endpoints", read 2026-11.
    private var endpoint: Region {
        let code =
            switch home.code.split(separator: "-").first {
            case "eu", "me", "af", "il": "eu-central-1"
            case "ap": "ap-south-1"
            default: Region.northVirginia.code
            }
        return Region(code) ?? .northVirginia
    }

    private struct Request: Encodable {
        struct Filter: Encodable {
            var type = "TERM_MATCH"
            let field: String
            let value: String
        }
        let serviceCode: String
        let filters: [Filter]
        var formatVersion = "aws_v1"
        var maxResults = 100
        let nextToken: String?
    }

    private struct Answer: Decodable {
        let priceList: [String]?
        let nextToken: String?
    }
}

/// Prices as they come in. Two prices for one item are none.
struct PriceCollector {
    private var found: [String: Money] = [:]
    private var refused: [String: String] = [:]

    /// Takes one entry of an answer. What nobody asked for is passed over.
    mutating func take(_ json: String, for query: PriceQuery) {
        guard let product = PriceProduct(json) else {
            refused["\(query.service) product"] = "got \(json.utf8.count) bytes of another form, expected a product"
            return
        }
        guard query.matches(product), let meaning = query.meaning(product) else { return }
        let item = meaning.item
        do throws(PriceProduct.Refusal) {
            let price = try product.price(units: meaning.units)
            guard let other = found[item], other != price else {
                found[item] = price
                return
            }
            refused[item] = "got two prices, \(min(price, other)) and \(max(price, other)) USD, expected one"
        } catch {
            refused[item] = error.why
        }
    }

    /// Whether the answers held any type of instance: without one they are no price list.
    var hasInstances: Bool { found.keys.contains { $0.hasPrefix(PriceItem.instancePrefix) } }

    /// All of it; an item that was refused once has no price.
    func prices(of region: Region) -> RegionPrices {
        RegionPrices(
            region: region, prices: found.filter { refused[$0.key] == nil },
            refused: refused.map { PriceRefusal($0.key, $0.value) }.sorted())
    }
}
