// Renews list prices from AWS's Price List: asks region after region, then keeps what was told.
// Leaves which prices are believed to PriceReview.

package import CostModel
package import Foundation

/// Refreshes prices. Asking and keeping are two steps, so that the database is held for the second alone.
package struct PriceStage: Sendable {
    /// What one region told, or why it did not.
    package struct Told: Sendable {
        let region: Region
        let prices: Result<RegionPrices, PriceFailure>
    }

    private let source: any PriceSource

    /// A stage over AWS's Price List.
    package init(source: any PriceSource) { self.source = source }

    /// Asks one region at a time, out of politeness: nothing waits for it.
    ///
    /// - Throws: `PriceFailure` where AWS refuses the keys at the first region, which hinders all alike;
    ///   `CancellationError`. Any other failure is its region's.
    package func ask(_ regions: [Region], tell: (Region) -> Void = { _ in }) async throws -> [Told] {
        var told: [Told] = []
        for region in regions {
            try Task.checkCancellation()
            tell(region)
            do {
                told.append(Told(region: region, prices: .success(try await source.prices(in: region))))
            } catch let failure as PriceFailure {
                if failure.isDenied, told.isEmpty { throw failure }
                told.append(Told(region: region, prices: .failure(failure)))
            }
        }
        return told
    }

    /// Keeps each region in a transaction of its own.
    package func keep(_ told: [Told], in store: any PriceStore, at now: Date) async throws -> [PriceRefresh] {
        var all: [PriceRefresh] = []
        for one in told {
            switch one.prices {
            case .success(let prices):
                let update = try await store.refresh(prices, at: now)
                all.append(PriceRefresh(region: one.region, update: update, failure: nil))
            case .failure(let failure):
                all.append(PriceRefresh(region: one.region, update: nil, failure: failure.description))
            }
        }
        return all
    }
}
