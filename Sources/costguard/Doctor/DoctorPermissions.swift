// What the keys may do: each read of a scan, tried in one region by free calls; and stopping, tried by stops that stop
// nothing, with what AWS refused lately.

import AWSAPI
import Actuation
import CostModel
import Foundation
import Pipeline
import Scanning
import Storage

struct DoctorPermissions {
    let connection: AWSConnection
    let ports: AWSPorts
    let account: AccountID
    let region: Region
    /// Kinds that are listed beside EC2.
    let kinds: [KindSpec]
    let now: Date

    /// By subject.
    func findings() async -> [DoctorFinding] {
        let found = await lists() + details() + [metrics(), launchers()]
        var costExplorer = DoctorFinding.worth("cost explorer", "not tried: a request costs 0.01 USD")
        costExplorer.isAside = true
        return found.sorted { ($0.subject, $0.detail) < ($1.subject, $1.detail) } + [costExplorer]
    }

    /// Whether a lab whose session has ended denies all.
    static func isLabOver(_ findings: [DoctorFinding]) -> Bool {
        let failed = findings.filter { $0.grade == .fails }
        return failed.count > 3 && failed.allSatisfy { AWSError.saysLab(cause: $0.trial?.cause ?? "") }
    }

    /// A call of a scan. In a lab nobody makes policies.
    private func tried(_ subject: String, _ operation: String, _ cause: String?, lost: String? = nil) -> DoctorFinding {
        let isLab = connection.client.callerIsLearnerLab
        var finding = DoctorFinding(
            grade: cause == nil ? .fine : lost == nil ? .fails : .worth, subject: subject,
            detail: cause.map { "\(operation): \($0)" + (lost.map { ": \($0)" } ?? "") }
                ?? "\(operation) allowed in \(region)")
        finding.trial = DoctorFinding.Trial(operation: operation, cause: cause, lost: lost)
        if cause != nil, !isLab {
            finding.hint = "this prints what the keys need"
            finding.command = "costguard iam-policy"
        }
        return finding
    }

    private func lists() async -> [DoctorFinding] {
        let found = DoctorNotes()
        do {
            try await ports.resources.list(
                ScannerRegistry.scanners.map(\.kind) + kinds.map(\.kind), in: [region], of: account, at: now
            ) { part in
                guard case .end(let listing) = part else { return }
                let subject = Self.plain(listing.kind)
                await found.add(tried(subject, listing.gap?.operation ?? listing.operation, listing.gap?.error))
            }
        } catch { await found.add(.fails("permissions", error)) }
        return await found.all
    }

    private func details() async -> [DoctorFinding] {
        let trial = PermissionTrial(client: connection.client, account: account)
        return await trial.answers(in: region).map { answer in
            tried("\(Self.plain(answer.kind)) detail", answer.operation, answer.refusal, lost: answer.lost)
        }
    }

    /// Only a surge asks, so an old policy that lacks it is no fault.
    private func launchers() async -> DoctorFinding {
        let refusal = await LaunchTrail(client: connection.client).refusal(in: region, of: account)
        return tried("who starts machines", "LookupEvents", refusal, lost: "a mail on a surge cannot name the key")
    }

    private func metrics() async -> DoctorFinding {
        do {
            let free = MetricAllowance(freeCalls: 1, paidMetrics: 0)
            let answers = try await ports.metrics.points([trialMetric], within: free) { _ in }.answers
            guard let gap = answers.first?.gap else { return .fine("metrics", "CloudWatch answers") }
            return tried("metrics", gap.operation, gap.error)
        } catch { return .fails("metrics", error) }
    }

    /// A metric of an instance that cannot exist: the answer is empty, and tells that asking is allowed.
    private var trialMetric: MetricQuery {
        let key = ResourceKey(kind: .instance, account: account, region: region, id: "i-00000000000000000")
        let spec = MetricSpec(namespace: "AWS/EC2", metric: "CPUUtilization", statistic: .average, window: 3 * .hour)
        let buckets = spec.buckets(at: now)
        return MetricQuery(
            resource: key, namespace: spec.namespace, metric: spec.metric, statistic: spec.statistic,
            period: buckets.period, start: buckets.start, end: buckets.end)
    }

    private static func plain(_ kind: ResourceKind) -> String { kind.rawValue.replacing("_", with: " ") }
}

/// Gathers findings from concurrent answers.
private actor DoctorNotes {
    private(set) var all: [DoctorFinding] = []
    func add(_ finding: DoctorFinding) { all.append(finding) }
}

/// Whether stopping is allowed, and whether AWS still refuses what it refused.
struct DoctorStopping {
    let session: Session
    let client: AWSClient
    let account: AccountID

    /// Refusals are tried anew after a day; until then they are worth a word.
    private static let lately: TimeInterval = 24 * .hour
    private static let mostTried = 5

    func findings() async -> [DoctorFinding] {
        guard let database = try? await session.openForReading() else { return [Self.untried] }
        let starts = session.settings.schedules.mayStart ? [await starting(database)] : []
        return [await permission(database)] + starts + (await refusals(database))
    }

    /// Schedules that start machines need a right of their own.
    private func starting(_ database: CostDatabase) async -> DoctorFinding {
        guard let instance = try? await database.running(in: account).first?.key else {
            return .worth("starting", "not tried: no scan has seen a running instance")
        }
        do {
            guard try await !StopTrial(client: client).isAllowed(instance, to: .start) else {
                return .fine("starting", "allowed (tried on \(instance.id) with DryRun)")
            }
            let detail = "ec2:StartInstances is not allowed on \(instance.id), so schedules start nothing"
            guard !client.callerIsLearnerLab else { return .worth("starting", detail) }
            return .fails(
                "starting", detail, "this prints what schedules that start need", type: "costguard iam-policy --enforce"
            )
        } catch { return .fails("starting", error) }
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
