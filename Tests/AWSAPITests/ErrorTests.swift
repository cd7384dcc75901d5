// Errors in all the shapes that AWS and its imitations send, and what they mean.
import Foundation
import Testing

@testable import AWSAPI

@Suite struct ErrorTests {
    @Test(arguments: [
        "<Response><Errors><Error><Code>C</Code><Message>m</Message></Error></Errors>"
            + "<RequestID>r</RequestID></Response>",
        "<ErrorResponse><Error><Type>Sender</Type><Code>C</Code><Message>m</Message></Error><RequestId>r</RequestId>"
            + "</ErrorResponse>",
        "<ErrorResponse xmlns=\"x\"><Errors><Error><Code>C</Code><Message>m</Message></Error></Errors>"
            + "<RequestId>r</RequestId></ErrorResponse>",
    ])
    func readsEveryXMLShape(_ body: String) {
        let answer = ErrorAnswer(AWSReply(status: 400, body: Data(body.utf8)))
        #expect(answer?.code == "C")
        #expect(answer?.message == "m")
        #expect(answer?.requestID == "r")
    }

    @Test(arguments: [
        ("{\"__type\":\"com.amazon#C\",\"message\":\"m\"}", [:]), ("{\"__type\":\"C\",\"Message\":\"m\"}", [:]),
        ("{\"message\":\"m\"}", ["X-Amzn-ErrorType": "C:http://internal/"]),
        ("{\"__type\":\"ns#CException\",\"message\":\"m\"}", ["x-amzn-query-error": "C;Sender"]),
        ("{\"code\":\"C\",\"message\":\"m\"}", [:]),
    ])
    func readsEveryJSONShape(_ body: String, _ headers: [String: String]) {
        let reply = AWSReply(status: 400, headers: headers.map { AWSHeader($0, $1) }, body: Data(body.utf8))
        #expect(ErrorAnswer(reply)?.code == "C")
        #expect(ErrorAnswer(reply)?.message == "m")
    }

    @Test(
        "a hint names the permission as IAM calls it, and Cost Explorer that was never opened is no missing permission",
        arguments: [
            ("budgets", "DescribeBudgets", "no", "grant 'budgets:ViewBudget'"),
            ("budgets", "CreateBudget", "no", "grant 'budgets:ModifyBudget'"),
            ("ec2", "DescribeVolumes", "no", "grant 'ec2:DescribeVolumes'"),
            ("sts", "AssumeRole", "no", "see that the role trusts these keys"),
            ("ce", "GetCostAndUsage", "not authorized to perform: ce:GetCostAndUsage", "grant 'ce:GetCostAndUsage'"),
            ("ce", "GetCostAndUsage", "User not enabled for cost explorer access", "open Cost Explorer once"),
        ])
    func namesThePermission(_ service: String, _ operation: String, _ message: String, _ hint: String) {
        let error = AWSError(
            code: "AccessDeniedException", message: message, httpStatus: 400, service: service, operation: operation,
            region: "us-east-1", kind: .denied)
        #expect("\(error)".contains("hint: \(hint)"), "\(error)")
    }

    @Test(arguments: ["", "{}", "[]", "<html><body>Bad Gateway</body></html>", "<Response/>", "Service Unavailable"])
    func readsNoErrorOutOfOtherBodies(_ body: String) {
        #expect(ErrorAnswer(AWSReply(status: 500, body: Data(body.utf8))) == nil)
    }

    @Test func shortensWhatOnlyAWSCanReadAndWhatATerminalMustNotSee() {
        let message = "You are not authorized.\u{1B}[31m\n Encoded authorization failure message: AAAA"
        let body = try? JSONEncoder().encode(["__type": "UnauthorizedOperation", "message": message])
        let answer = ErrorAnswer(AWSReply(status: 403, body: body ?? Data()))
        #expect(answer?.message == "You are not authorized. [31m")
    }

    @Test(arguments: [
        ("UnauthorizedOperation", 403, "us-east-1", AWSError.Kind.denied), ("AccessDenied", 403, "us-east-1", .denied),
        ("AccessDeniedException", 400, "us-east-1", .denied), ("OptInRequired", 401, "us-east-1", .regionNotEnabled),
        ("AuthFailure", 401, "me-south-1", .regionNotEnabled), ("AuthFailure", 401, "us-east-1", .credentials),
        ("UnrecognizedClientException", 400, "af-south-1", .regionNotEnabled),
        ("InvalidClientTokenId", 403, "il-central-1", .regionNotEnabled),
        ("InvalidClientTokenId", 403, "eu-west-1", .credentials), ("ExpiredToken", 400, "eu-west-1", .credentials),
        ("ExpiredTokenException", 400, "eu-west-1", .credentials),
        ("SignatureDoesNotMatch", 403, "eu-west-1", .credentials), ("RequestTimeTooSkewed", 403, "eu-west-1", .clock),
        ("Throttling", 400, "eu-west-1", .throttled), ("ThrottlingException", 400, "eu-west-1", .throttled),
        ("RequestLimitExceeded", 503, "eu-west-1", .throttled), ("Whatever", 429, "eu-west-1", .throttled),
        ("DryRunOperation", 412, "eu-west-1", .dryRunPassed), ("InternalError", 500, "eu-west-1", .other),
        ("IncorrectInstanceState", 400, "eu-west-1", .other), ("AuthFailure", 401, "cn-north-1", .credentials),
    ])
    func classifies(_ code: String, _ status: Int, _ region: String, _ kind: AWSError.Kind) async {
        let answer = ScriptedTransport.Answer.ec2Error(status, code)
        let error = await Rig([answer], maxAttempts: 1).error(region: region)
        #expect(error?.kind == kind)
        #expect(error?.isDenied == (kind == .denied))
    }

    @Test func callsAnExplicitDenyDenied() async {
        let rig = Rig([.ec2Error(403, "AuthFailure", "with an explicit deny in a service control policy")])
        #expect(await rig.error()?.kind == .denied)
    }

    @Test func namesTheCallAndTheNextStepAndKeepsAWSsOwnWordsForThoseWhoAsk() async {
        let error = await Rig([.ec2Error(403, "UnauthorizedOperation", "You are not authorized.")]).error()
        #expect(
            error?.description == """
                Not allowed in eu-west-1: listing instances (ec2:DescribeInstances)
                hint: grant 'ec2:DescribeInstances' to the keys in use
                """)
        #expect(error?.requestID == "r-1")
        #expect(
            error?.detail == "ec2 DescribeInstances in eu-west-1: UnauthorizedOperation, HTTP 403, request r-1: "
                + "You are not authorized.")
    }

    private static let lab =
        "User: arn:aws:sts::111122223333:assumed-role/voclabs/user1=A_B is not authorized to perform: "
    private static let user = "User: arn:aws:iam::111122223333:user/x is not authorized to perform: "

    @Test(
        "who refuses is told in a few words, without AWS's sentence, and nobody is asked to grant what nobody can",
        arguments: [
            (
                "billing", "GetCredits", user + "billing:GetCredits because no identity-based policy allows it",
                "these keys may not do it", true
            ),
            (
                "billing", "GetCredits", lab + "billing:GetCredits because no identity-based policy allows it",
                "the lab does not allow it", false
            ),
            (
                "ec2", "StopInstances",
                lab
                    + "ec2:StopInstances with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/p1",
                "the lab forbids it", false
            ),
            (
                "ec2", "DescribeInstances",
                lab + "x with an explicit deny in an identity-based policy: arn:aws:iam::1:policy/voc-cancel-cred",
                "the lab's session has ended", false
            ),
            (
                "ec2", "DescribeInstances",
                user
                    + "x with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1",
                "the organization forbids it", false
            ),
            (
                "ec2", "DescribeInstances", user + "x with an explicit deny in a resource control policy",
                "the organization forbids it", false
            ),
            (
                "sns", "Publish", user + "SNS:Publish because no permissions boundary allows the SNS:Publish action",
                "the permissions boundary of these keys forbids it", false
            ),
            (
                "kms", "DescribeKey",
                user + "kms:DescribeKey because no session policy allows the kms:DescribeKey action",
                "the policy of this session does not allow it", false
            ),
            (
                "ec2", "DescribeImages", user + "x because no VPC endpoint policy allows the x action",
                "the policy of the VPC endpoint does not allow it", false
            ),
            ("ce", "GetCostAndUsage", user + "ce:GetCostAndUsage with an explicit deny", "a policy forbids it", false),
        ])
    func tellsWhoRefuses(
        _ service: String, _ operation: String, _ message: String, _ who: String, _ canBeGranted: Bool
    ) {
        let error = AWSError(
            code: "AccessDeniedException", message: message, httpStatus: 400, service: service, operation: operation,
            region: "us-east-1", kind: .denied)
        #expect(error.cause == "\(who) (AccessDeniedException)")
        #expect("\(error)".hasPrefix("Not allowed") && "\(error)".contains("(\(service):\(operation))"))
        #expect(!"\(error)".contains("arn:") && !"\(error)".contains("identity-based"))
        #expect("\(error)".contains("hint: grant") == canBeGranted)
        #expect("\(error)".contains(who) != canBeGranted)
        #expect(AWSError.saysLab(cause: error.cause) == message.contains("voc"))
    }

    @Test(
        "what a call is for is told in words, whatever the call",
        arguments: [
            ("ec2", "DescribeSpotFleetRequests", "listing spot fleet requests"),
            ("billing", "GetCredits", "reading credits"),
            ("ec2", "DescribeVPCEndpoints", "listing VPC endpoints"), ("ec2", "StopInstances", "stopping instances"),
            ("sns", "Publish", "sending mail"), ("ec2", "Frobnicate", "Frobnicate"), ("ec2", "", ""),
        ])
    func tellsWhatACallIsFor(_ service: String, _ operation: String, _ words: String) {
        #expect(CallText.activity(service: service, operation: operation) == words)
    }

    @Test(
        "keys that AWS does not take are told in words, and a gap knows them again",
        arguments: [
            ("ExpiredToken", "The keys have ended"), ("ExpiredTokenException", "The keys have ended"),
            ("RequestExpired", "The keys have ended"), ("InvalidClientTokenId", "AWS does not know these keys"),
            ("UnrecognizedClientException", "AWS does not know these keys"),
            ("AuthFailure", "AWS does not know these keys"),
        ])
    func tellsOfKeys(_ code: String, _ words: String) {
        let error = AWSError(
            code: code, message: "The security token included in the request is expired", httpStatus: 403,
            service: "sts", operation: "GetCallerIdentity", region: "eu-west-1", kind: .credentials)
        #expect("\(error)".hasPrefix(words) && !"\(error)".contains("security token"))
        #expect(AWSError.saysKeys(cause: error.cause))
        #expect(error.saysKeysEnded != error.saysKeysUnknown)
    }
}

@Suite struct RetryPolicyTests {
    @Test(arguments: [
        (RetryPolicy.Failure.throttled, 1, 1.0, nil as Int?, Duration.seconds(1)),
        (.throttled, 3, 1.0, nil, .seconds(4)),
        (.throttled, 4, 0.5, nil, .seconds(4)), (.transient, 1, 1.0, nil, .milliseconds(50)),
        (.transient, 4, 1.0, nil, .milliseconds(400)), (.transient, 1, 0.0, nil, .zero),
        (.transient, 1, 1.0, 1_000, .milliseconds(1_000)), (.transient, 1, 1.0, 60_000, .milliseconds(5_050)),
        (.throttled, 2, 1.0, 10, .seconds(2)), (.unreadable, 1, 1.0, nil, .milliseconds(50)),
        (.transient, 1, 7.0, nil, .milliseconds(50)),
    ])
    func waits(_ failure: RetryPolicy.Failure, _ attempt: Int, _ random: Double, _ after: Int?, _ wait: Duration) {
        let policy = RetryPolicy(maxAttempts: 5)
        let retryAfter = after.map { Duration.milliseconds($0) }
        #expect(policy.delay(after: failure, attempt: attempt, random: random, retryAfter: retryAfter) == wait)
    }

    @Test func neverWaitsLongerThanTwentySeconds() {
        let policy = RetryPolicy(maxAttempts: 100)
        for attempt in 5..<100 {
            #expect(policy.delay(after: .throttled, attempt: attempt, random: 1)! <= .seconds(20))
        }
        #expect(policy.delay(after: .throttled, attempt: 9, random: 1) == .seconds(20))
    }

    @Test(arguments: [
        (RetryPolicy.Failure.throttled, 5, 5), (.transient, 5, 5), (.unreadable, 2, 5), (.permanent, 1, 5),
        (.throttled, 1, 1),
    ])
    func givesUp(_ failure: RetryPolicy.Failure, _ attempt: Int, _ maxAttempts: Int) {
        #expect(RetryPolicy(maxAttempts: maxAttempts).delay(after: failure, attempt: attempt, random: 1) == nil)
    }

    @Test func paysForRetriesAndEarnsThemBack() {
        var quota = RetryQuota()
        #expect(quota.take(for: .throttled) == 5)
        #expect(quota.take(for: .transient) == 14)
        #expect(quota.available == 481)
        quota.succeeded(lastPrice: 14)
        quota.succeeded(lastPrice: nil)
        #expect(quota.available == 496)
        for _ in 0..<100 { quota.succeeded(lastPrice: 14) }
        #expect(quota.available == RetryQuota.capacity)
        for _ in 0..<35 { _ = quota.take(for: .transient) }
        #expect(quota.available == 10)
        #expect(quota.take(for: .transient) == nil)
        #expect(quota.take(for: .throttled) == 5)
    }
}
