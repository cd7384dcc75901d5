// The form of the file, step by step. A step that was published never changes; new ones are appended. What is read
// of the tables, the views, is no step: see Views.

import CostModel
import GRDB

enum Schema {
    /// Marks the file as ours (`PRAGMA application_id`): "Cgrd".
    static let applicationID = 0x4367_7264

    /// One step: what it is called in the file, and the statements that take it.
    struct Step {
        let name: String
        let sql: String
    }

    /// All steps, oldest first.
    static let steps = [
        Step(name: first, sql: tables.joined()), Step(name: "words of persons", sql: PersonTables.sql),
        Step(name: "rehearsals", sql: PersonTables.rehearsals),
        Step(name: "orders for later", sql: PersonTables.orders), Step(name: "brake", sql: BrakeTables.sql),
        Step(name: "notices", sql: NoticeTables.sql),
        Step(name: "hibernation", sql: ResourceTables.hibernation),
        Step(name: "rungs of the brake", sql: BrakeTables.rungs),
        Step(name: "things of kinds", sql: ThingTable.sql),
        Step(name: "use of services", sql: ServiceUseTables.sql),
        Step(name: "what things were", sql: ThingTable.past),
    ]

    /// The step that makes every table of 0.2, or takes over a file of 0.1.
    static let first = "tables of 0.2"

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        for step in steps {
            migrator.registerMigration(step.name) { db in
                if step.name == first, try EarlierFile.isOne(db) {
                    try EarlierFile.takeOver(db)
                } else {
                    try db.execute(sql: step.sql)
                }
            }
        }
        return migrator
    }()

    /// The tables of 0.2 with their indexes and triggers, by what they are of.
    private static let tables = [
        "PRAGMA application_id = \(applicationID);\n", ScanTables.sql, ResourceTables.sql, UsageTables.sql,
        MoneyTables.sql,
        DecisionTables.sql, StartTables.sql,
    ]
}
