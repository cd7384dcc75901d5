// Whether stopping is allowed, tried by stops that stop nothing; and whether AWS still refuses what it refused.

import AWSAPI
import Actuation
import CostModel
import Foundation
import Storage

struct DoctorStopping {
    let session: Session
    let client: AWSClient
    let account: AccountID

    /// Refusals are tried anew after a day; until then they are worth a word.
    private static let lately: TimeInterval = 24 * .hour
    private static let mostTried = 5

    func findings() async -> [DoctorFinding] {
        guard let database = try? session.openForReading() else { return [Self.untried] }
        return [await permission(database)] + (await refusals(database))
    }

    private static let untried = DoctorFinding.worth("stopping", "not tried: no scan has seen a running instance")

    private func permission(_ database: CostDatabase) async -> DoctorFinding {
        guard let instance = try? await database.running(in: account).first?.key else { return Self.untried }
        do {
            let allowed = try await StopTrial(client: client).isAllowed(instance)
            if allowed { return .fine("stopping", "allowed (tried on \(instance.id) with DryRun)") }
            let detail = "not allowed on \(instance.id): it can plan, but not apply"
            guard !client.callerIsLearnerLab else { return .worth("stopping", detail) }
            return .worth(
                "stopping", detail, "if you want it to stop machines, this prints what is needed",
                type: "costguard iam-policy --enforce")
        } catch { return .fails("stopping", error) }
    }

    /// One finding a machine whose last stop AWS refused.
    private func refusals(_ database: CostDatabase) async -> [DoctorFinding] {
        let since = session.clock().addingTimeInterval(-Self.lately)
        let entries = (try? await database.entries(account: account, since: since)) ?? []
        var seen: Set<ResourceKey> = []
        // Newest first: the first word on a machine is the last.
        let last = entries.filter { $0.intent.action == .stop && seen.insert($0.intent.resource).inserted }
        var found: [DoctorFinding] = []
        for entry in last.prefix(Self.mostTried) {
            guard case .refused(let code, _) = entry.outcome else { continue }
            let name = entry.intent.name.map { "\($0) (\(entry.intent.resource.id))" } ?? entry.intent.resource.id
            let again = "costguard apply --only \(entry.intent.resource.id)"
            switch try? await StopTrial(client: client).isAllowed(entry.intent.resource) {
            case true?:
                found.append(
                    .worth(
                        "refused stop", "\(name): AWS said \(code); its policies would allow it now (DryRun)",
                        type: again))
            case false?: found.append(.worth("refused stop", "\(name): AWS said \(code), and denies it still (DryRun)"))
            case nil: found.append(.worth("refused stop", "\(name): AWS said \(code)", type: again))
            }
        }
        return found
    }
}
