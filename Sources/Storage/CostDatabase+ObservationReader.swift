// Reads back what the next stages need of observations.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: ObservationReader {
    /// The last finished scan of each account, the account that was scanned first in front.
    package func lastScans() async throws -> [ScanSummary] {
        try await read("Reading the last scans") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT s.*, (\(ListingView.absentKindsAskedAt)) AS absent_kinds_asked_at
                    FROM account a JOIN scan s ON s.account = a.account AND s.at = (
                        SELECT at FROM scan WHERE account = a.account AND finished_at IS NOT NULL
                        ORDER BY at DESC LIMIT 1)
                    ORDER BY a.first_scan, a.account
                    """
            ).map(CostDatabase.summary)
        }
    }

    /// Whether any instance of an account bears a tag, in whatever case its key is written, or has tags that are not known.
    /// For a judge, who does not wait; one look at each instance.
    package func mayBearTagNow(_ key: String, account: AccountID) throws -> Bool {
        try CostDatabase.translating("Reading tags", path: path) {
            try queue.read { db in
                try Bool.fetchOne(
                    db,
                    sql: """
                        SELECT EXISTS (
                            SELECT 1 FROM instance WHERE account = ? AND current = 1
                                AND (instr(lower(tags), ?) > 0 OR instr(',' || unknown || ',', ',tags,') > 0))
                        """, arguments: [account.digits, key.lowercased()]) ?? true
            }
        }
    }

    /// Scans may have been killed, set aside or forgotten; that an account was looked at never is.
    package func firstAccount() async throws -> AccountID? {
        try await read("Reading the first account") { db in
            try String.fetchOne(db, sql: "SELECT account FROM account ORDER BY first_scan, account LIMIT 1")
                .map(Stored.account)
        }
    }

    private static func summary(_ row: Row) throws -> ScanSummary {
        let account = try Stored.account(row["account"])
        let regions: String = row["regions"]
        let closed: String = row["closed"]
        var summary = ScanSummary(
            account: account, at: Date(seconds: row["at"]), duration: row["duration"],
            regions: try Stored.decode([String].self, regions).map(Stored.region),
            closedRegions: try Stored.decode([String].self, closed).map(Stored.region),
            gaps: try Stored.decode([GapRecord].self, row["gaps"]).map { try $0.gap(of: account) },
            apiCalls: row["calls"], selfCost: Money(nanoUSD: row["self_cost_nano"]))
        summary.absentKindsAskedAt = (row["absent_kinds_asked_at"] as Int64?).map(Date.init(seconds:))
        return summary
    }

    /// A region is as old as its oldest good listing. A listing whose last success is too old is a gap too.
    package func coverage(
        of account: AccountID, kinds: Set<ResourceKind>? = nil, regions: [Region]? = nil
    ) async throws -> (asOf: [RegionAge], closed: [Region], gaps: [Gap]) {
        try await read("Reading what was seen") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT s.region, s.kind, s.status, s.listed_at, s.error, l.service, l.operation,
                        \(ListingView.isAbsentKind) AS is_absent
                    FROM listings s JOIN listing l USING (account, region, kind)
                    WHERE s.account = ? ORDER BY s.region, s.kind
                    """, arguments: [account.digits])
            var ages: [Region: Date] = [:]
            var closed: Set<Region> = []
            var gaps: [Gap] = []
            for row in rows {
                let region = try Stored.region(row["region"])
                guard kinds?.contains(ResourceKind(rawValue: row["kind"])) ?? true,
                    region == .global || regions?.contains(region) ?? true
                else { continue }
                if row["status"] == "closed" { closed.insert(region) }
                // What is nowhere is asked for once a day, and makes no region old.
                if let listedAt = row["listed_at"] as Int64?, region != .global, !(row["is_absent"] as Bool) {
                    ages[region] = min(ages[region] ?? .distantFuture, Date(seconds: listedAt))
                }
                if let gap = CostDatabase.gap(row, account, region), !gaps.contains(gap) { gaps.append(gap) }
            }
            let asOf = ages.sorted { $0.key < $1.key }.map { RegionAge($0.key, $0.value) }
            return (asOf, closed.sorted(), gaps)
        }
    }

    private static func gap(_ row: Row, _ account: AccountID, _ region: Region) -> Gap? {
        let kind: Gap.Kind
        let error: String
        switch row["status"] as String {
        case "denied": (kind, error) = (.denied, row["error"] ?? "")
        case "failed": (kind, error) = (.failed, row["error"] ?? "")
        case "stale":
            let listed = UTCTime.text(Date(seconds: row["listed_at"]))
            kind = .failed
            error = "last listed \(listed): more than 6 hours before the last scan"
        default: return nil
        }
        return Gap(
            account: account, region: region, service: row["service"], operation: row["operation"], kind: kind,
            error: error)
    }

    /// Asks again for what lies behind a hole, and for buckets that were too young when they were asked.
    package func missingPoints(_ queries: [MetricQuery], at now: Date) async throws -> [MetricQuery] {
        try await read("Reading which metrics are there") { db in
            let series = try MetricSeriesTable(db)
            return try queries.compactMap(series.missing)
        }
    }

    /// As the latest good listings show them, however old those are; see `coverage`.
    package func running(in account: AccountID) async throws -> [RunningInstance] {
        try await read("Reading what runs") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT 'instance' AS kind, account, region, id, name, instance_type, launch_time, hourly_usd
                    FROM instances WHERE account = ? AND state = 'running' ORDER BY region, id
                    """, arguments: [account.digits]
            ).map { row in
                RunningInstance(
                    key: try Stored.key(row), name: row["name"], type: row["instance_type"] ?? "unknown",
                    launchTime: (row["launch_time"] as Int64?).map(Date.init(seconds:)),
                    perHour: (row["hourly_usd"] as Double?).flatMap(Money.init(usd:)))
            }
        }
    }

    /// The keep tags of everything that is there, as the last listings show them, in every spelling of their key.
    package func keepTags() async throws -> [(resource: ResourceKey, value: String)] {
        try await read("Reading the keep tags") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, account, region, id, key, value FROM tag_history
                    WHERE key LIKE '%:%k%e%e%p%' ORDER BY account, region, kind, id, key
                    """
            ).filter { KeepTag.isKey($0["key"]) }.map { (try Stored.key($0), $0["value"]) }
        }
    }

    /// As the last scan saw them; one whose tags hold no such key is left out.
    package func stopMarks(in account: AccountID) async throws -> [ResourceKey: StopMark] {
        try await read("Reading who stopped what") { db in
            // The text is looked for before the JSON is read: few of many machines bear it.
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT 'instance' AS kind, account, region, id, json_extract(tags, :path) AS mark FROM instance
                    WHERE account = :account AND current = 1 AND instr(tags, :key) AND json_valid(tags)
                        AND mark IS NOT NULL
                    """,
                arguments: ["path": "$.\"\(StopMark.key)\"", "key": StopMark.key, "account": account.digits])
            return try rows.reduce(into: [:]) { marks, row in
                marks[try Stored.key(row)] = StopMark(reading: row["mark"])
            }
        }
    }

    /// By id; where nothing has that id, by name; else by the beginning of an id, where no more than five begin so. The
    /// case of ASCII letters does not matter.
    package func find(_ idOrName: String) async throws -> [ResourceKey] {
        try await read("Looking for a resource") { db in
            if let found = try CostDatabase.find("id = ? COLLATE NOCASE", idOrName, in: db)
                ?? CostDatabase.find("name = ? COLLATE NOCASE", idOrName, in: db)
            {
                return found
            }
            // The beginning of many is nobody's.
            let begun = try CostDatabase.begun(by: idOrName, in: db)
            return begun.count <= 5 ? begun : []
        }
    }

    /// The name of a thing and its tags, as the last listing saw them; nil where it is not there, or has none by its kind.
    package func face(of resource: ResourceKey) async throws -> (name: String?, tags: [String: String])? {
        guard let table = KindTable.of(resource.kind) else { return nil }
        return try await read("Reading a thing's tags") { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT name, tags FROM \(table.name)
                    WHERE account = ? AND region = ? AND id = ? AND current = 1\(table.ofKind())
                    """, arguments: [resource.account.digits, resource.region.code, resource.id])
            return row.map(CostDatabase.face)
        }
    }

    /// The same of everything of a kind in an account: a row each. Empty for a kind of which nothing is kept.
    package func faces(
        of kind: ResourceKind, in account: AccountID
    ) async throws -> [ResourceKey: (name: String?, tags: [String: String])] {
        guard let table = KindTable.of(kind) else { return [:] }
        return try await read("Reading names and tags") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(table.kindText) AS kind, account, region, id, name, tags FROM \(table.name)
                    WHERE account = ? AND current = 1\(table.ofKind())
                    """, arguments: [account.digits])
            var faces: [ResourceKey: (name: String?, tags: [String: String])] = [:]
            while let row = try rows.next() {
                faces[try Stored.key(row)] = CostDatabase.face(row)
            }
            return faces
        }
    }

    private static func face(_ row: Row) -> (name: String?, tags: [String: String]) {
        (row["name"], (row["tags"] as String?).flatMap { try? Stored.decode([String: String].self, $0) } ?? [:])
    }

    /// What has an id that begins so, whatever its case.
    package func begun(by id: String) async throws -> [ResourceKey] {
        try await read("Looking for ids") { db in try CostDatabase.begun(by: id, in: db) }
    }

    private static func begun(by id: String, in db: Database) throws -> [ResourceKey] {
        guard !id.isEmpty else { return [] }
        return try find("substr(id, 1, \(id.unicodeScalars.count)) = ? COLLATE NOCASE", id, in: db) ?? []
    }

    /// The ids and names of everything that is there, for the nearest to a mistyped one; 20,000 at most.
    package func resourceNames() async throws -> [String] {
        try await read("Looking for names") { db in
            let all = KindTable.names.map { table in
                "SELECT id FROM \(table) WHERE current = 1 UNION SELECT name FROM \(table) WHERE current = 1"
            }
            let sql = "SELECT id FROM (\(all.joined(separator: " UNION "))) WHERE id IS NOT NULL LIMIT 20000"
            return try String.fetchAll(db, sql: sql)
        }
    }

    private static func find(_ condition: String, _ text: String, in db: Database) throws -> [ResourceKey]? {
        let kinds = KindTable.kindColumns.map { table, kind in
            "SELECT \(kind) AS kind, account, region, id FROM \(table) WHERE current = 1 AND \(condition)"
        }
        let credits = "SELECT 'credit' AS kind, account, region, id FROM credits WHERE \(condition)"
        let all = (kinds + [credits]).joined(separator: " UNION ALL ")
        let arguments = StatementArguments(Array(repeating: text, count: kinds.count + 1))
        let found = try Row.fetchAll(db, sql: all, arguments: arguments).map(Stored.key).sorted()
        return found.isEmpty ? nil : found
    }
}
