// What the doctor asks AWS, in the order in which it is told: free calls that only read, and trial stops that stop nothing.

import AWSAPI
import CostModel
import Foundation
import Pipeline

struct DoctorAWS {
    let session: Session
    let options: AWSOptions

    /// - Parameter isWhole: tells more of the machine that this is, and what AWS said where calls failed.
    func findings(isWhole: Bool) async -> [DoctorFinding] {
        let connection: AWSConnection
        let ports: AWSPorts
        let account: AccountID
        let outlook: KeyOutlook
        do {
            connection = try session.connection(options)
            ports = try connection.ports(topic: session.settings.topic)
            // The account first: its answer tells the time.
            account = try await ports.resources.account()
            outlook = try await connection.outlook(at: session.clock(), lasting: session.settings.pastedKeysLast)
        } catch {
            return [.fails("credentials", await KeyLapse(session: session, options: options).said(of: error))]
        }
        let keys = DoctorKeys(session: session, connection: connection, account: account, outlook: outlook)
        var found = await keys.findings(ports.host, isWhole: isWhole)
        let regions = await enabledRegions(ports, account, &found)
        found += await permissions(connection, ports, account, regions, outlook, isWhole: isWhole)
        found += await DoctorStopping(session: session, client: connection.client, account: account).findings()
        let grants = DoctorGrants(
            caller: connection.client.callerARN, isLab: connection.client.callerIsLearnerLab,
            region: connection.homeRegion,
            stops: session.settings.unattended.actions.contains(.stop))
        found += grants.findings(of: found, scan: await DoctorGrants.lastScan(of: account, session))
        found += await DoctorMoney(
            connection: connection, ports: ports, account: account, now: session.clock(),
            known: session.settings.credits
        ).findings()
        found += await DoctorAlarms(session: session, connection: connection, account: account)
            .findings(ports.notifier)
        found += await DoctorLocal(session: session).findings(of: account)
        if isWhole { ScanMessages.tellFailures(connection, session.terminal) }
        return found
    }

    private func permissions(
        _ connection: AWSConnection, _ ports: AWSPorts, _ account: AccountID, _ regions: [Region],
        _ outlook: KeyOutlook, isWhole: Bool
    ) async -> [DoctorFinding] {
        // The first of the alphabet may be one that an organization has closed; one's own is open.
        let home = connection.homeRegion
        let allowed = await DoctorPermissions(
            connection: connection, ports: ports, account: account,
            region: regions.contains(home) ? home : regions.first ?? home, kinds: session.kinds.specs,
            now: session.clock()
        ).findings()
        guard outlook.isPasted, DoctorPermissions.isLabOver(allowed) else { return allowed }
        // What else is denied then says nothing of the policy.
        return [.fails("lab", "its session is over: AWS denies everything", "to go on, \(KeyOutlook.pasteNew)")]
            + (isWhole ? allowed : allowed.filter { $0.trial == nil })
    }

    private func enabledRegions(
        _ ports: AWSPorts, _ account: AccountID, _ found: inout [DoctorFinding]
    ) async -> [Region] {
        let named = session.settings.regions
        do {
            switch try await ports.resources.enabledRegions(of: account) {
            case .told(let regions):
                found.append(.fine("regions", "\(regions.count) enabled"))
                return named ?? regions
            case .untold(let everybodys, let gap):
                found.append(
                    named == nil
                        ? .worth(
                            "regions", "AWS does not say which are enabled: \(gap.error)",
                            "allow ec2:DescribeRegions, or name them under 'regions' in the configuration")
                        : .fine("regions", "\(named?.count ?? 0) named; AWS does not say which are enabled"))
                return named ?? everybodys
            }
        } catch {
            found.append(.fails("regions", error))
            return named ?? []
        }
    }
}
