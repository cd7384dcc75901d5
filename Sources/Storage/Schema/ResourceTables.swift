// What an account has: a table for each kind of resource, who names whom, and since when a tag has its value.

enum ResourceTables {
    /// `reference.to_id` NULL: something of that kind is named that cannot be resolved.
    static let sql =
        table(
            "instance",
            """
            state TEXT, instance_type TEXT, vcpus INTEGER, gpus INTEGER, instance_store_gb INTEGER,
            has_instance_store INTEGER, lifecycle TEXT, launch_time INTEGER, stopped_at INTEGER, image_id TEXT,
            autoscaling_group TEXT, managed_by TEXT, root_device TEXT, public_ip TEXT, public_ip_is_elastic INTEGER,
            tenancy TEXT, spot_request_id TEXT, platform TEXT, digest INTEGER, operator TEXT, prepaid_by TEXT,
            detailed_monitoring INTEGER
            """)
        + table(
            "volume",
            """
            state TEXT, size_gib INTEGER, volume_type TEXT, iops INTEGER, throughput INTEGER, attached_instance TEXT,
            digest INTEGER, managed_by TEXT, operator TEXT
            """)
        + table(
            "snapshot",
            """
            state TEXT, size_gib INTEGER, description TEXT, volume_id TEXT, described_image_id TEXT, managed_by TEXT,
            tier TEXT, digest INTEGER, copied INTEGER
            """)
        + table(
            "image",
            """
            state TEXT, size_gib INTEGER, last_launched_at INTEGER, managed_by TEXT, deregistration_protected INTEGER,
            digest INTEGER
            """)
        + table(
            "address", "public_ip TEXT, associated INTEGER, attached_instance TEXT, digest INTEGER, pool TEXT")
        + table("launch_template", "digest INTEGER")
        + table("launch_configuration", "digest INTEGER") + """
            CREATE INDEX instance_image ON instance(account, region, image_id) WHERE current = 1;
            CREATE INDEX instance_launch ON instance(account, launch_time) WHERE current = 1;
            CREATE INDEX image_id ON image(account, id) WHERE current = 1;
            CREATE INDEX volume_history ON volume(account, region, id) WHERE current = 0;
            CREATE INDEX address_history ON address(account, region, id) WHERE current = 0;
            CREATE TABLE reference (
                account TEXT NOT NULL,
                region TEXT NOT NULL,
                from_kind TEXT NOT NULL,
                from_id TEXT NOT NULL,
                to_kind TEXT NOT NULL,
                to_id TEXT
            );
            CREATE INDEX reference_from ON reference(account, region, from_kind, from_id);
            CREATE INDEX reference_to ON reference(account, region, to_kind, to_id, from_kind, from_id);
            CREATE TABLE tag_history (
                account TEXT NOT NULL,
                region TEXT NOT NULL,
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                key TEXT NOT NULL,
                value TEXT NOT NULL,
                first_seen INTEGER NOT NULL,
                PRIMARY KEY (account, region, kind, id, key)
            ) WITHOUT ROWID;

            """

    /// Whether a machine may be hibernated; NULL: AWS did not say, or nobody looked since.
    static let hibernation = """
        ALTER TABLE instance ADD COLUMN can_hibernate INTEGER;

        """

    /// The table of a kind: what every kind has, and its own facts.
    ///
    /// A row is one resource with the same facts from `first_seen` to `last_seen`; of a current row the place's `good_at`
    /// holds instead. `unknown` names the columns of the kind's view that this row does not know, comma-separated. `digest`
    /// is by which bytes its item is known again (see KnownItems); NULL where it is to be read anew.
    private static func table(_ kind: String, _ facts: String) -> String {
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
            unknown TEXT NOT NULL,
            \(facts)
        );
        CREATE UNIQUE INDEX \(kind)_current ON \(kind)(account, region, id) WHERE current = 1;
        CREATE INDEX \(kind)_ended ON \(kind)(last_seen) WHERE current = 0;

        """
    }
}
