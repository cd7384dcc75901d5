// One product of AWS's Price List, read strictly: what is not as expected is refused with its reason, never guessed.
// Source: API reference of the Price List, GetProducts, and its answers, read 2026-11.

import CostModel
import Foundation

/// A product with its terms, as the JSON text of one entry of `PriceList`.
struct PriceProduct: Decodable {
    struct Product: Decodable {
        let sku: String?
        let attributes: [String: String]
    }
    struct Dimension: Decodable {
        let unit: String
        let pricePerUnit: [String: String]
    }
    struct Term: Decodable {
        let offerTermCode: String?
        let priceDimensions: [String: Dimension]
    }
    struct Terms: Decodable {
        let onDemand: [String: Term]?
        enum CodingKeys: String, CodingKey { case onDemand = "OnDemand" }
    }

    /// Why no price was read.
    struct Refusal: Error {
        let why: String
        init(_ why: String) { self.why = why }
    }

    /// On demand, in every service's list.
    static let onDemandTerm = "JRTCKXETXF"

    let product: Product
    let terms: Terms

    /// Nil where the text is no product.
    init?(_ json: String) {
        guard let read = try? JSONDecoder().decode(PriceProduct.self, from: Data(json.utf8)) else { return nil }
        self = read
    }

    subscript(attribute: String) -> String? { product.attributes[attribute] }

    /// What is used: `EBS:VolumeUsage.gp3`, without the region's mark before it (`EUW2-`, none in us-east-1).
    var usage: String {
        let text = product.attributes["usagetype"] ?? ""
        guard let hyphen = text.firstIndex(of: "-") else { return text }
        let mark = text[..<hyphen].utf8
        let isMark = mark.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
        return mark.count <= 6 && isMark ? String(text[text.index(after: hyphen)...]) : text
    }

    /// The price of a unit on demand, in USD.
    ///
    /// - Parameter units: how many of ours each unit of AWS's is, by AWS's name of it in lower case.
    func price(units: [String: Int64]) throws(Refusal) -> Money {
        let found = (terms.onDemand ?? [:]).values.filter { $0.offerTermCode == Self.onDemandTerm }
        guard let term = found.first, found.count == 1 else {
            throw Refusal("got \(found.count) terms on demand, expected 1")
        }
        guard let dimension = term.priceDimensions.values.first, term.priceDimensions.count == 1 else {
            throw Refusal("got \(term.priceDimensions.count) price dimensions, expected 1")
        }
        guard let count = units[dimension.unit.lowercased()] else {
            let expected = units.keys.sorted().joined(separator: "' or '")
            throw Refusal("got the unit '\(dimension.unit.prefix(20))', expected '\(expected)'")
        }
        guard let text = dimension.pricePerUnit["USD"] else {
            let others = dimension.pricePerUnit.keys.sorted().map { String($0.prefix(8)) }.joined(separator: ", ")
            throw Refusal("got a price in '\(others)', expected 'USD'")
        }
        guard let price = Money(text) else {
            throw Refusal("got '\(text.prefix(24))' USD, expected a plain decimal number")
        }
        guard price > .zero else { throw Refusal("got \(price) USD, expected more than 0") }
        return price.scaled(by: 1, over: count)
    }
}
