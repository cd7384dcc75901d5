// On which machine the program runs, as its witnesses said.

import CostModel
import Foundation
import GRDB

extension CostDatabase: HostLedger {
    /// What was heard for an account, in order of the witnesses' names.
    package func ownHosts(account: AccountID) async throws -> [OwnHost] {
        try await read("Reading where the program runs") { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM own_host WHERE account = ? ORDER BY witness", arguments: [account.digits])
            return rows.compactMap { row in
                OwnHost.Witness(rawValue: row["witness"]).flatMap { witness in
                    OwnHost(
                        id: row["id"], account: (row["host_account"] as String?).flatMap { AccountID($0) },
                        region: (row["host_region"] as String?).flatMap { Region($0) }, witness: witness,
                        at: Date(seconds: row["at"]))
                }
            }
        }
    }

    /// In one transaction.
    package func replaceOwnHosts(
        _ hosts: [OwnHost], of witnesses: Set<OwnHost.Witness>, account: AccountID
    ) async throws {
        try await write("Recording where the program runs") { db in
            for witness in witnesses {
                try db.execute(
                    sql: "DELETE FROM own_host WHERE account = ? AND witness = ?",
                    arguments: [account.digits, witness.rawValue])
            }
            for host in hosts where witnesses.contains(host.witness) {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO own_host VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        account.digits, host.witness.rawValue, host.id, host.account?.digits, host.region?.code,
                        host.at.seconds,
                    ])
            }
        }
    }
}
