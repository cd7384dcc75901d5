// What the doctor asks AWS: free calls that only read, and one trial stop that stops nothing.

import AWSAPI
import CostModel
import Foundation
import Notifying
import Pipeline
import Reporting
import Scanning
import Storage

struct DoctorRemote {
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
        var found: [DoctorFinding] = [
            credentials(connection, account), keys(outlook, connection),
        ]
        if let lab = lab(connection) { found.append(lab) }
        found.append(clock)
        found.append(
            DoctorHost.finding(
                await ports.host.sight(asking: true, at: session.clock()), guarding: account,
                isWhole: isWhole))
        let regions = await enabledRegions(ports, account, &found)
        // The first of the alphabet may be one that an organization has closed; one's own is open.
        let home = connection.homeRegion
        let permissions = DoctorPermissions(
            connection: connection, ports: ports, account: account,
            region: regions.contains(home) ? home : regions.first ?? home, now: session.clock())
        let allowed = await permissions.findings()
        let isLabOver = outlook.isPasted && DoctorPermissions.isLabOver(allowed)
        if isLabOver {
            found.append(
                .fails("lab", "its session is over: AWS denies everything", "to go on, \(KeyOutlook.pasteNew)"))
        }
        // What else is denied then says nothing of the policy.
        found += isLabOver && !isWhole ? allowed.filter { $0.trial == nil } : allowed
        found += await DoctorStopping(session: session, client: connection.client, account: account).findings()
        found.append(await billing(ports, account: account, inLab: connection.client.callerIsLearnerLab))
        found += await DoctorMoney(
            connection: connection, ports: ports, account: account, now: session.clock(),
            known: session.settings.credits
        ).findings()
        if let alarms = await GPUAlarms(session: session, connection: connection).finding(account) {
            found.append(alarms)
        }
        found.append(await mail(ports))
        found.append(await lastScan(account))
        if let metrics = await metrics(account) { found.append(metrics) }
        found += await otherDatabases(account)
        if isWhole { ScanMessages.tellFailures(connection, session.terminal) }
        return found
    }

    /// Keys of this shell alone guard nothing: cron and timers start without its variables.
    private func credentials(_ connection: AWSConnection, _ account: AccountID) -> DoctorFinding {
        let words = "\(connection.source), account \(account)"
        guard connection.source == "environment" else { return .fine("credentials", words) }
        return .worth(
            "credentials", "\(words): cron knows nothing of this shell's variables",
            "for cron, put the keys into ~/.aws/credentials")
    }

    /// What is said of keys in a lab that costguard is not set up for, its setup does.
    private func keys(_ outlook: KeyOutlook, _ connection: AWSConnection) -> DoctorFinding {
        var finding = outlook.finding
        if isUnknownLab(connection), finding.grade == .worth { (finding.hint, finding.command) = (nil, nil) }
        return finding
    }

    private func isUnknownLab(_ connection: AWSConnection) -> Bool {
        connection.client.callerIsLearnerLab && !LearnerLab.isMeant(by: session.settings)
    }

    /// Nil outside of AWS Academy's labs.
    private func lab(_ connection: AWSConnection) -> DoctorFinding? {
        guard connection.client.callerIsLearnerLab else { return nil }
        guard isUnknownLab(connection) else { return .fine("learner lab", "these keys are of one, and it is set up") }
        return .worth(
            "learner lab", "these keys are of AWS Academy's Learner Lab, and costguard is not set up for one",
            "set costguard up for it", type: "costguard init --learner-lab")
    }

    private var clock: DoctorFinding {
        let reading = session.time.reading.timeReading
        if let doubt = reading.doubt {
            return .fails(
                "clock", "the time cannot be relied on, and nothing is stopped: \(doubt)",
                "see that nothing between here and AWS changes answers, and set this machine's clock by NTP")
        }
        guard reading.ahead != nil else {
            return .fails(
                "clock", "no answer of AWS told the time, and nothing is stopped",
                "see that nothing between here and AWS takes the header 'Date' out of answers")
        }
        guard let line = ClockText.line(reading) else { return .fine("clock", "agrees with AWS") }
        let here = UTCTime.text(session.time.machine)
        let there = UTCTime.text(session.time.now)
        return .worth(
            "clock", "\(line): here it is \(here), in truth \(there), which every run uses", ClockText.mending)
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

    /// Nil where there is no database yet.
    private func metrics(_ account: AccountID) async -> DoctorFinding? {
        guard let database = try? session.openForReading(),
            let used = try? await database.metricRequests(account: account, at: session.clock())
        else { return nil }
        var finding = DoctorFinding.fine(
            "metrics this month", MetricUseText.month(used, cap: session.settings.selfCostCap))
        finding.isAside = true
        return finding
    }

    private func otherDatabases(_ account: AccountID) async -> [DoctorFinding] {
        guard let database = try? session.openForReading(),
            let lines = try? await OtherDatabases(database: database, account: account).lines(at: session.clock())
        else { return [] }
        return lines.map { .worth("other databases", $0.text) }
    }

    private func billing(_ ports: AWSPorts, account: AccountID, inLab: Bool) async -> DoctorFinding {
        let figures = await ports.billing.figures(account: account, at: session.clock(), costsSince: nil)
        if let gap = figures.gaps.first {
            let lost = "AWS's own figure of this month is not known"
            var finding = DoctorFinding.worth("billing", "\(gap.operation): \(gap.error): \(lost)")
            finding.trial = DoctorFinding.Trial(operation: gap.operation, cause: gap.error, lost: lost)
            return finding
        }
        guard let charges = figures.estimatedCharges else {
            return .worth(
                "billing", "EstimatedCharges has no data: that is not 0 USD",
                inLab ? nil : "switch on 'Receive CloudWatch billing alerts' in the console's Billing preferences")
        }
        return .fine("billing", "EstimatedCharges answers: \(charges.amount.cents) USD this month")
    }

    private func mail(_ ports: AWSPorts) async -> DoctorFinding {
        guard let notifier = ports.notifier else {
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
            return .fine("mail", "\(notifier.destination), every subscription confirmed")
        } catch { return .fails("mail", error) }
    }

    private func lastScan(_ account: AccountID) async -> DoctorFinding {
        guard let database = try? session.openForReading(),
            let scan = try? await database.lastScans().first(where: { $0.account == account })
        else { return .worth("last scan", "none", type: "costguard scan") }
        let hours = session.clock().timeIntervalSince(scan.at) / .hour
        let age = hours < 1 ? "\(Int(hours * 60)) min ago" : "\(Int(hours)) h ago"
        return hours < 2
            ? .fine("last scan", age)
            : .worth(
                "last scan", age, "it guards while it runs: put this into cron, on a machine that stays on",
                type: "costguard run --quiet")
    }
}
