// Whose keys these are, as STS says. Needs no permission and costs nothing.

extension AWSClient {
    /// The account that the keys belong to: twelve digits.
    ///
    /// - Parameter region: where STS is asked; the keys of an opt-in region are known to that region's STS alone.
    /// - Throws: as `query`; `AWSError` with the code `UnreadableAnswer` for an answer without an account.
    public func callerAccount(region: String) async throws -> String {
        let answer = try await query(.sts, "GetCallerIdentity", region: region)
        let account = answer["GetCallerIdentityResult"]?.text("Account") ?? ""
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw AWSError(
                code: "UnreadableAnswer", message: "got no account, expected twelve digits", httpStatus: nil,
                service: AWSService.sts.name, operation: "GetCallerIdentity", region: region,
                kind: .unreadable)
        }
        return account
    }
}
