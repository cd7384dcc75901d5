// That a plan's changes are made and nobody has been told yet: kept from before the first change until the mail
// stands in the outbox, so that a run that is killed between the two still owes it.

import CostModel

struct StopEpisode {
    let account: AccountID
    let planID: String

    private static let word = "stopped"

    init(account: AccountID, planID: String) {
        self.account = account
        self.planID = planID
    }

    /// Nil for the episodes of credit marks.
    init?(key: String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.word, let account = AccountID(parts[1]) else { return nil }
        self.init(account: account, planID: String(parts[2]))
    }

    var key: String { "\(Self.word)/\(account.digits)/\(planID)" }
}
