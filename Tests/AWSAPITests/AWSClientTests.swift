// One call through the whole client, with the network scripted.
import CostModel
import Foundation
import Testing

@testable import AWSAPI

@Suite struct AWSClientTests {
    @Test func sendsASignedFormAndReadsTheRoot() async throws {
        let rig = Rig([.ok])
        let root = try await rig.client.query(.ec2, "DescribeInstances", ["MaxResults": "1000"], region: "eu-west-1")
        #expect(root.text("a") == "1")
        let request = try #require(rig.transport.requests.first)
        #expect(request.url == "https://ec2.eu-west-1.amazonaws.com/")
        #expect(request.text == "Action=DescribeInstances&Version=2016-11-15&MaxResults=1000")
        #expect(request.header("Authorization")?.contains("/20261120/eu-west-1/ec2/aws4_request") == true)
        #expect(request.header("User-Agent") == "costguard/test")
        #expect(request.header("X-Amz-Security-Token") == "plantedToken+0123456789")
    }

    @Test func sendsJSONToTheGlobalRegionFromAnywhere() async throws {
        let rig = Rig([.answer(200, "{\"ResultsByTime\":[]}")])
        let body = try await rig.client.json(.costExplorer, "GetCostAndUsage", body: Data(), region: "eu-west-1")
        #expect(String(decoding: body, as: UTF8.self) == "{\"ResultsByTime\":[]}")
        let request = try #require(rig.transport.requests.first)
        #expect(request.url == "https://ce.us-east-1.amazonaws.com/")
        #expect(request.header("X-Amz-Target") == "AWSInsightsIndexService.GetCostAndUsage")
        #expect(request.header("Content-Type") == "application/x-amz-json-1.1")
        #expect(request.header("Authorization")?.contains("/us-east-1/ce/") == true)
        #expect(request.text == "{}")
    }

    @Test func retriesThrottlingThenSucceedsAndCountsEveryAttempt() async throws {
        let rig = Rig([.ec2Error(503, "RequestLimitExceeded"), .ec2Error(503, "RequestLimitExceeded"), .ok])
        _ = try await rig.client.query(.ec2, "DescribeInstances", region: "eu-west-1")
        #expect(rig.waits.all == [.milliseconds(500), .seconds(1)])
        #expect(rig.client.callCount(.ec2, "DescribeInstances") == 3)
        #expect(rig.client.callCounts == [AWSCall(service: "ec2", operation: "DescribeInstances"): 3])
    }

    @Test func givesUpAfterFiveAttempts() async {
        let rig = Rig(Array(repeating: .ec2Error(503, "RequestLimitExceeded"), count: 5))
        let error = await rig.error()
        #expect(error?.kind == .throttled)
        #expect(rig.waits.all.count == 4)
    }

    /// Errors of each protocol that end midway, with a length that says that this is all.
    static let cutErrors = [
        "{\"__type\":\"ResourceNotFoundExc", "{", " {\"message\":\"m\",", "<Resp",
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Mess",
        "<?xml version=\"1.0\"?>\n<ErrorResponse><Error><Code>AccessDenied</Code></Error>",
    ]

    @Test("an error that is cut is asked for once more", arguments: cutErrors)
    func asksAgainForACutError(_ body: String) async {
        let rig = Rig([.answer(400, body), .ec2Error(403, "UnauthorizedOperation")])
        #expect(await rig.error()?.kind == .denied)
        #expect(rig.transport.requests.count == 2)
    }

    @Test("an error that stays cut is asked for twice, and is said to be cut", arguments: cutErrors)
    func givesUpOnACutError(_ body: String) async {
        let rig = Rig([.answer(400, body), .answer(400, body)])
        let error = await rig.error()
        #expect(error?.kind == .unreadable && error?.code == "HTTP400")
        #expect(error?.message.contains("bytes, cut short, expected an error of AWS") == true)
    }

    @Test(
        "an answer that is whole, and no error of AWS, is not asked for again",
        arguments: ["", "{}", "[", "<Response/>", "<html><body>Forbidden", "<!DOCTYPE html><br>", "Forbidden"])
    func asksOnceForAnotherPage(_ body: String) async {
        #expect(await Rig([.answer(403, body)]).error()?.code == "HTTP403")
    }

    @Test("a write whose refusal is cut is not repeated")
    func cutRefusalOfAWrite() async {
        #expect(await Rig([.answer(400, "<Resp")]).error("StopInstances", retries: false)?.kind == .unreadable)
    }

    @Test func attemptsAWriteOnce() async {
        let rig = Rig([.ec2Error(503, "RequestLimitExceeded")])
        #expect(await rig.error("StopInstances", retries: false)?.kind == .throttled)
        #expect(rig.waits.all.isEmpty)
    }

    @Test func waitsAsLongAsTheAnswerAsks() async {
        let rig = Rig([.ec2Error(503, "Unavailable", "m", ["x-amz-retry-after": "1500"]), .ok])
        #expect(await rig.error() == nil)
        #expect(rig.waits.all == [.milliseconds(1500)])
    }

    @Test func retriesABrokenConnectionButNotAnUntrustedOne() async {
        let broken = Rig([.failure(TransportError(kind: .interrupted, message: "cut")), .ok])
        #expect(await broken.error() == nil)
        let untrusted = Rig([.failure(TransportError(kind: .untrusted, message: "certificate"))])
        let error = await untrusted.error()
        #expect(error?.kind == .network)
        #expect(error?.code == "CertificateNotTrusted")
    }

    @Test func triesAnHTMLFailureTwiceOnly() async {
        let page = ScriptedTransport.Answer.answer(
            500, "<!doctype html><title>500</title>", ["Content-Type": "text/html"])
        let rig = Rig([page, page])
        let error = await rig.error()
        #expect(error?.kind == .unreadable)
        #expect(error?.code == "HTTP500")
    }

    @Test func triesACutAnswerTwiceOnly() async {
        let cut = ScriptedTransport.Answer.answer(200, "<R><a>1</a>")
        #expect(await Rig([cut, cut]).error()?.code == "UnreadableAnswer")
    }

    @Test func readsNoAnswerOutOfARedirect() async {
        #expect(await Rig([.answer(301, "", ["Location": "https://elsewhere/"])]).error()?.kind == .unreadable)
    }

    @Test func refusesJSONThatNestsTooDeepOrIsNone() async {
        for body in [String(repeating: "[", count: 65) + String(repeating: "]", count: 65), "{", "<html>"] {
            let rig = Rig([.answer(200, body), .answer(200, body)])
            await #expect(throws: AWSError.self, "\(body)") {
                try await rig.client.json(.cloudWatch, "GetMetricData", body: Data(), region: "us-east-1")
            }
        }
    }

    @Test func stopsRetryingARegionWhoseQuotaIsUsedUp() async {
        let rig = Rig(Array(repeating: .ec2Error(503, "RequestLimitExceeded"), count: 101), maxAttempts: 1_000)
        _ = await rig.error()
        // 500 / 5 retries behind the first attempt; another region still has its own.
        #expect(rig.client.callCount == 101)
    }

    /// Answers nothing for two minutes, each time.
    private struct Drip: Transport {
        let time: SleepClock

        func send(_ request: AWSRequest) async throws -> AWSReply {
            try await time.sleep(.seconds(120))
            throw TransportError(kind: .timeout, message: "Operation timed out with 300 of 5000 bytes received")
        }
    }

    @Test func triesNoMoreWhenTheAttemptsHaveTakenMinutes() async {
        let time = SleepClock()
        let client = AWSClient(
            transport: Drip(time: time), credentials: StaticCredentials(Rig.plantedKeys, source: "test"),
            endpoints: EndpointResolver(), clock: AWSClock { Rig.now }, uptime: time.now, sleep: time.sleep,
            userAgent: "test")
        let error = await #expect(throws: AWSError.self) {
            try await client.query(.ec2, "DescribeImages", region: "eu-west-1")
        }
        #expect(error?.code == "Timeout" && error?.message.contains("300 of 5000 bytes") == true)
        #expect(client.callCount == 2)
        #expect(time.elapsed < 300)
    }

    @Test func saysWhatCameInsteadOfAnAnswer() async {
        let page = ScriptedTransport.Answer.answer(200, "<!doctype html><br>", ["Content-Type": "text/html"])
        let error = await Rig([page, page]).error()
        #expect(error?.kind == .unreadable)
        #expect(error?.message.hasSuffix("got 19 bytes of type 'text/html'") == true, "\(error?.message ?? "")")
    }

    @Test func isCancelledBetweenAttempts() async {
        let rig = Rig([])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await rig.client.query(.ec2, "DescribeInstances", region: "eu-west-1")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func showsNoSecretInAnyErrorEvenWhenAWSQuotesOne() async {
        let keys = Rig.plantedKeys
        let quoted = "bad \(keys.sessionToken ?? "") and \(keys.secretAccessKey) The Canonical String was x"
        let rig = Rig([.ec2Error(403, "SignatureDoesNotMatch", quoted)])
        let text = await rig.error().map { "\($0)" + String(reflecting: $0) } ?? ""
        #expect(text.contains("SignatureDoesNotMatch"))
        for secret in [keys.secretAccessKey, keys.sessionToken ?? "", "Canonical"] { #expect(!text.contains(secret)) }
        #expect(!"\(keys) \(String(reflecting: keys)) \([keys])".contains("planted"))
    }
}

@Suite struct ClockTests {
    static let serverDate = "Fri, 20 Nov 2026 09:20:05 GMT"  // an hour ahead of the rig

    @Test(arguments: [
        ("RequestTimeTooSkewed", "m"), ("RequestExpired", "Request has expired."),
        ("SignatureDoesNotMatch", "Signature expired: 20261120T082005Z is now earlier than 20261120T091505Z"),
        ("InvalidSignatureException", "Signature not yet current: 20261120T082005Z"),
    ])
    func takesTheTimeFromAWSOnceAndKeepsIt(_ code: String, _ message: String) async throws {
        let rig = Rig([.ec2Error(400, code, message, ["Date": Self.serverDate]), .ok, .ok])
        _ = try await rig.client.query(.ec2, "StopInstances", region: "eu-west-1", retries: false)
        _ = try await rig.client.query(.ec2, "DescribeInstances", region: "eu-west-1")
        let dates = rig.transport.requests.map { $0.header("X-Amz-Date") }
        #expect(dates == ["20261120T082005Z", "20261120T092005Z", "20261120T092005Z"])
        #expect(rig.waits.all.isEmpty)
    }

    @Test func callsARequestThatExpiredUnderARightClockAMatterOfKeys() async {
        let rig = Rig([.ec2Error(400, "RequestExpired", "m", ["Date": "Fri, 20 Nov 2026 08:20:10 GMT"])])
        #expect(await rig.error()?.kind == .credentials)
    }

    @Test func correctsOnlyOnce() async {
        let skewed = ScriptedTransport.Answer.ec2Error(400, "RequestTimeTooSkewed", "m", ["Date": Self.serverDate])
        let later = ScriptedTransport.Answer.ec2Error(
            400, "RequestTimeTooSkewed", "m", ["Date": "Fri, 20 Nov 2026 11:20:05 GMT"])
        #expect(await Rig([skewed, later]).error()?.kind == .clock)
    }

    @Test(arguments: [
        ("Fri, 20 Nov 2026 08:20:05 GMT", 1_795_162_805.0), ("Thu, 01 Jan 2026 00:00:00 GMT", 1_767_225_600.0),
    ])
    func readsTheDateHeader(_ text: String, _ seconds: Double) {
        #expect(UTCTime.http(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: ["", "Fri, 20 Nov 2026", "Friday, 20-Nov-26 08:20:05 GMT", "Fri, 20 Nox 2026 08:20:05 GMT"])
    func readsNoDateOutOfOtherShapes(_ text: String) {
        #expect(UTCTime.http(text) == nil)
    }
}

@Suite struct PagesTests {
    private func page(_ token: String) -> ScriptedTransport.Answer {
        .answer(200, "<R><Result><NextToken>\(token)</NextToken></Result></R>")
    }

    private func count(_ rig: Rig) async throws -> Int {
        let pages = rig.client.pages(
            .autoScaling, "DescribeLaunchConfigurations", region: "eu-west-1", tokenElement: "Result/NextToken")
        return try await pages.reduce(0) { sum, _ in sum + 1 }
    }

    @Test func readsUntilAnEmptyToken() async throws {
        let rig = Rig([page("t1"), page("t2"), page("")])
        #expect(try await count(rig) == 3)
        #expect(rig.transport.requests.map { $0.text.contains("NextToken=t2") } == [false, false, true])
    }

    @Test func readsUntilAnAbsentToken() async throws {
        #expect(try await count(Rig([.ok])) == 1)
    }

    @Test func asksForThePageThatFailedAlone() async throws {
        let rig = Rig([
            page("t1"), .ec2Error(503, "RequestLimitExceeded"), page("t2"), .answer(200, "<R><cut>"), page(""),
        ])
        #expect(try await count(rig) == 3)
        let tokens = rig.transport.requests.map { $0.text.components(separatedBy: "NextToken=").last?.prefix(2) }
        #expect(tokens == ["Ac", "t1", "t1", "t2", "t2"])
    }

    @Test func refusesATokenSeenBefore() async {
        let rig = Rig([page("t1"), page("t2"), page("t1")])
        let error = await #expect(throws: AWSError.self) { _ = try await count(rig) }
        #expect(error?.code == "RepeatedToken")
    }
}
