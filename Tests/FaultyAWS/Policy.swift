// What keys may do: statements as in an IAM policy, reduced to actions and regions.

/// One statement. Without any `allow` statement for a key everything is allowed; a `deny` always wins.
package struct Policy: Sendable {
    /// What the statement does.
    package enum Effect: Sendable { case allow, deny }

    /// What the statement does.
    package var effect: Effect
    /// Such as `ec2:StopInstances`, `ec2:Describe*`, `*`; a star stands at the end only.
    package var actions: [String]
    /// The regions it speaks of; nil for all.
    package var regions: Set<String>?
    /// The ARN of the key's owner that it holds for; a star at the end stands for any rest; nil for all.
    package var principal: String?

    /// A statement.
    package init(_ effect: Effect, _ actions: [String], regions: Set<String>? = nil, principal: String? = nil) {
        self.effect = effect
        self.actions = actions
        self.regions = regions
        self.principal = principal
    }

    private func matches(_ permission: String, region: String) -> Bool {
        (regions?.contains(region) ?? true) && actions.contains { Policy.matches($0, permission) }
    }

    private static func matches(_ pattern: String, _ text: String) -> Bool {
        pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : pattern == text
    }

    /// Why a call is refused; nil where it is allowed. Source: IAM user guide, "Policy evaluation logic", and the
    /// words of its "Troubleshoot access denied error messages".
    static func refusal(_ policies: [Policy], permission: String, region: String, caller: String) -> String? {
        // Everybody may ask who he is. Source: STS API reference, GetCallerIdentity.
        guard permission != "sts:GetCallerIdentity" else { return nil }
        let own = policies.filter { policy in policy.principal.map { matches($0, caller) } ?? true }
        let matching = own.filter { $0.matches(permission, region: region) }
        if matching.contains(where: { $0.effect == .deny }) {
            return " with an explicit deny in an identity-based policy"
        }
        let isAllowed = matching.contains { $0.effect == .allow } || !own.contains { $0.effect == .allow }
        return isAllowed ? nil : " because no identity-based policy allows the \(permission) action"
    }

    /// The end of a refusal's message where the organization closed a region.
    static let closedRegion = " with an explicit deny in a service control policy"
}
