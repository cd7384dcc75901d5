// Files of 0.1.0 and of the builds after it open, and keep what they hold.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct EarlierFileTests {
    private let bench: Workbench
    private let account = AccountID("111122223333")!

    init() throws { bench = try Workbench() }

    private func open(_ file: Workbench.EarlierFile) throws -> CostDatabase {
        try bench.write(file).close()
        return try bench.open()
    }

    @Test(
        "the journal, plans, holds, credits, marks, mails and what was seen and used are kept",
        arguments: Workbench.EarlierFile.allCases)
    func kept(file: Workbench.EarlierFile) async throws {
        let database = try open(file)
        let stops = try await database.stops(account: account)
        #expect(stops.map(\.outcome) == [.done] && stops.map(\.intent.resource.id) == ["i-0bbbbbbbbbbbbbbbb"])
        let plan = try #require(try await database.latestPlan(account: account))
        #expect(plan.steps.map(\.resource.id) == ["i-0bbbbbbbbbbbbbbbb"])
        #expect(try await database.holds(account: account).count == 4)
        #expect(try await database.enteredCredits(account: account).map(\.name) == ["lab"])
        let kept = ["mail", "instance", "usage_span", "alert_word", "balance", "scan", "metric_day"].map { table in
            (try? database.row("SELECT count(*) FROM \(table)")[0] as Int) ?? 0
        }
        #expect(kept == [2, 2, 1, 1, 1, 6, 30])
        #expect(try database.rows("SELECT hourly_usd FROM instances").map { $0[0] as Double? } == [0])
    }

    @Test("it has the form of a new file, and its journal is append-only", arguments: Workbench.EarlierFile.allCases)
    func form(file: Workbench.EarlierFile) async throws {
        let old = try open(file)
        let new = try Workbench().open()
        func form(_ database: CostDatabase) throws -> [String] {
            let objects = try database.rows(
                "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1")
            let columns = try database.rows(
                """
                SELECT m.name || '.' || c.name || ' ' || c.cid || ' ' || c.type || ' ' || c."notnull" || ' '
                    || coalesce(c.dflt_value, '-') || ' ' || c.pk
                FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1
                """)
            return (objects + columns).map { $0[0] }
        }
        #expect(try form(old) == form(new))
        #expect(
            try old.rows("SELECT identifier FROM grdb_migrations").map { $0[0] as String }
                == Schema.steps.map(\.name))
        await #expect(throws: DatabaseError.self) {
            try await old.queue.write { try $0.execute(sql: "UPDATE journal SET launch_time = 7") }
        }
    }

    @Test("marks that were told stay told, for each account that has them")
    func episodes() async throws {
        let queue = try bench.write(.release)
        try await queue.write { db in
            let other = "444455556666"
            try db.execute(
                sql: """
                    INSERT INTO balance SELECT '\(other)', name, position, source, granted_nano, burned_nano,
                        burn_per_hour_nano, expires_at, as_of, basis, remaining_usd, burned_percent, runway_hours,
                        burning_since, drawn_nano, drawn_until, usual_per_hour_nano, burn_percent_per_day,
                        forecast_ends_at FROM balance;
                    INSERT INTO balance_level SELECT '\(other)', name, position, level, kind, value FROM balance_level;
                    INSERT INTO episode VALUES ('credit-threshold/gone/80 %', 7);
                    """)
        }
        try queue.close()
        let keys = try bench.open().rows("SELECT key FROM episode WHERE key LIKE '%80 \\%' ESCAPE '\\' ORDER BY key")
        #expect(
            keys.map { $0[0] as String } == [
                "credit-threshold/111122223333/lab/80 %", "credit-threshold/444455556666/lab/80 %",
                "credit-threshold/gone/80 %",
            ])
    }

    @Test("a file of before 0.2 stays beside as it was, for its owner alone; a kill leaves no half of it")
    func copy() async throws {
        try bench.write(.release).close()
        let copy = bench.path + ".of-0.1"
        try Data("half".utf8).write(to: URL(filePath: copy + ".part"))
        _ = try bench.open()
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600 && !FileManager.default.fileExists(atPath: copy + ".part"))
        let before = try DatabaseQueue(path: copy)
        #expect(try await before.read { try EarlierFile.isOne($0) && !EarlierFile.isUnreleased($0) })
        #expect(try await before.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM journal") } == 1)
        try before.close()
        _ = try bench.open()
        #expect(try CostDatabase.openReadOnly(at: bench.path).rows("SELECT 1 FROM instances").count == 1)
    }

    @Test("it is not read before it is taken over, and one of before the first release is refused")
    func refused() throws {
        try bench.write(.last).close()
        #expect(throws: StorageError.self) { try CostDatabase.openReadOnly(at: bench.path) }
        let queue = try DatabaseQueue(path: bench.path)
        try queue.write { try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'digests'") }
        try queue.close()
        let error = #expect(throws: StorageError.self) { try bench.open() }
        #expect(error?.message.contains("older than 0.1.0") == true)
    }

    /// A step that was published never changes: files out there have gone through it as it was.
    @Test func everyStepIsFrozen() {
        let prints = Schema.steps.map { "\($0.name) \(String(Fingerprint.of($0.sql), radix: 16))" }
        #expect(
            prints == [
                "tables of 0.2 6b6aeb2dbe7d94f4", "words of persons f3227cacc2c3bf9", "rehearsals 6bdeae4a94cbc0f",
                "orders for later 3f9eefea8e9f49c3", "brake e97a3a0ab6aa20a4",
                "notices 1da832fd01e16070", "hibernation f3a1ff798c4acd95", "rungs of the brake 1c20bf0f32c075be",
                "things of kinds 9d3e7aa5e4759fb1", "use of services 753c0ce1a5b90404",
                "what things were 290ca3f02f1bffb",
            ])
    }
}
