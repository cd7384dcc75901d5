// Price List: GetProducts, with its filters. A product is a JSON text in the answer, as AWS writes it.

import Foundation
package import SimulatedAWS

enum Pricing {
    static let actions: [String: JSONAction] = ["GetProducts": getProducts]

    private struct Filter: Decodable {
        var type: String
        var field: String
        var value: String
    }

    private struct Input: Decodable {
        var serviceCode: String
        var filters: [Filter]?
        var maxResults: Int?
        var nextToken: String?
    }

    private struct Output: Encodable {
        var formatVersion = "aws_v1"
        var priceList: [String]
        var nextToken: String?
    }

    /// Where the Price List lives.
    private static let homes = ["us-east-1", "eu-central-1", "ap-south-1"]

    static func getProducts(_ world: inout World, _ call: Call) throws -> Data {
        guard homes.contains(call.region) else {
            throw AWSFailure("UnknownEndpoint", "There is no Price List in \(call.region)")
        }
        let input = try call.input(Input.self)
        guard (1...100).contains(input.maxResults ?? 100) else {
            throw AWSFailure("InvalidParameterException", "maxResults must be between 1 and 100")
        }
        guard let products = world[Extras.self].priceList[input.serviceCode] else {
            throw AWSFailure("NotFoundException", "The service code \(input.serviceCode) is not known")
        }
        for filter in input.filters ?? [] where filter.type != "TERM_MATCH" {
            throw AWSFailure("InvalidParameterException", "The filter type \(filter.type) is not simulated")
        }
        let found = products.filter { product in
            (input.filters ?? []).allSatisfy { attribute($0.field, of: product) == $0.value }
        }
        let size = input.maxResults ?? 100
        let start = try input.nextToken.map(call.position) ?? 0
        return try CloudWatch.encoded(
            Output(
                priceList: Array(found.dropFirst(start).prefix(size)),
                nextToken: found.count > start + size ? call.token(start + size) : nil))
    }

    /// An attribute of a product, or its family; nil where it has none such.
    private static func attribute(_ field: String, of product: String) -> String? {
        let text = (try? JSONSerialization.jsonObject(with: Data(product.utf8))) as? [String: Any]
        let body = text?["product"] as? [String: Any]
        if field == "productFamily" || field == "sku" { return body?[field] as? String }
        return (body?["attributes"] as? [String: Any])?[field] as? String
    }
}

extension Story {
    /// A product of the price list on demand, as GetProducts writes it.
    package static func product(
        sku: String, family: String?, attributes: [String: String], usd: String, unit: String, currency: String = "USD"
    ) -> String {
        let price: [String: Any] = [
            "rateCode": "\(sku).JRTCKXETXF.6YS6EN2CT7", "unit": unit, "beginRange": "0", "endRange": "Inf",
            "pricePerUnit": [currency: usd], "appliesTo": [String](), "description": "\(usd) USD per \(unit)",
        ]
        let term: [String: Any] = [
            "sku": sku, "offerTermCode": "JRTCKXETXF", "effectiveDate": "2026-11-01T00:00:00Z",
            "termAttributes": [String: String](), "priceDimensions": ["\(sku).JRTCKXETXF.6YS6EN2CT7": price],
        ]
        var product: [String: Any] = ["sku": sku, "attributes": attributes]
        product["productFamily"] = family
        let whole: [String: Any] = [
            "product": product,
            "serviceCode": attributes["servicecode"] ?? "AmazonEC2",
            "terms": ["OnDemand": ["\(sku).JRTCKXETXF": term]], "version": "20261101000000",
            "publicationDate": "2026-11-01T00:00:00Z",
        ]
        let data = try? JSONSerialization.data(withJSONObject: whole, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
