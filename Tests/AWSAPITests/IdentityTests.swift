// Whose keys these are, and whether they are of the AWS world that the region is in.
import Testing

@testable import AWSAPI

@Suite struct IdentityTests {
    private func identity(_ arn: String) -> ScriptedTransport.Answer {
        .answer(
            200,
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>\(arn)</Arn><Account>123456789012</Account>"
                + "</GetCallerIdentityResult></GetCallerIdentityResponse>")
    }

    private func failure(_ answer: ScriptedTransport.Answer, region: String) async -> String? {
        do {
            _ = try await Rig([answer]).client.callerAccount(region: region)
            return nil
        } catch { return "\(error)" }
    }

    @Test(
        "keys of the region's own world tell their account",
        arguments: [
            ("arn:aws:iam::123456789012:user/a", "eu-west-1"), ("arn:aws-cn:iam::123456789012:user/a", "cn-north-1"),
            ("arn:aws-us-gov:sts::123456789012:assumed-role/a/b", "us-gov-west-1"), ("", "us-east-1"),
            ("no ARN", "us-east-1"),
        ])
    func sameWorld(_ arn: String, _ region: String) async throws {
        #expect(try await Rig([identity(arn)]).client.callerAccount(region: region) == "123456789012")
    }

    @Test("keys of another world than the region's are refused, and both are named")
    func anotherWorld() async {
        let error = await failure(identity("arn:aws-cn:iam::123456789012:user/a"), region: "us-east-1")
        #expect(
            error == """
                The keys do not belong to the region: got keys of the partition 'aws-cn', expected those of 'aws', in \
                which 'us-east-1' is
                hint: set AWS_REGION, or the region of the profile, to one of 'aws-cn' such as 'cn-northwest-1'
                """)
    }

    @Test("keys that a region does not know may be of another world: the hint names the region's")
    func unknownKeys() async {
        let error = await failure(.ec2Error(403, "InvalidClientTokenId"), region: "us-east-1")
        #expect(
            error?.hasSuffix(
                """
                hint: log in again, or put new keys where these are from; keys of another partition than 'aws', that \
                of 'us-east-1', need AWS_REGION set to a region of theirs
                """) == true)
    }

    @Test("keys that have ended are of no other world")
    func endedKeys() async {
        let error = await failure(.ec2Error(403, "ExpiredToken"), region: "us-east-1")
        #expect(error?.contains("partition") == false)
    }
}
