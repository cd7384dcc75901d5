// Which rights are missing, by the doctor's trials and by the last scan, and how they are granted to these very keys: the
// page to click, or the command to type. What an organization, a boundary or a lab forbids nobody can grant here.

import AWSAPI
import CostModel
import Foundation
import Reporting
import Storage

/// Whose keys these are, by the ARN that STS tells.
///
/// Source: IAM user guide, "IAM identifiers"; IAM Identity Center user guide, "Permission sets", for the name
/// `AWSReservedSSO_` + set + `_` + 16 hexadecimal digits.
enum KeyHolder: Equatable {
    case user(String)
    case role(String)
    case permissionSet(String)

    /// Nil for the account's root user, who lacks nothing, and for whoever has no page of its own.
    init?(arn: String) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        let path = parts[5].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts[2], path.first) {
        case ("iam", "user") where path.count > 1: self = .user(path[path.count - 1])
        case ("sts", "assumed-role") where path.count > 2:
            let role = path[path.count - 2]
            guard let set = KeyHolder.permissionSet(role) else { self = .role(role); return }
            self = .permissionSet(set)
        default: return nil
        }
    }

    private static func permissionSet(_ role: String) -> String? {
        let prefix = "AWSReservedSSO_"
        guard role.hasPrefix(prefix), let end = role.lastIndex(of: "_") else { return nil }
        let name = role[..<end].dropFirst(prefix.count)
        return name.isEmpty ? nil : String(name)
    }
}

struct DoctorGrants {
    /// Whom AWS takes the keys for; nil where it does not say.
    let caller: String?
    /// In a lab nobody grants anything.
    let isLab: Bool
    let region: Region
    /// Whether cron may stop machines, so that the policy to grant is the one that does.
    let stops: Bool

    /// What the last scan was denied: the call, by region.
    static func lastScan(of account: AccountID, _ session: Session) async -> [Gap] {
        guard let database = try? await session.openForReading(), let scans = try? await database.lastScans() else {
            return []
        }
        return scans.first { $0.account == account }?.gaps ?? []
    }

    /// One finding for all of them; none where nothing is missing that could be granted.
    func findings(of found: [DoctorFinding], scan: [Gap]) -> [DoctorFinding] {
        guard !isLab else { return [] }
        let tried = found.compactMap(\.trial).filter { $0.cause.map(AWSError.saysMissing) ?? false }
            .compactMap { AWSPermissions.action(for: $0.operation) }
        let denied = scan.filter { $0.kind == .denied && AWSError.saysMissing(cause: $0.error) }
        var missing = Dictionary(tried.map { ($0, Set<Region>()) }, uniquingKeysWith: { one, _ in one })
        for gap in denied {
            let action = AWSPermissions.action(for: gap.operation) ?? "\(gap.service):\(gap.operation)"
            missing[action, default: []].insert(gap.region)
        }
        guard !missing.isEmpty else { return [] }
        let words = missing.sorted { $0.key < $1.key }.map { action, regions in
            guard !tried.contains(action) else { return action }
            return "\(action) (denied to the last scan in \(regions.sorted().map(\.code).joined(separator: ", ")))"
        }
        var finding = DoctorFinding.worth("rights to grant", words.joined(separator: ", "))
        let way = way
        finding.hint = way.hint
        finding.command = way.command
        return [finding]
    }

    private var policy: String { "costguard iam-policy" + (stops ? " --enforce" : "") }

    /// How to grant them to these keys, and what to type for it. The rights that they have stay: a policy of a name of its
    /// own is added.
    private var way: (hint: String, command: String) {
        let paste =
            "paste as a policy of their own (Add permissions, Create inline policy, JSON) what '\(policy)' prints"
        switch caller.flatMap(KeyHolder.init(arn:)) {
        case .user(let name): return granting(name, "user", "users", paste)
        case .role(let name): return granting(name, "role", "roles", paste)
        case .permissionSet(let name):
            return (
                "these keys are of the permission set '\(name)': in IAM Identity Center, Permission sets, \(name), "
                    + "put as its inline policy what this prints", policy
            )
        case nil: return ("whoever grants rights to these keys needs what this prints", policy)
        }
    }

    private func granting(_ name: String, _ kind: String, _ list: String, _ paste: String) -> (
        hint: String, command: String
    ) {
        let page = ConsoleLink.rights(of: name, in: list, near: region).map { "on \($0) " } ?? ""
        return (
            "to grant them to the \(kind) '\(name)': \(page)\(paste), or let somebody with rights to IAM type",
            "aws iam put-\(kind)-policy --\(kind)-name \(ShellWord.text(name)) --policy-name costguard-rights "
                + "--policy-document \"$(\(policy))\""
        )
    }
}
