// Gathers a region's prices product by product, so that no more than one page is held. Two prices for one item are none.

import CostModel

/// Prices as they come in.
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
