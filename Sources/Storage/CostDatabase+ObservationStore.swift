// Keeps what scans see: pages beside, whole listings in one transaction each, so that a scan killed midway leaves
// whole listings behind.

package import CostModel
package import Foundation
import GRDB
import SQLite

extension CostDatabase: ObservationStore {
    /// From here on the views count ages from `now`. A finished scan of the same second keeps what it saw.
    package func beginScan(of account: AccountID, at now: Date, regions: [Region]) async throws {
        try await writeForNow("Beginning a scan") { db in
            try db.execute(
                sql: """
                    INSERT INTO scan (account, at, started, regions) VALUES (?, ?, ?, ?)
                    ON CONFLICT (account, at) DO UPDATE SET regions = excluded.regions WHERE finished_at IS NULL
                    """,
                arguments: [account.digits, now.seconds, now.seconds, try Stored.json(regions.map(\.code))])
            try ListingTables.clear(in: db)
        }
    }

    /// A place that comes back is metered from its last listing on.
    package func look(at regions: [Region], of account: AccountID, at now: Date) async throws {
        try await writeForNow("Recording where scans look") { db in
            let codes = try Stored.json(regions.map(\.code))
            try db.execute(
                sql: """
                    UPDATE meter_mark SET left_at = CASE
                        WHEN region IN (SELECT value FROM json_each(:regions)) THEN NULL ELSE coalesce(left_at, :now) END
                    WHERE account = :account
                        AND (left_at IS NULL) <> (region IN (SELECT value FROM json_each(:regions)))
                    """, arguments: ["account": account.digits, "regions": codes, "now": now.seconds])
        }
    }

    /// - Throws: `StorageError` with the code `unknownFact` where a resource has a fact without a column: a
    ///   mistake of the scanner; nothing of the page is kept then.
    package func record(_ part: ListedPart) async throws {
        switch part {
        case .page(let place, let resources, let unchanged, let nameless):
            try await writeForNow("Recording \(place.kind.rawValue) in \(place.region)") { db in
                try ListingStage(db, place).add(resources, unchanged: unchanged, nameless: nameless)
            }
        case .gap: return
        case .end(let listing):
            try await writeForNow("Recording \(listing.kind.rawValue) in \(listing.region)") { db in
                var nameless = 0
                if listing.outcome == .complete {
                    let end = try ListingEnd(db, listing)
                    nameless = end.nameless
                    try end.write()
                } else if KindTable.of(listing.kind) != nil {
                    try ListingTables.clear(listing.place, in: db)
                }
                try CostDatabase.note(listing, nameless: nameless, in: db)
            }
        }
    }

    /// Empty for kinds of which nothing is kept.
    package func known(in place: ListingPlace) async throws -> KnownItems {
        // What stands among things of other kinds is always read anew.
        guard let table = KindTable.of(place.kind), !table.isShared else { return KnownItems() }
        return try await read("Reading what is known of \(place.kind.rawValue) in \(place.region)") { db in
            let rows = try SQLStatement(
                "SELECT digest, row FROM \(table.name) "
                    + "WHERE account = ?1 AND region = ?2 AND current = 1 AND digest IS NOT NULL", db)
            try rows.bind(place.account.digits, at: 1)
            try rows.bind(place.region.code, at: 2)
            var known: [KnownItems.Digest: KnownItems.Row] = [:]
            while try rows.step() {
                known[rows.integer(0)] = rows.integer(1)
            }
            return KnownItems(known)
        }
    }

    /// A failure says nothing of a policy: whether all was always denied stays as it was. A list that failed before
    /// anything was ever answered counts as denied from the first denial on.
    static func note(_ listing: Listing, nameless: Int = 0, in db: Database) throws {
        let (outcome, error): (String, String?) =
            switch listing.outcome {
            case .complete: ("complete", nil)
            case .denied(let error): ("denied", error)
            case .failed(let error): ("failed", error)
            }
        try db.execute(
            sql: """
                INSERT INTO listing
                    (account, region, kind, outcome, service, operation, tried_at, good_at, error, always_denied,
                    nameless)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET outcome = excluded.outcome, service = excluded.service,
                    operation = excluded.operation, tried_at = excluded.tried_at,
                    good_at = coalesce(excluded.good_at, good_at), error = excluded.error,
                    always_denied = CASE excluded.outcome
                        WHEN 'complete' THEN 0 WHEN 'denied' THEN good_at IS NULL ELSE always_denied END,
                    nameless = CASE excluded.outcome WHEN 'complete' THEN excluded.nameless ELSE nameless END
                """,
            arguments: [
                listing.account.digits, listing.region.code, listing.kind.rawValue, outcome, listing.service,
                listing.operation, listing.at.seconds, listing.outcome == .complete ? listing.at.seconds : nil, error,
                outcome == "denied", nameless,
            ])
    }

    /// Points of an answer replace those of the same bucket; a gap leaves them, and is kept until an answer comes.
    package func record(_ answers: [MetricAnswer], at now: Date) async throws {
        try await writeForNow("Recording metrics") { db in
            let writer = try MetricWriter(db)
            for answer in answers { try writer.record(answer, at: now.seconds) }
        }
    }

    /// Completes the scan that began at the same time.
    package func finishScan(_ summary: ScanSummary) async throws {
        try await write("Finishing a scan") { db in
            try db.execute(
                sql: """
                    INSERT INTO scan (account, at, started, finished_at, duration, regions, closed, gaps, calls,
                        self_cost_nano)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (account, at) DO UPDATE SET finished_at = excluded.finished_at,
                        duration = excluded.duration, regions = excluded.regions, closed = excluded.closed,
                        gaps = excluded.gaps, calls = excluded.calls, self_cost_nano = excluded.self_cost_nano
                    """,
                arguments: [
                    summary.account.digits, summary.at.seconds, summary.at.seconds,
                    summary.at.addingTimeInterval(summary.duration).seconds, summary.duration,
                    try Stored.json(summary.regions.map(\.code)), try Stored.json(summary.closedRegions.map(\.code)),
                    try Stored.json(summary.gaps.map(GapRecord.init)), summary.apiCalls, summary.selfCost.nanoUSD,
                ])
        }
    }
}
