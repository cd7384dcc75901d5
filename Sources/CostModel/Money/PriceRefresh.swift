// What a refresh hands from AWS's Price List to the database, and the two ports that it goes through.

package import Foundation

/// The list prices of one region as AWS tells them.
package struct RegionPrices: Sendable {
    /// Where they hold.
    package let region: Region
    /// By item, as ``PriceList`` names them.
    package let prices: [String: Money]
    /// What AWS told and could not be taken.
    package let refused: [PriceRefusal]
    /// Prices as told.
    package init(region: Region, prices: [String: Money], refused: [PriceRefusal]) {
        self.region = region
        self.prices = prices
        self.refused = refused
    }
}

/// An item whose price was told and not believed.
package struct PriceRefusal: Hashable, Comparable, Sendable, Codable {
    /// As in ``PriceList``, or what names the product.
    package let item: String
    /// What was found, and what was expected.
    package let why: String
    /// A refusal with its reason.
    package init(_ item: String, _ why: String) {
        self.item = item
        self.why = why
    }
    /// By item.
    package static func < (left: Self, right: Self) -> Bool { (left.item, left.why) < (right.item, right.why) }
}

/// A price that is another one than before.
package struct PriceChange: Hashable, Sendable {
    /// As in ``PriceList``.
    package let item: String
    /// What held until now.
    package let old: Money
    /// What holds from now on.
    package let new: Money
    /// A change; both prices above 0.
    package init(_ item: String, from old: Money, to new: Money) {
        self.item = item
        self.old = old
        self.new = new
    }

    /// Above 0: dearer.
    package var percent: Double { (Double(new.nanoUSD) / Double(old.nanoUSD) - 1) * 100 }
}

/// What a refresh changed in one region.
package struct PriceUpdate: Sendable {
    /// Where.
    package let region: Region
    /// The greatest change first.
    package let changed: [PriceChange]
    /// Items that had no price before, by name.
    package let added: [String]
    /// Items whose price stays.
    package let same: Int
    /// Items whose price was not taken: what was known of them stays.
    package let refused: [PriceRefusal]
    /// An update, its parts given.
    package init(region: Region, changed: [PriceChange], added: [String], same: Int, refused: [PriceRefusal]) {
        self.region = region
        self.changed = changed
        self.added = added
        self.same = same
        self.refused = refused
    }

    /// How many prices were taken.
    package var taken: Int { changed.count + added.count + same }
}

/// What became of one region in a refresh.
package struct PriceRefresh: Sendable {
    /// Where.
    package let region: Region
    /// What changed; nil: its prices could not be had, and the old ones stay.
    package let update: PriceUpdate?
    /// Why not, with a hint where one helps.
    package let failure: String?
    /// Refreshed, or not.
    package init(region: Region, update: PriceUpdate?, failure: String?) {
        self.region = region
        self.update = update
        self.failure = failure
    }
}

/// Why the prices of a region could not be had.
package struct PriceFailure: Error, Sendable, CustomStringConvertible {
    /// AWS refuses these keys: it will refuse the next region too.
    package let isDenied: Bool
    /// What failed, then a hint where one helps.
    package let description: String
    /// A failure in plain words.
    package init(isDenied: Bool = false, _ description: String) {
        self.isDenied = isDenied
        self.description = description
    }
}

/// Reads AWS's Price List.
package protocol PriceSource: Sendable {
    /// Every price of a region, or none. Throws ``PriceFailure``; others where no region can be asked.
    func prices(in region: Region) async throws -> RegionPrices
}

/// Keeps list prices.
package protocol PriceStore: Sendable {
    /// Takes over what is believed, in one transaction. Usage before `now` keeps its price.
    func refresh(_ told: RegionPrices, at now: Date) async throws -> PriceUpdate
    /// Every price that is reckoned with.
    func priceBook() async throws -> PriceBook
    /// Where any account has something that costs money.
    func regionsInUse() async throws -> [Region]
}
