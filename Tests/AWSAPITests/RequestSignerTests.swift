// The signer against signatures that AWS published and that botocore makes.
import Foundation
import Testing

@testable import AWSAPI

private let keys = Credentials(
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
private let vectorDate = Date(timeIntervalSince1970: 1_440_938_160)  // 2015-08-30 12:36:00 UTC

/// One published case: awslabs/aws-c-auth, tests/aws-signing-test-suite/v4, `header-signed-request.txt`.
struct SigningVector: Sendable, CustomTestStringConvertible {
    let name: String
    var method = "GET"
    var target = "/"
    var headers: [AWSHeader] = []
    var body = ""
    var token: String?
    let signature: String

    var testDescription: String { name }

    static let published: [SigningVector] = [
        SigningVector(
            name: "get-vanilla", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SigningVector(
            name: "get-vanilla-query-order-key-case", target: "/?Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        SigningVector(
            name: "get-vanilla-query-order-encoded", target: "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
            signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
        SigningVector(
            name: "get-vanilla-empty-query-key", target: "/?Param1=value1",
            signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        SigningVector(
            name: "get-vanilla-utf8-query", target: "/?ሴ=bar",
            signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
        SigningVector(
            name: "get-vanilla-query-unreserved",
            target: "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                + "=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        SigningVector(
            name: "get-utf8", target: "/ሴ",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        SigningVector(
            name: "get-unreserved", target: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        SigningVector(
            name: "get-space-normalized", target: "/example space/",
            signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        SigningVector(
            name: "get-slashes-normalized", target: "//example//",
            signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        SigningVector(
            name: "get-relative-relative-normalized", target: "/example1/example2/../..",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        SigningVector(
            name: "get-header-value-trim",
            headers: [AWSHeader("My-Header1", " value1"), AWSHeader("My-Header2", " \"a   b   c\"")],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        SigningVector(
            name: "get-header-key-duplicate",
            headers: ["value2", "value2", "value1"].map { AWSHeader("My-Header1", $0) },
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
        SigningVector(
            name: "get-header-value-order",
            headers: ["value4", "value1", "value3", "value2"].map { AWSHeader("My-Header1", $0) },
            signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"),
        SigningVector(
            name: "get-vanilla-with-session-token",
            token: "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
            signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"),
        SigningVector(
            name: "post-vanilla", method: "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        SigningVector(
            name: "post-vanilla-query", method: "POST", target: "/?Param1=value1",
            signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"),
        SigningVector(
            name: "post-header-key-sort", method: "POST", headers: [AWSHeader("My-Header1", "value1")],
            signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
        SigningVector(
            name: "post-x-www-form-urlencoded", method: "POST",
            headers: [
                AWSHeader("Content-Type", "application/x-www-form-urlencoded"), AWSHeader("Content-Length", "13"),
                AWSHeader(
                    "x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"),
            ], body: "Param1=value1", signature: "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"),
    ]
}

@Suite struct RequestSignerTests {
    @Test(arguments: SigningVector.published)
    func signsAsAWSPublished(_ vector: SigningVector) {
        let request = AWSRequest(
            method: vector.method, url: "https://example.amazonaws.com\(vector.target)", headers: vector.headers,
            body: Data(vector.body.utf8))
        let signer = RequestSigner(region: "us-east-1", service: "service")
        let own = Credentials(
            accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey, sessionToken: vector.token)
        let signed = signer.sign(request, with: own, at: vectorDate)
        #expect(signed.headers.last?.value.hasSuffix("Signature=\(vector.signature)") == true)
    }

    @Test func leavesHeadersThatProxiesChangeOutOfTheSignature() throws {
        let request = AWSRequest(url: "https://example.amazonaws.com/", headers: [AWSHeader("User-Agent", "x")])
        let signed = RequestSigner(region: "us-east-1", service: "ec2").sign(request, with: keys, at: vectorDate)
        #expect(try #require(signed.headers.last).value.contains("SignedHeaders=host;x-amz-date,"))
    }

    @Test(.enabled(if: BotocoreOracle.isAvailable, "botocore is not importable: \(BotocoreOracle.python)"))
    func signsFiveHundredRandomRequestsAsBotocoreDoes() throws {
        let lines = try BotocoreOracle.sign(count: 500, seed: 20_261_120)
        #expect(lines.count == 500)
        let date = Date(timeIntervalSince1970: 1_795_162_805)  // 2026-11-20 08:20:05 UTC
        for line in lines {
            let request = AWSRequest(
                method: line.method, url: line.url, headers: line.headers.map { AWSHeader($0[0], $0[1]) },
                body: Data(line.body.utf8))
            let own = Credentials(
                accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey, sessionToken: line.token)
            let signed = RequestSigner(region: line.region, service: line.service).sign(request, with: own, at: date)
            #expect(signed.headers.last?.value == line.authorization, "\(line.method) \(line.url)")
        }
    }
}

struct ObjectSignatureTests {
    private static let published = Credentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    private static let date = Date(timeIntervalSince1970: 1_369_353_600)  // 2013-05-24 00:00:00 UTC

    private static func signature(_ request: AWSRequest) -> String? {
        RequestSigner(region: "us-east-1", service: "s3").sign(request, with: published, at: date).headers
            .first { $0.name == "Authorization" }?.value.split(separator: "=").last.map(String.init)
    }

    // Source: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Example: GET Object", "PUT Object".
    @Test func `objects are signed as S3's pages show it`() {
        let get = AWSRequest(
            method: "GET", url: "https://examplebucket.s3.amazonaws.com/test.txt",
            headers: [AWSHeader("Range", "bytes=0-9")])
        #expect(Self.signature(get) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        let put = AWSRequest(
            method: "PUT", url: "https://examplebucket.s3.amazonaws.com/test%24file.text",
            headers: [
                AWSHeader("Date", "Fri, 24 May 2013 00:00:00 GMT"),
                AWSHeader("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ], body: Data("Welcome to Amazon S3.".utf8))
        #expect(Self.signature(put) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test func `the body's digest stands in a header`() {
        let signed = RequestSigner(region: "us-east-1", service: "s3")
            .sign(AWSRequest(method: "GET", url: "https://s3.us-east-1.amazonaws.com/b/k"), with: keys, at: vectorDate)
        let digest = signed.headers.first { $0.name == "X-Amz-Content-Sha256" }?.value
        #expect(digest == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
}
