// What the writer must know of a kind's table beyond its columns: which facts every resource of it has, and
// which columns of the view fall with a fact that is unknown.

import CostModel
import GRDB

/// Where one kind of resource stands: in a table of its own, or, where a file describes it, among all such things.
struct KindTable: Sendable {
    let kind: ResourceKind
    /// The table's name.
    let name: String
    /// Facts that every resource of the kind has: one that is absent is not none, but unknown.
    let required: [String]
    /// By fact, the columns of the view that cannot be known without it. A fact that is not here stands for the
    /// column of its name.
    let shownAs: [String: [String]]

    /// A kind with a table of its own, called as it is.
    private init(kind: ResourceKind, required: [String], shownAs: [String: [String]]) {
        self.kind = kind
        name = kind.rawValue
        self.required = required
        self.shownAs = shownAs
    }

    private init(thing kind: ResourceKind) {
        self.kind = kind
        name = ThingTable.name
        required = []
        shownAs = [:]
    }

    /// Whether other kinds stand in the table, too.
    var isShared: Bool { name == ThingTable.name }

    /// The table's rows of the kind, as a condition to go on with after others.
    func ofKind(_ alias: String = "") -> String { isShared ? " AND \(alias)kind = \(kindText)" : "" }

    /// Where two rows are of one kind, as a condition to go on with.
    func sameKind(_ one: String, _ other: String) -> String { isShared ? " AND \(one).kind = \(other).kind" : "" }

    /// The kind as SQL writes a text.
    var kindText: String { "'\(kind.rawValue.replacing("'", with: "''"))'" }

    /// Columns of every kind's table; the others are its facts.
    static let ownColumns: Set<String> = [
        "row", "account", "region", "id", "first_seen", "last_seen", "current", "name", "tags", "created_at", "unknown",
        "digest",
    ]

    /// Those of them that, with the facts, say what the resource is.
    static let describing = ["name", "tags", "created_at", "unknown"]

    private static let money = ["hourly_usd", "monthly_usd"]

    /// Where that kind stands: what has no table of its own is a thing of a kind that a file describes. Nil for credits,
    /// which are no resources.
    static func of(_ kind: ResourceKind) -> KindTable? {
        if kind == .credit { return nil }
        return own.first { $0.kind == kind } ?? KindTable(thing: kind)
    }

    /// As `of`; throws where there is none.
    static func required(_ kind: ResourceKind) throws -> KindTable {
        if let table = of(kind) { return table }
        throw StorageError(
            .unknownFact, "Recording resources of the kind '\(kind.rawValue)' failed: there is no such table",
            hint: "credits are written by their ledger")
    }

    /// The kinds that no file describes, as SQL writes a list.
    static let ownKinds = (own.map(\.kindText) + ["'credit'"]).joined(separator: ", ")

    /// Every table once.
    static let names = own.map(\.name) + [ThingTable.name]

    /// For each table what stands for the kind of its rows: a text, or the column of it.
    static let kindColumns = own.map { (table: $0.name, kind: $0.kindText) } + [(table: ThingTable.name, kind: "kind")]

    /// The columns that are facts, in the order of the table.
    func facts(in db: Database) throws -> [String] { try KindTable.facts(of: name, in: db) }

    static func facts(of name: String, in db: Database) throws -> [String] {
        try db.columns(in: name).map(\.name).filter { !KindTable.ownColumns.contains($0) }
    }

    /// The kinds with tables of their own.
    static let own = [
        KindTable(
            kind: .instance,
            required: [
                "state", "instance_type", "vcpus", "gpus", "has_instance_store", "lifecycle", "launch_time", "image_id",
                "root_device", "tenancy",
            ],
            shownAs: [
                "state": ["state", "uptime_hours", "stopped_hours"] + money,
                "instance_type": ["instance_type"] + money,
                "launch_time": ["launch_time", "uptime_hours"],
                "stopped_at": ["stopped_hours"],
                "lifecycle": ["lifecycle", "spot_request"],
                "spot_request_id": ["spot_request"],
            ]),
        KindTable(
            kind: .volume, required: ["state", "size_gib", "volume_type"],
            shownAs: [
                "size_gib": ["size_gib"] + money, "volume_type": ["volume_type"] + money, "iops": ["iops"] + money,
                "throughput": ["throughput"] + money,
            ]),
        KindTable(
            kind: .snapshot, required: ["state", "size_gib", "volume_id", "tier"],
            shownAs: [
                "size_gib": ["size_gib"] + money, "tier": ["tier"] + money,
                "volume_id": ["volume_id", "volume_exists"],
                "described_image_id": ["described_image_id", "described_image_exists"],
            ]),
        KindTable(
            kind: .image, required: ["state", "size_gib", "deregistration_protected"],
            shownAs: ["size_gib": ["size_gib"] + money, "last_launched_at": ["last_launched_hours"]]),
        KindTable(kind: .address, required: ["associated"], shownAs: [:]),
        KindTable(kind: .launchTemplate, required: [], shownAs: [:]),
        KindTable(kind: .launchConfiguration, required: [], shownAs: [:]),
    ]

    /// The columns of the view that this resource does not know, sorted and comma-separated.
    func unknownColumns(of resource: Resource) -> String {
        if isShared { return ThingTable.unknownColumns(of: resource) }
        if resource.unknown.isEmpty, resource.createdAt != nil, required.allSatisfy({ has(resource, $0) }),
            kind != .instance || !has(resource, "public_ip") || has(resource, "public_ip_is_elastic")
        {
            return ""
        }
        var missing = resource.unknown
        if resource.createdAt == nil { missing.insert("created_at") }
        for fact in required where resource.facts[fact] ?? .null == .null { missing.insert(fact) }
        if kind == .instance && has(resource, "public_ip") && !has(resource, "public_ip_is_elastic") {
            missing.insert("public_ip_is_elastic")
        }
        let columns = missing.flatMap { $0 == "created_at" ? ["age_hours"] : shownAs[$0] ?? [$0] }
        return Set(columns).sorted().joined(separator: ",")
    }

    private func has(_ resource: Resource, _ fact: String) -> Bool { resource.facts[fact] ?? .null != .null }
}
