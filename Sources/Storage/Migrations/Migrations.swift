// The steps that made the file what it is, in order. Steps are only appended; a step that was published never
// changes, and neither does what it is built from here.

import GRDB

enum Migrations {
    /// Marks the file as ours (`PRAGMA application_id`): "Cgrd".
    static let applicationID = 0x4367_7264

    /// All steps, oldest first.
    static let all: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        for (name, sql) in steps {
            migrator.registerMigration(name) { try $0.execute(sql: sql) }
        }
        migrator.registerMigration("metric points by day", migrate: PackMetricPoints.migrate)
        migrator.registerMigration("metric requests") { try $0.execute(sql: CreateMetricRequests.sql) }
        migrator.registerMigration("marks") { try $0.execute(sql: CreateMarks.sql) }
        migrator.registerMigration("refreshed prices") { try $0.execute(sql: RefreshPrices.sql) }
        migrator.registerMigration("balance history") { try $0.execute(sql: CreateBalanceHistory.sql) }
        migrator.registerMigration("cost by service") { try $0.execute(sql: AddCostServices.sql) }
        migrator.registerMigration("digests") { try $0.execute(sql: AddDigests.sql) }
        migrator.registerMigration("keepers") { try $0.execute(sql: AddKeepers.sql) }
        migrator.registerMigration("odd items") { try $0.execute(sql: AddOddItems.sql) }
        migrator.registerMigration("prepaid") { try $0.execute(sql: AddPrepaid.sql) }
        migrator.registerMigration("stopped starts") { try $0.execute(sql: AddStoppedStart.launchTime) }
        migrator.registerMigration("database id") { try $0.execute(sql: AddStoppedStart.databaseID) }
        migrator.registerMigration("own hosts") { try $0.execute(sql: CreateOwnHosts.sql) }
        migrator.registerMigration("detailed monitoring") { try $0.execute(sql: AddMonitoring.sql) }
        migrator.registerMigration("refusals") { try $0.execute(sql: AddRefusals.sql) }
        migrator.registerMigration("starts") { try $0.execute(sql: CreateStarts.sql) }
        migrator.registerMigration("referrers") { try $0.execute(sql: AddReferrers.sql) }
        migrator.registerMigration("plan steps") { try $0.execute(sql: KeepPlanSteps.sql) }
        migrator.registerMigration("set aside") { try $0.execute(sql: CreateSetAside.sql) }
        migrator.registerMigration("urgency of mails") { try $0.execute(sql: AddUrgency.sql) }
        migrator.registerMigration("unanswered facts") { try $0.execute(sql: CreateUnansweredFacts.sql) }
        migrator.registerMigration("episodes of accounts") { try $0.execute(sql: AddMoneyFacts.episodesOfAccounts) }
        migrator.registerMigration("states of plans") { try $0.execute(sql: AddMoneyFacts.planStates) }
        migrator.registerMigration("surplus credits") { try $0.execute(sql: AddMoneyFacts.surplus) }
        migrator.registerMigration("places left") { try $0.execute(sql: AddMoneyFacts.left) }
        migrator.registerMigration("bounds of balances") { try $0.execute(sql: AddMoneyFacts.bounds) }
        migrator.registerMigration("sessions") { try $0.execute(sql: CreateSessions.sql) }
        return migrator
    }()

    private static let steps: [(name: String, sql: String)] = [
        ("mark", "PRAGMA application_id = \(applicationID)"),
        ("scans", CreateScans.sql),
        ("listings", CreateListings.sql),
        ("references", CreateReferences.sql),
        ("metrics", CreateMetrics.sql),
        ("prices", CreatePrices.sql),
        ("instances", CreateInstances.sql),
        ("volumes", CreateVolumes.sql),
        ("snapshots", CreateSnapshots.sql),
        ("images", CreateImages.sql),
        ("addresses", CreateAddresses.sql),
        ("launch templates and configurations", CreateLaunchTemplates.sql),
        ("money", CreateMoney.sql),
        ("credits", CreateCredits.sql),
        ("decisions", CreateDecisions.sql),
        ("journal", CreateJournal.sql),
        ("outbox", CreateOutbox.sql),
        ("usage", CreateUsage.sql),
        ("credit sources", CreateCreditSources.sql),
        ("scan health", CreateScanHealth.sql),
    ]

    /// The table of a kind of resource: what every kind has, and its own facts.
    ///
    /// A row is one resource with the same facts from `first_seen` to `last_seen`; of a current row
    /// the place's `good_at` holds instead. `unknown` names the columns of
    /// the kind's view that this row does not know, comma-separated. A kind that comes after the step "digests" adds
    /// the column `digest` by itself.
    static func kindTable(_ kind: String, facts: String = "") -> String {
        """
        CREATE TABLE \(kind) (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            id TEXT NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            current INTEGER NOT NULL,
            name TEXT,
            tags TEXT NOT NULL,
            created_at INTEGER,
            unknown TEXT NOT NULL\(facts.isEmpty ? "" : ",\n    " + facts)
        );
        CREATE UNIQUE INDEX \(kind)_current ON \(kind)(account, region, id) WHERE current = 1;
        CREATE INDEX \(kind)_ended ON \(kind)(last_seen) WHERE current = 0;

        """
    }

    /// What every view of resources begins with, but money. `r` is the resource, `a` its account.
    static let viewHead = """
        r.id, r.account, r.region, r.name, r.tags, (a.now - r.created_at) / 3600.0 AS age_hours
        """

    /// Joins the answer to a question asked for one resource, where it is not too old.
    static func lateFact(_ alias: String, _ kind: String, _ column: String) -> String {
        """
        LEFT JOIN late_fact \(alias) ON \(alias).account = r.account AND \(alias).region = r.region
            AND \(alias).kind = '\(kind)' AND \(alias).id = r.id AND \(alias).column_name = '\(column)'
            AND \(alias).at >= a.now - 21600
        """
    }

    /// How many resources of a kind name this row, and whether one of them names something unresolved.
    static func naming(_ from: String, _ to: String) -> (count: String, isOpen: String) {
        let among = """
            FROM reference f WHERE f.account = r.account AND f.region = r.region AND f.to_kind = '\(to)'
                AND f.from_kind = '\(from)' AND f.to_id
            """
        return (
            "(SELECT count(DISTINCT f.from_id) \(among) = r.id)", "EXISTS (SELECT 1 \(among) IS NULL)"
        )
    }
}
