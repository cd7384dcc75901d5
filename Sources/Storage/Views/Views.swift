// What is read of the tables: views that each connection makes for itself (TEMP), so that they change with the program
// and no file remembers an older one.

import GRDB

/// The views over the tables: those that rules judge, and `listings`.
package enum Views {
    /// Statements that make all views, as TEMP views of the connection that runs them; the file is not written to.
    /// - Parameter prefix: stands before every name; for a connection that has tables of the plain names.
    package static func statements(prefix: String = "") -> [String] {
        let selections = [
            ("listings", ListingView.listings), ("instances", InstanceViews.instances), ("volumes", DiskViews.volumes),
            ("addresses", DiskViews.addresses), ("snapshots", ImageViews.snapshots(listings: prefix + "listings")),
            ("images", ImageViews.images), ("credits", CreditView.credits),
            ("starts", InstanceViews.starts(instances: prefix + "instances")),
            ("sessions", InstanceViews.sessions(instances: prefix + "instances")),
        ]
        return selections.map { "CREATE TEMP VIEW \(prefix)\($0) AS\n\($1)" }
    }

    /// Makes the views on this connection.
    static func create(in db: Database) throws {
        for statement in plain { try db.execute(sql: statement) }
    }

    /// Put together once: a service opens its database at every run.
    private static let plain = statements()

    /// What every view of resources begins with, but money. `r` is the resource, `a` its account.
    static let head = "r.id, r.account, r.region, r.name, r.tags, (a.now - r.created_at) / 3600.0 AS age_hours"

    /// Joins the answer to a question asked for one resource, where it is not too old.
    static func lateFact(_ alias: String, _ kind: String, _ column: String) -> String {
        """
        LEFT JOIN late_fact \(alias) ON \(alias).account = r.account AND \(alias).region = r.region
            AND \(alias).kind = '\(kind)' AND \(alias).id = r.id AND \(alias).column_name = '\(column)'
            AND \(alias).at >= a.now - 21600
        """
    }

    /// Adds a column's name to those that the row does not know, unless a condition holds.
    static func unless(_ isKnown: String, _ column: String) -> String {
        "CASE WHEN \(isKnown) THEN '' ELSE ',\(column)' END"
    }
}
