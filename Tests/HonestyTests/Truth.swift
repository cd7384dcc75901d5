// What an account truly costs, second by second, by AWS's rules of billing. Knows nothing of the meter, and shares no
// code with it: only whole seconds since 1970 UTC, and nano-USD.

import Foundation

/// A price from one second on.
struct TruePrice {
    let from: Int
    let nano: Int
}

/// One run of a machine, from the request to start it to the request to stop it.
struct TrueRun {
    var start: Int
    /// Nil: it still runs.
    var end: Int?
    var type: String
    /// Billing begins when it is `running`.
    var pending: Int
}

/// A machine with its runs.
struct TrueMachine {
    let id: String
    var runs: [TrueRun]
    /// Whether it gets a public address of its own at each start.
    let hasAddress: Bool
    var terminatedAt: Int?
}

/// A volume, from its making to its deletion, with its sizes.
struct TrueDisk {
    let id: String
    let madeAt: Int
    var goneAt: Int?
    /// From when on it has which size.
    var sizes: [(from: Int, gib: Int)]
    let type: String
}

/// An Elastic IP address.
struct TrueAddress {
    let id: String
    let from: Int
    var until: Int?
}

/// Everything that happened in an account.
struct TrueAccount {
    var machines: [TrueMachine] = []
    var disks: [TrueDisk] = []
    var addresses: [TrueAddress] = []
    /// By type or kind of disk; per hour for machines and addresses, per GB-month for disks.
    let prices: [String: [TruePrice]]

    /// What all of it costs from one second up to another, in USD.
    func cost(from begin: Int, until end: Int) -> Double {
        var nano = 0.0
        for machine in machines {
            for run in machine.runs {
                let first = run.start + run.pending
                // A minute at least for each start.
                let last = max(run.end ?? end, first + 60)
                nano += perHour(run.type, max(first, begin), min(last, end))
                if machine.hasAddress { nano += perHour("address", max(first, begin), min(last, end)) }
            }
        }
        for disk in disks {
            for (index, size) in disk.sizes.enumerated() {
                let next = index + 1 < disk.sizes.count ? disk.sizes[index + 1].from : disk.goneAt ?? end
                nano += Double(size.gib) * perMonth(disk.type, max(size.from, begin), min(next, end))
            }
        }
        for address in addresses {
            nano += perHour("address", max(address.from, begin), min(address.until ?? end, end))
        }
        return nano / 1e9
    }

    private func perHour(_ item: String, _ from: Int, _ until: Int) -> Double {
        pieces(item, from, until).reduce(0) { $0 + Double($1.nano) * Double($1.seconds) / 3600 }
    }

    /// A GB-month is as many seconds as the month has.
    private func perMonth(_ item: String, _ from: Int, _ until: Int) -> Double {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        var sum = 0.0
        var start = from
        while start < until {
            guard let month = calendar.dateInterval(of: .month, for: Date(timeIntervalSince1970: Double(start))) else {
                return .nan
            }
            let end = min(until, Int(month.end.timeIntervalSince1970))
            sum += pieces(item, start, end).reduce(0) { $0 + Double($1.nano) * Double($1.seconds) / month.duration }
            start = end
        }
        return sum
    }

    /// Cut where the price changes.
    private func pieces(_ item: String, _ from: Int, _ until: Int) -> [(nano: Int, seconds: Int)] {
        guard from < until, let list = prices[item] else { return [] }
        return list.enumerated().compactMap { index, price in
            let end = index + 1 < list.count ? list[index + 1].from : Int.max
            let seconds = min(end, until) - max(price.from, from)
            return seconds > 0 ? (price.nano, seconds) : nil
        }
    }
}
