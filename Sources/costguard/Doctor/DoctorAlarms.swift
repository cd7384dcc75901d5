// Who would be told of what: the mails of costguard, AWS's own billing alerts and budgets, alarms on GPU machines.

import CostModel
import Foundation
import Notifying
import Pipeline
import Scanning
import Storage

struct DoctorAlarms {
    let session: Session
    let connection: AWSConnection
    let account: AccountID

    /// - Parameter notifier: nil where no topic is named.
    func findings(_ notifier: (any Notifier)?) async -> [DoctorFinding] {
        [await alerts(), await budgets(), await gpuAlarms(), await mail(notifier)].compactMap { $0 }
    }

    private func alerts() async -> DoctorFinding {
        do {
            guard let areOn = try await BillingAlerts.areOn(connection.client, home: connection.mainRegion) else {
                return .worth("billing alerts", "AWS does not tell whether they are on")
            }
            return areOn
                ? .fine("billing alerts", "on: AWS publishes EstimatedCharges")
                : .worth(
                    "billing alerts", "off: AWS publishes no EstimatedCharges",
                    "switch on 'Receive CloudWatch billing alerts' in the console's Billing preferences")
        } catch {
            return .untold(
                "billing alerts", error, "GetBillingPreferences",
                lost: "whether AWS's billing alerts are on is not known")
        }
    }

    private func budgets() async -> DoctorFinding {
        do {
            let budgets = try await AWSBudgets.all(of: account, connection.client, home: connection.mainRegion)
            let blind = budgets.filter(\.isBlindedByCredits).map(\.name)
            if budgets.isEmpty {
                return .worth(
                    "budgets", "none: AWS itself warns of nothing",
                    "a free one that sees what credits pay",
                    type: "costguard init --budget 100 --email ADDRESS")
            }
            guard !blind.isEmpty else { return .fine("budgets", "\(budgets.count), none of them counts credits") }
            return .worth(
                "budgets", "\(blind.joined(separator: ", ")): credits are counted in, so it shows 0 USD while one pays",
                "in AWS Budgets, leave credits and refunds out of it (advanced options)")
        } catch {
            return .untold("budgets", error, "DescribeBudgets", lost: "whether a budget warns you is not known")
        }
    }

    /// Whether the machines with a GPU have an alarm of AWS's own. Nil where no scan saw such a machine, or where alarms may
    /// not be looked at: they are an offer, no need.
    private func gpuAlarms() async -> DoctorFinding? {
        guard let database = try? await session.openForReading(),
            let machines = try? await database.gpuMachines(in: account), !machines.isEmpty
        else { return nil }
        var missing = 0
        for (region, machines) in Dictionary(grouping: machines, by: \.key.region) {
            guard let existing = try? await IdleAlarm.existing(in: region, connection.client) else { return nil }
            missing += machines.count { existing[IdleAlarm.prefix + $0.key.id] == nil }
        }
        guard missing > 0 else {
            return .fine("gpu alarms", "\(machines.count): AWS mails too when a GPU machine idles")
        }
        return .worth(
            "gpu alarms", "\(missing) of \(machines.count) GPU machines have none of AWS's own",
            "free for 10 of them", type: "costguard init --gpu-alarms")
    }

    /// What keeps alarms, or notices, from being told; nil: nothing, or, where no stop is told before, nobody can tell.
    private func notices(_ notifier: any Notifier) async -> DoctorFinding? {
        do {
            let readers = try await notifier.readers().filter(\.isConfirmed)
            if readers.contains(where: { $0.filter == .all }) { return nil }
            for case .unknown(let why) in readers.map(\.filter) {
                guard session.tellsBefore else { return nil }
                return .worth(
                    "notices",
                    "what subscriptions let through is not known, so nothing is stopped after a notice: \(why)",
                    "this prints what the keys need", type: "costguard iam-policy --enforce")
            }
            return .worth(
                "mail",
                "every subscription of \(notifier.destination) is filtered: nobody gets the alarms that are "
                    + "addressed to no owner", "subscribe an address to everything",
                type: "costguard init --email ADDRESS")
        } catch { return session.tellsBefore ? .fails("notices", error) : nil }
    }

    private func mail(_ notifier: (any Notifier)?) async -> DoctorFinding {
        guard let notifier else {
            return .worth(
                "mail", "no topic: nobody is told", "make a topic",
                type: "costguard init --email ADDRESS")
        }
        do {
            let (confirmed, waiting) = try await notifier.recipients()
            if !waiting.isEmpty {
                let names = waiting.joined(separator: ", ")
                return .fails("mail", "not confirmed: \(names)", "open the link in AWS's mail")
            }
            guard confirmed > 0 else {
                return .fails(
                    "mail", "nobody is subscribed to \(notifier.destination): nobody is told",
                    "subscribe an address to the topic in the console of SNS")
            }
            if let trouble = await notices(notifier) { return trouble }
            return .fine("mail", "\(notifier.destination), every subscription confirmed")
        } catch { return .fails("mail", error) }
    }
}
