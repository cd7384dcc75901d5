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

    @Test func namesTheCallTheCodeAndTheNextStep() async {
        let error = await Rig([.ec2Error(403, "UnauthorizedOperation", "You are not authorized.")]).error()
        #expect(
            error?.description == """
                ec2 DescribeInstances in 'eu-west-1' was denied (UnauthorizedOperation): You are not authorized.
                hint: grant 'ec2:DescribeInstances' to the keys in use
                """)
        #expect(error?.requestID == "r-1")
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
