// A failed call in words for people: what could not be done, why, and one next step. AWS's own words, with the code and
// the request's id, are `detail`, for those who ask for more.

extension AWSError {
    /// What failed and why, then a hint where one helps. Never AWS's own sentence where ours says the same.
    package var description: String { hint.map { "\(sentence)\nhint: \($0)" } ?? sentence }

    /// Why, in a few words that can stand behind the name of the call, with AWS's code for those who search for it.
    package var cause: String {
        switch kind {
        case .denied where saysCostExplorerIsOff: "Cost Explorer is not switched on: \(AWSError.openCostExplorer)"
        case .denied: "\(refusal) (\(code))"
        case .regionNotEnabled: "the region is not switched on for this account (\(code))"
        case .credentials: "\(AWSError.lowercased(keysSentence)) (\(code))"
        case .throttled, .clock, .network, .unreadable, .dryRunPassed, .other: codeAndMessage
        }
    }

    /// All that AWS said, in one line, for `--verbose` and for AWS's support.
    package var detail: String {
        let status = httpStatus.map { ", HTTP \($0)" } ?? ""
        let id = requestID.map { ", request \($0)" } ?? ""
        let text = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return "\(service) \(operation) in \(region): \(code)\(status)\(id)\(text.isEmpty ? "" : ": \(text)")"
    }

    /// Whether a `cause` names a teaching lab as the one who forbids.
    package static func saysLab(cause: String) -> Bool { cause.hasPrefix("the lab") }

    /// Whether a `cause` says that a right is missing which whoever owns the account may grant: nobody forbids it.
    package static func saysMissing(cause: String) -> Bool { cause.hasPrefix(plain) }

    /// True where the refusal bears the traces of AWS Academy's Learner Lab: its role, or the policies that end it.
    /// Source: refusals of such labs, which name the role `voclabs` and the policies `vocstartsoft`, `voc-cancel-cred`.
    package var namesLab: Bool {
        ["/voclabs/", "vocstartsoft", "voc-cancel-cred"].contains { message.contains($0) }
    }

    private var sentence: String {
        let what = CallText.activity(service: service, operation: operation)
        return switch kind {
        case .denied where saysCostExplorerIsOff: "Cost Explorer is not switched on in this account"
        case .denied: "Not allowed\(place): \(what) (\(permission))" + (refusal == Self.plain ? "" : "; \(refusal)")
        case .regionNotEnabled: "The region \(region) is not switched on for this account (\(code))"
        case .throttled: "Too many calls\(place): AWS did not get to \(what) (\(code))"
        case .credentials: "\(keysSentence) (\(code))"
        case .clock: "AWS refuses requests of this time: this machine's clock is wrong (\(code))"
        case .network: "\(message)"
        case .unreadable: "What came back from \(what)\(place) is no answer of AWS: \(message)"
        case .dryRunPassed: "Allowed: \(what)\(place)"
        case .other: "Failed\(place): \(what) (\(codeAndMessage))"
        }
    }

    private var codeAndMessage: String { message.isEmpty ? code : "\(code): \(message)" }

    /// Where the service has regions of its own.
    private var place: String {
        ["sts", "billing", "ce", "budgets", "freetier", "pricing"].contains(service) ? "" : " in \(region)"
    }

    private static let plain = "these keys may not do it"

    /// Who refuses. Source: docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html, whose messages end
    /// in the kind of policy that decided.
    private var refusal: String {
        let text = message.lowercased()
        if text.contains("voc-cancel-cred") { return "the lab's session has ended" }
        if text.contains("service control policy") || text.contains("resource control policy") {
            return "the organization forbids it"
        }
        if text.contains("permissions boundary") { return "the permissions boundary of these keys forbids it" }
        if text.contains("session policy") { return "the policy of this session does not allow it" }
        if text.contains("vpc endpoint policy") { return "the policy of the VPC endpoint does not allow it" }
        if namesLab { return text.contains("explicit deny") ? "the lab forbids it" : "the lab does not allow it" }
        return text.contains("explicit deny") ? "a policy forbids it" : Self.plain
    }

    private var keysSentence: String {
        if saysKeysEnded { return AWSError.keysEnded }
        switch code {
        case "SignatureDoesNotMatch", "InvalidSignatureException": return "The secret key does not fit the key's id"
        case "MissingAuthenticationToken", "IncompleteSignature": return "AWS saw no keys in the request"
        default: return "\(AWSError.keysUnknown): deleted, switched off, or mistyped"
        }
    }

    private static let keysEnded = "The keys have ended"
    private static let keysUnknown = "AWS does not know these keys"

    /// Whether a `cause` speaks of keys that AWS takes no more.
    package static func saysKeys(cause: String) -> Bool {
        cause.hasPrefix(lowercased(keysEnded)) || cause.hasPrefix(keysUnknown)
    }

    private var hint: String? {
        switch kind {
        case .denied where saysCostExplorerIsOff: AWSError.openCostExplorer
        // Refused too where the permission is there: the role chooses whom it trusts.
        case .denied where operation == "AssumeRole":
            "see that the role trusts these keys, and that the profile's external_id is right"
        // Nobody in a lab, or below an organization's policy, can grant it.
        case .denied: refusal == Self.plain ? "grant '\(permission)' to the keys in use" : nil
        case .regionNotEnabled: "enable '\(region)' in the account's settings, or leave it out"
        case .throttled: "another program may be calling AWS for this account; try again in a minute"
        case .credentials: "log in again, or put new keys where these are from\(otherPartition)"
        case .clock: "set this machine's clock by NTP; 5 minutes are the most that AWS allows"
        case .network, .unreadable, .dryRunPassed, .other: nil
        }
    }

    /// Keys of China or GovCloud are unknown in every other partition, N. Virginia's among them, which is where calls
    /// go that name no region.
    private var otherPartition: String {
        guard ErrorKind.unknownKeys.contains(code), let here = Partition.containing(region)?.name else { return "" }
        return "; keys of another partition than '\(here)', that of '\(region)', "
            + "need AWS_REGION set to a region of theirs"
    }

    private static func lowercased(_ text: String) -> String {
        text.hasPrefix("AWS") ? text : text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// What a call is for, in words: `DescribeSpotFleetRequests` is "listing spot fleet requests".
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
