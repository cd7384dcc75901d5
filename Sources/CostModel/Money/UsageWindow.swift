// The time between two listings of a place, and what is billed in it.

/// Collects the spans of one thing in one window. See `Meter.spans`.
struct UsageWindow {
    let from: Int64
    let until: Int64
    private(set) var spans: [UsageSpan] = []

    init(from: Int64, until: Int64) {
        self.from = from
        self.until = until
    }

    /// The same run at both ends. What changed meanwhile, such as a volume's size, changed half-way.
    mutating func goOn(_ before: Sighting, as after: Sighting) {
        let start = max(from, before.startedAt ?? from)
        let end = max(start, until)
        for rate in after.rates where before.rates.contains(rate) { add(rate, start, end, .certain, isOpen: true) }
        for rate in before.rates where !after.rates.contains(rate) { fade(rate, start, end) }
        for rate in after.rates where !before.rates.contains(rate) { appear(rate, start) }
    }

    /// A run that goes at the window's begin and ends in it; `at`: as AWS tells it, nil where it does not.
    mutating func end(_ before: Sighting, at stopped: Int64?, atLatest limit: Int64? = nil) {
        let start = max(from, before.startedAt ?? from)
        let paid = before.startedAt.map { $0 + Meter.minimum } ?? from
        let latest = max(start, min(until, limit ?? until))
        for rate in before.rates {
            if let stopped, stopped >= before.startedAt ?? stopped {
                add(rate, start, max(stopped, paid), .certain)
            } else {
                let sure = max(start, paid)
                add(rate, start, sure, .certain)
                fade(rate, sure, latest)
            }
        }
    }

    /// A run that began in the window, whether or not it still goes.
    mutating func run(_ after: Sighting, after before: Sighting?) {
        if before == nil { earlierRun(of: after) }
        if after.isGoing {
            for rate in after.rates {
                guard let started = after.startedAt else {
                    appear(rate, from)
                    continue
                }
                let start = max(from, started)
                add(rate, start, max(start, until), .certain, isOpen: true)
            }
            return
        }
        guard let started = after.startedAt, started > before?.startedAt ?? from - 1 else { return }
        let start = max(from, started)
        for rate in rates(of: after, before) {
            if let stopped = after.stoppedAt, stopped >= started {
                add(rate, start, max(stopped, started + Meter.minimum), .certain)
            } else {
                add(rate, start, started + Meter.minimum, .certain)
                fade(rate, max(start, started + Meter.minimum), until)
            }
        }
    }

    /// New in this window and already started twice: when the first run ended nobody knows.
    private mutating func earlierRun(of after: Sighting) {
        guard let first = after.firstStartedAt, let last = after.startedAt, first >= from, first < last else { return }
        for rate in after.rates {
            add(rate, first, first + Meter.minimum, .certain)
            fade(rate, first + Meter.minimum, last)
        }
    }

    /// An instance that does not run shows no address any more: the one that it had before it will have had again.
    private func rates(of after: Sighting, _ before: Sighting?) -> [UsageRate] {
        let address = (before?.rates ?? []).filter { $0.item == "ipv4" && !after.rates.contains($0) }
        return after.rates + address
    }

    /// It ended in between, nobody knows when.
    private mutating func fade(_ rate: UsageRate, _ start: Int64, _ end: Int64) {
        let middle = start + max(0, end - start) / 2
        add(rate, start, middle, .likely)
        add(rate, middle, end, .possible)
    }

    /// It began in between, nobody knows when.
    private mutating func appear(_ rate: UsageRate, _ start: Int64) {
        let end = max(start, until)
        let middle = start + (end - start) / 2
        add(rate, start, middle, .possible)
        add(rate, middle, end, .likely)
        add(rate, end, end, .certain, isOpen: true)
    }

    private mutating func add(
        _ rate: UsageRate, _ start: Int64, _ end: Int64, _ certainty: UsageCertainty, isOpen: Bool = false
    ) {
        guard end > start || isOpen else { return }
        let certainty = rate.isUpperBound ? .possible : certainty
        spans.append(UsageSpan(rate: rate, from: start, until: end, certainty: certainty, isOpen: isOpen))
    }
}
