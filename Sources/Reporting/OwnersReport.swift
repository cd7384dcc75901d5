// Whose machines run, and whom a notice about each would reach, as text or JSON.

package import CostModel

/// One owner, or nobody.
package struct OwnerRow: Sendable {
    /// As the tag says it; nil: these machines name none.
    package let owner: String?
    /// What a mail to them is addressed to; nil: nobody by name.
    package let addressee: String?
    /// Their machines that run.
    package let machines: [RunningInstance]
    /// Who is sure to get a mail about them.
    package let reached: [String]
    /// Their own address where it has not confirmed.
    package let waiting: String?
    /// All parts given.
    package init(
        owner: String?, addressee: String?, machines: [RunningInstance], reached: [String], waiting: String?
    ) {
        self.owner = owner
        self.addressee = addressee
        self.machines = machines
        self.reached = reached
        self.waiting = waiting
    }

    /// A row for each owner of machines that run, and for each alias; then those machines that name nobody.
    ///
    /// - Parameter tags: of the machines, as the last scan saw them.
    package static func all(
        of machines: [RunningInstance], tags: [ResourceKey: [String: String]], owners: Owners, readers: [MailReader]
    ) -> [OwnerRow] {
        let byName = Dictionary(grouping: machines) { Owners.name(in: tags[$0.key] ?? [:]) }
        let names = Set(byName.keys.compactMap(\.self)).union(owners.aliases.keys).sorted()
        let nobodys = byName[nil] ?? []
        return (names.map(Optional.some) + (nobodys.isEmpty ? [] : [nil])).map { name in
            let addressee = name.flatMap(owners.addressee)
            let own = name.flatMap(owners.address(of:))
            return OwnerRow(
                owner: name, addressee: addressee, machines: (byName[name] ?? []).sorted { $0.key < $1.key },
                reached: readers.filter { $0.isReached(by: addressee) }.map(\.endpoint).sorted(),
                waiting: readers.contains { !$0.isConfirmed && $0.endpoint == own } ? own : nil)
        }
    }
}

/// Owners for people and programs.
package enum OwnersReport {
    private static let mostNames = 4

    /// A line or two for each owner, then what to do next.
    ///
    /// - Parameter untold: why it is not known who reads the topic; nil: it is.
    package static func text(_ rows: [OwnerRow], untold: String?, _ context: TextContext) -> String {
        var lines = TextLines(context)
        guard !rows.isEmpty else {
            lines.add("No machine runs, and no owner is named. A machine's tag 'owner' says whose it is.")
            lines.next(["costguard owners add NAME MAIL"])
            return lines.text
        }
        lines.section("OWNERS", "of \(CountText.text(rows.reduce(0) { $0 + $1.machines.count }, "running machine"))")
        for row in rows {
            lines.add(title(row), head: "  ")
            lines.add(machines(row), head: "    ")
            lines.add(reach(row, untold), head: "    ")
        }
        if let untold { lines.add("Who reads the topic is not known: \(untold)") }
        let next = rows.first { $0.owner != nil && $0.reached.isEmpty && $0.waiting == nil }?.owner
        lines.next([next.map { "costguard owners add \(ShellWord.text($0)) MAIL" } ?? "costguard owners test NAME"])
        return lines.text
    }

    private static func title(_ row: OwnerRow) -> String {
        guard let owner = row.owner else { return "(no owner tag)" }
        return row.addressee.map { $0 == owner ? owner : "\(owner) = \($0)" } ?? owner
    }

    private static func machines(_ row: OwnerRow) -> String {
        guard !row.machines.isEmpty else { return "no machine of theirs runs" }
        let names = row.machines.prefix(mostNames).map { CommonText.title($0.key, $0.name).cut(to: 24) }
        let more = row.machines.count > mostNames ? " +\(row.machines.count - mostNames)" : ""
        return names.joined(separator: ", ") + more
    }

    private static func reach(_ row: OwnerRow, _ untold: String?) -> String {
        let waiting = row.waiting.map { "; \($0) has not opened the link in AWS's mail" } ?? ""
        if row.reached.isEmpty {
            return untold == nil
                ? "a notice reaches nobody: no machine of theirs is stopped after one\(waiting)"
                : "whom a notice reaches is not known"
        }
        return "a notice reaches \(row.reached.joined(separator: ", "))\(waiting)"
    }

    /// One JSON object, schema version 1.
    package static func json(_ rows: [OwnerRow], topic: String?, untold: String?) -> String {
        JSONText.document(
            OwnersDocument(
                topic: topic, readersUnknownBecause: untold,
                owners: rows.map { row in
                    OwnersDocument.Owner(
                        owner: row.owner, addressee: row.addressee,
                        machines: row.machines.map { ResourceEntry($0.key, name: $0.name) }, reached: row.reached,
                        waiting: row.waiting)
                }))
    }
}

/// `owners --format json`.
struct OwnersDocument: Codable {
    struct Owner: Codable {
        let owner, addressee: String?
        let machines: [ResourceEntry]
        let reached: [String]
        let waiting: String?
    }

    var schemaVersion = SchemaVersion.one
    let topic: String?
    let readersUnknownBecause: String?
    let owners: [Owner]
}
