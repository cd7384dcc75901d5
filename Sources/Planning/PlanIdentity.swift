// The name of a plan, derived from what is in it.

import CostModel
import Foundation

/// Derives plan ids.
enum PlanIdentity {
    /// Twelve hexadecimal digits over account, time, and every finding's rule, resource, verdict and start: of the
    /// 35,000 plans of a year two are alike once in 500,000 years, and the store keeps no second plan of an id.
    static func id(_ request: PlanRequest, _ findings: [Finding]) -> String {
        var lines = ["\(request.account) \(Int64(request.now.timeIntervalSince1970.rounded(.down)))"]
        for finding in findings {
            let resource = finding.resource
            let start = finding.judgement.knownLaunchTime.map { "\($0.timeIntervalSince1970)" } ?? "-"
            lines.append(
                [
                    finding.rule.name, finding.rule.digest, resource.kind.rawValue, resource.account.digits,
                    resource.region.code, resource.id, finding.verdict.rawValue, "\(finding.unattended)", start,
                ].joined(separator: "\u{1f}"))
        }
        let hash = Fingerprint.of(lines.joined(separator: "\n"))
        return Fingerprint.hexadecimal(hash ^ (hash >> 48), digits: 12)
    }
}
