// Errors and pages as real services send them: a header alone, a fault that AWS calls its own at 400, tokens of any bytes.

import Foundation
import Testing

@testable import AWSAPI

@Suite struct RealErrorTests {
    @Test(
        "the error's type may stand in a header alone",
        arguments: [
            ("{}", "AccessDeniedException"), ("", "AccessDeniedException:http://internal.amazon.com/coral/"),
            (#"{"Message":null}"#, "aws.api#AccessDeniedException"), (#"{"message":""}"#, "AccessDeniedException"),
        ])
    func headerAlone(body: String, type: String) {
        let reply = AWSReply(status: 400, headers: [AWSHeader("x-amzn-errortype", type)], body: Data(body.utf8))
        let answer = ErrorAnswer(reply)
        #expect(answer?.code == "AccessDeniedException" && answer?.message == "")
    }

    @Test("a fault that AWS calls its own is tried again, also at 400 and without a message")
    func internalError() async throws {
        let rig = Rig([.answer(400, #"{"__type":"InternalError"}"#), .answer(200, "{}")])
        _ = try await rig.client.json(.costExplorer, "GetCostAndUsage", body: Data(), region: "us-east-1")
        #expect(rig.transport.requests.count == 2)
    }

    @Test("an error of the caller's at 400 without a message is told by its code, once")
    func ownFault() async {
        let rig = Rig([.answer(400, #"{"__type":"ValidationException"}"#)])
        let error = await #expect(throws: AWSError.self) {
            _ = try await rig.client.json(.costExplorer, "GetCostAndUsage", body: Data(), region: "us-east-1")
        }
        #expect(error?.code == "ValidationException" && error?.message == "")
    }

    @Test(
        "a token is sent back byte for byte, whatever stands in it",
        arguments: [
            ("a/+=", "a%2F%2B%3D"), ("AAMA-EFRSURB/x+y==", "AAMA-EFRSURB%2Fx%2By%3D%3D"), ("a%2Fb", "a%252Fb"),
            ("a b&amp;c", "a+b%26c"),
        ])
    func tokens(token: String, sent: String) async throws {
        let rig = Rig([
            .answer(200, "<R><set/><nextToken>\(token)</nextToken></R>"), .answer(200, "<R><set/><nextToken/></R>"),
        ])
        let pages = rig.client.pages(.ec2, "DescribeVolumes", region: "eu-west-1")
        #expect(try await pages.reduce(0) { sum, _ in sum + 1 } == 2)
        #expect(rig.transport.requests.last?.text.hasSuffix("NextToken=\(sent)") == true)
    }
}
