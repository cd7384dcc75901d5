// Facts that cost a call each: the answers, the questions that AWS did not answer, and when each was last asked.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase {
    /// An answer that did not come leaves what was known before; the views forget it when it is too old. Why it did not
    /// come is kept until one does.
    package func record(_ facts: [LateFact]) async throws {
        try await writeForNow("Recording facts") { db in
            for fact in facts {
                let key = fact.request.resource
                let column = fact.request.column
                let place = LateFactPlace(key, column, id: key.id)
                guard let value = fact.value else {
                    try place.note(fact.gap?.why, at: fact.at, in: db)
                    continue
                }
                try place.forget(in: db)
                try db.cachedStatement(sql: "INSERT OR REPLACE INTO late_fact VALUES (?, ?, ?, ?, ?, ?, ?)").execute(
                    arguments: [
                        key.account.digits, key.region.code, key.kind.rawValue, key.id, column, value.stored,
                        fact.at.seconds,
                    ])
            }
            try CostDatabase.noteRefusals(facts, in: db)
        }
    }

    /// Where all that was asked at once was refused, that holds for what was not asked too; one answer ends it.
    private static func noteRefusals(_ facts: [LateFact], in db: Database) throws {
        let places = Dictionary(grouping: facts) { LateFactPlace($0.request.resource, $0.request.column, id: "") }
        for (place, facts) in places {
            if facts.contains(where: { $0.value != nil }) {
                try place.forget(in: db)
            } else if let first = facts.first, facts.allSatisfy({ $0.gap?.kind == .denied }) {
                try place.note(first.gap?.why, at: first.at, in: db)
            }
        }
    }

    /// One look-up each.
    package func lastAsked(_ requests: [FactRequest]) async throws -> [FactRequest: Date] {
        try await read("Reading when facts were asked") { db in
            let select = try db.cachedStatement(
                sql: """
                    SELECT max(at) FROM (
                        SELECT at FROM late_fact WHERE \(LateFactPlace.condition)
                        UNION ALL SELECT at FROM unanswered_fact WHERE \(LateFactPlace.condition))
                    """)
            var found: [FactRequest: Date] = [:]
            for request in requests {
                let place = LateFactPlace(request.resource, request.column, id: request.resource.id)
                found[request] = try Int64.fetchOne(select, arguments: place.arguments).map(Date.init(seconds:))
            }
            return found
        }
    }
}

/// Which fact of what: the key of both tables.
private struct LateFactPlace: Hashable {
    let account, region, kind, id, column: String

    init(_ resource: ResourceKey, _ column: String, id: String) {
        account = resource.account.digits
        region = resource.region.code
        kind = resource.kind.rawValue
        self.id = id
        self.column = column
    }

    static let condition =
        "account = :account AND region = :region AND kind = :kind AND id = :id AND column_name = :column"
    var arguments: StatementArguments {
        ["account": account, "region": region, "kind": kind, "id": id, "column": column]
    }

    func note(_ why: String?, at now: Date, in db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO unanswered_fact VALUES (?, ?, ?, ?, ?, ?, ?)").execute(
            arguments: [account, region, kind, id, column, why, now.seconds])
    }

    func forget(in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM unanswered_fact WHERE \(LateFactPlace.condition)").execute(
            arguments: arguments)
    }
}

extension Gap {
    /// In one line: what was asked, and what became of it.
    fileprivate var why: String { "\(service):\(operation) \(kind.rawValue): \(error)" }
}
