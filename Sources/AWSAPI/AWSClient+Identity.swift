// Whose keys these are, as STS says. Needs no permission and costs nothing.

extension AWSClient {
    /// The account that the keys belong to: twelve digits.
    ///
    /// - Parameters:
    ///   - region: where STS is asked; the keys of an opt-in region are known to that region's STS alone.
    ///   - anew: false: what was answered before is good enough.
    ///   - retries: as in `query`.
    /// - Throws: as `query`; `AWSError` with the code `UnreadableAnswer` for an answer without an account;
    ///   `EndpointError` for keys of another partition than the region's.
    package func callerAccount(region: String, anew: Bool = true, retries: Bool = true) async throws -> String {
        if !anew, let known = state.account { return known }
        let answer = try await query(.sts, "GetCallerIdentity", region: region, retries: retries)
        let identity = answer["GetCallerIdentityResult"]
        let account = identity?.text("Account") ?? ""
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw AWSError(
                code: "UnreadableAnswer", message: "got no account, expected twelve digits", httpStatus: nil,
                service: AWSService.sts.name, operation: "GetCallerIdentity", region: region,
                kind: .unreadable)
        }
        let arn = identity?.text("Arn") ?? ""
        try Self.check(arn, isOf: region)
        state.callerIs(arn)
        state.account = account
        return account
    }

    /// Whom AWS takes the keys for, as STS told it when the account was last asked for; nil where it was not yet.
    package var callerARN: String? { state.callerARN.isEmpty ? nil : state.callerARN }

    /// The name of the keys' session, as STS told it when the account was last asked for; nil where the keys are no
    /// role's, or the account was not asked for yet. Keys of an instance's role bear the instance's id.
    /// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, "assumed-role/role-name/session-name".
    package var callerSession: String? { assumedRole?.session }

    /// Whether the keys are those of AWS Academy's Learner Lab, as far as STS told; see `AWSError.namesLab`.
    package var callerIsLearnerLab: Bool { assumedRole?.role == "voclabs" }

    private var assumedRole: (role: String, session: String)? {
        let parts = state.callerARN.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[2] == "sts" else { return nil }
        let path = parts[5].split(separator: "/", omittingEmptySubsequences: false)
        guard path.count >= 3, path[0] == "assumed-role", let last = path.last else { return nil }
        return (String(path[path.count - 2]), String(last))
    }

    /// Regions and billing are asked for in the region's partition. AWS refuses the keys of another one by itself;
    /// a stand-in or a proxy may take them. A text that is no ARN contradicts nothing.
    private static func check(_ arn: String, isOf region: String) throws(EndpointError) {
        guard let keys = Partition.all.first(where: { arn.hasPrefix("arn:\($0.name):") }),
            let here = Partition.containing(region), keys != here
        else { return }
        throw EndpointError(
            "The keys do not belong to the region: got keys of the partition '\(keys.name)', "
                + "expected those of '\(here.name)', in which '\(region)' is\n"
                + "hint: set AWS_REGION, or the region of the profile, to one of '\(keys.name)' such as "
                + "'\(keys.globalRegion)'")
    }
}
