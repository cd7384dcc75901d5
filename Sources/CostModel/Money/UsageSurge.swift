// When the use of a service is a burn that somebody should hear of at once. Pure: figures in, a word out.

/// What a service costs an hour, of late and the day before.
package struct UsageSurge: Hashable, Sendable {
    /// What is used of one thing in one region, by the hour.
    package struct Part: Hashable, Sendable {
        /// Its kind is the service, its id what is used, such as a model.
        package let key: ResourceKey
        /// What it costs as far as prices are known.
        package let perHour: Money
        /// How much of it has no known price.
        package let unpriced: Int64
        /// A part, all its fields given.
        package init(key: ResourceKey, perHour: Money, unpriced: Int64) {
            self.key = key
            self.perHour = perHour
            self.unpriced = unpriced
        }
    }
    /// Which service.
    package let service: UsageService
    /// Of late, dearest first.
    package let parts: [Part]
    /// Of late, by the hour.
    package let perHour: Money
    /// Of late, without a known price, by the hour.
    package let unpriced: Int64
    /// The seconds that are looked at: whole buckets that have settled.
    package static let window: Int64 = 15 * 60
    /// The day before, which ends an hour before what is looked at: what begins is not its own past.
    package static let day: Int64 = 24 * .hour

    /// So many times what was usual is a burn out of nowhere.
    static let factor: Int64 = 3
    private static let least = Money(nanoUSD: 500_000_000)
    private static let most = Money(nanoUSD: 10_000_000_000)
    private static let ofUnknown = Money(nanoUSD: 1_000_000_000)

    /// What it costs, out of its parts.
    package init(_ service: UsageService, _ parts: [Part]) {
        self.service = service
        self.parts = parts.filter { $0.perHour > .zero || $0.unpriced > 0 }.sorted {
            ($1.perHour, $1.unpriced, $0.key) < ($0.perHour, $0.unpriced, $1.key)
        }
        perHour = parts.reduce(.zero) { $0 + $1.perHour }
        unpriced = parts.reduce(0) { $0 + $1.unpriced }
    }

    /// USD an hour from which on a burn is told: a hundredth of what is left of the smallest credit, at least 0.50 and at
    /// most 10; where no credit is known, 1.
    package static func threshold(left: Money?) -> Money {
        guard let left else { return ofUnknown }
        return min(max(left.scaled(by: 1, over: 100), least), most)
    }

    /// Whether it is far above what was usual, and much.
    package func isOutOfNowhere(usual: UsageSurge, left: Money?) -> Bool {
        let isDear =
            perHour >= Self.threshold(left: left) && perHour >= usual.perHour.scaled(by: Self.factor, over: 1)
        return isDear || unpriced >= service.manyAnHour && unpriced >= usual.unpriced * Self.factor
    }

    /// Whether it goes on at so low a rate that its episode is over: the next one is news.
    package func isOver(left: Money?) -> Bool {
        perHour < Self.threshold(left: left).scaled(by: 1, over: 2) && unpriced < service.manyAnHour / 2
    }
}
