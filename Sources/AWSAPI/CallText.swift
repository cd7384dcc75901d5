// What a call is for, in words: `DescribeSpotFleetRequests` is "listing spot fleet requests".

enum CallText {
    /// Such as `reading credits`; an operation that nobody thought of is told by its own name.
    static func activity(service: String, operation: String) -> String {
        if let known = known["\(service):\(operation)"] { return known }
        let words = words(of: operation)
        guard let first = words.first, let verb = verbs[first], words.count > 1 else { return operation }
        return ([verb] + words.dropFirst()).joined(separator: " ")
    }

    private static let known = [
        "sts:GetCallerIdentity": "asking whose keys these are",
        "sts:AssumeRole": "taking the role",
        "billing:GetCredits": "reading credits",
        "billing:GetBillingPreferences": "reading the billing preferences",
        "freetier:GetAccountPlanState": "reading the Free Tier plan",
        "ce:GetCostAndUsage": "reading Cost Explorer",
        "cloudtrail:LookupEvents": "reading who started machines",
        "kms:DescribeKey": "looking at a disk's key",
        "pricing:GetProducts": "reading list prices",
        "sns:Publish": "sending mail",
    ]

    private static let verbs = [
        "describe": "listing", "list": "listing", "get": "reading", "lookup": "reading", "create": "making",
        "put": "setting", "stop": "stopping", "start": "starting", "delete": "deleting", "modify": "changing",
        "subscribe": "subscribing",
    ]

    /// `DescribeVPCEndpoints` falls into `describe`, `VPC`, `endpoints`.
    private static func words(of operation: String) -> [String] {
        var words: [String] = []
        var isUpper = false
        let letters = Array(operation)
        for (index, letter) in letters.enumerated() {
            let nextIsLower = index + 1 < letters.count && letters[index + 1].isLowercase
            if words.isEmpty || letter.isUppercase && (!isUpper || nextIsLower) { words.append("") }
            words[words.count - 1].append(letter)
            isUpper = letter.isUppercase
        }
        return words.map { $0.count > 1 && $0.allSatisfy(\.isUppercase) ? $0 : $0.lowercased() }
    }
}
