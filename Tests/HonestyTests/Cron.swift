// Cron looks at the made-up account, and the true database meters what it sees.

import CostModel
import Foundation
import Pipeline
import Storage

/// One database that the account is metered into.
final class Cron {
    private let shown: ShownAccount
    private let directory: String
    private var database: CostDatabase

    /// - Parameter prices: the list that the first binary holds.
    init(_ truth: TrueAccount, prices: PriceList) throws {
        shown = ShownAccount(truth)
        // Two thousand scans of four transactions each wait for the disk; memory does as well here.
        let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
        directory = base + "costguard-honesty-" + UUID().uuidString
        database = try CostDatabase.open(at: directory + "/costguard.sqlite", prices: prices)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// A new binary with another price list.
    func update(to prices: PriceList) throws {
        database = try CostDatabase.open(at: directory + "/costguard.sqlite", prices: prices)
    }

    /// One scan. - Parameter kinds: how many of the listings are made before it is killed.
    func scan(at now: Int, kinds: Int = 4) async throws {
        let at = Date(timeIntervalSince1970: Double(now))
        let listed: [ResourceKind] = [.instance, .volume, .address, .snapshot]
        for kind in listed.prefix(kinds) {
            let listing = Listing(
                account: ShownAccount.account, region: ShownAccount.region, kind: kind, service: "ec2",
                operation: "Describe", at: at,
                outcome: .complete)
            try await database.record(.page(listing.place, shown.resources(kind, at: now)))
            try await database.record(.end(listing))
        }
    }

    func metered(from: Int, until: Int) async throws -> MeteredSpend {
        let stage = SpendStage(usage: database, money: database)
        let spent = try await stage.spent(
            by: ShownAccount.account, from: Date(timeIntervalSince1970: Double(from)),
            until: Date(timeIntervalSince1970: Double(until)))
        return spent ?? .none
    }
}
