// What a refresh hands from AWS's Price List to the database, and the two ports that it goes through.

import Foundation

/// The list prices of one region as AWS tells them.
public struct RegionPrices: Sendable {
    /// Where they hold.
    public let region: Region
    /// By item, as ``PriceList`` names them.
    public let prices: [String: Money]
    /// What AWS told and could not be taken.
    public let refused: [PriceRefusal]
    /// Prices as told.
    public init(region: Region, prices: [String: Money], refused: [PriceRefusal]) {
        (self.region, self.prices, self.refused) = (region, prices, refused)
    }
}

/// An item whose price was told and not believed.
public struct PriceRefusal: Hashable, Comparable, Sendable {
    /// As in ``PriceList``, or what names the product.
    public let item: String
    /// What was found, and what was expected.
    public let why: String
    /// A refusal with its reason.
    public init(_ item: String, _ why: String) { (self.item, self.why) = (item, why) }
    /// By item.
    public static func < (left: Self, right: Self) -> Bool { (left.item, left.why) < (right.item, right.why) }
}

/// A price that is another one than before.
public struct PriceChange: Hashable, Sendable {
    /// As in ``PriceList``.
    public let item: String
    /// What held until now.
    public let old: Money
    /// What holds from now on.
    public let new: Money
    /// A change; both prices above 0.
    public init(_ item: String, from old: Money, to new: Money) { (self.item, self.old, self.new) = (item, old, new) }

    /// Above 0: dearer.
    public var percent: Double { (Double(new.nanoUSD) / Double(old.nanoUSD) - 1) * 100 }
}

/// What a refresh changed in one region.
public struct PriceUpdate: Sendable {
    /// Where.
    public let region: Region
    /// The greatest change first.
    public let changed: [PriceChange]
    /// Items that had no price before, by name.
    public let added: [String]
    /// Items whose price stays.
    public let same: Int
    /// Items whose price was not taken: what was known of them stays.
    public let refused: [PriceRefusal]
    /// An update, its parts given.
    public init(region: Region, changed: [PriceChange], added: [String], same: Int, refused: [PriceRefusal]) {
        (self.region, self.changed, self.added) = (region, changed, added)
        (self.same, self.refused) = (same, refused)
    }

    /// How many prices were taken.
    public var taken: Int { changed.count + added.count + same }
}

/// What became of one region in a refresh.
public struct PriceRefresh: Sendable {
    /// Where.
    public let region: Region
    /// What changed; nil: its prices could not be had, and the old ones stay.
    public let update: PriceUpdate?
    /// Why not, with a hint where one helps.
    public let failure: String?
    /// Refreshed, or not.
    public init(region: Region, update: PriceUpdate?, failure: String?) {
        (self.region, self.update, self.failure) = (region, update, failure)
    }
}

/// Why the prices of a region could not be had.
public struct PriceFailure: Error, Sendable, CustomStringConvertible {
    /// AWS refuses these keys: it will refuse the next region too.
    public let isDenied: Bool
    /// What failed, then a hint where one helps.
    public let description: String
    /// A failure in plain words.
    public init(isDenied: Bool = false, _ description: String) {
        (self.isDenied, self.description) = (isDenied, description)
    }
}

/// Reads AWS's Price List.
public protocol PriceSource: Sendable {
    /// Every price of a region, or none. Throws ``PriceFailure``; others where no region can be asked.
    func prices(in region: Region) async throws -> RegionPrices
}

/// Keeps list prices.
public protocol PriceStore: Sendable {
    /// Takes over what is believed, in one transaction. Usage before `now` keeps its price.
    func refresh(_ told: RegionPrices, at now: Date) async throws -> PriceUpdate
    /// Every price that is reckoned with.
    func priceBook() async throws -> PriceBook
    /// Where any account has something that costs money.
    func regionsInUse() async throws -> [Region]
}
