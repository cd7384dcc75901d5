// Files and keys: shared configuration, price lists, rules, tags, topics, and what services of keys answer.

import AWSAPI
import CostModel
import Foundation
import Notifying
import RuleEngine

extension FuzzTarget {
    static func textTargets(_ files: [String: String]) -> [FuzzTarget] {
        func texts(_ end: String) -> [[UInt8]] {
            files.filter { $0.key.hasSuffix(end) }.sorted { $0.key < $1.key }.map { Array($0.value.utf8) }
        }
        let shared = FuzzTarget("shared configuration", [Array(configuration.utf8)]) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let read = try? SharedConfiguration(configText: text, credentialsText: text) else { return }
            for name in read.profileNames.prefix(8) {
                _ = try? chain(read, FixedTransport(AWSReply(status: 500))).provider(option: name)
            }
        }
        let prices = FuzzTarget("price list", texts(".csv").map { Array($0.prefix(2000)) }) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? PriceList(date: "2026-07-20", types: text, factors: "", storage: "")
            _ = try? PriceList(date: "2026-07-20", types: "", factors: text, storage: "")
            _ = try? PriceList(date: "2026-07-20", types: "", factors: "", storage: text)
        }
        let rules = FuzzTarget("rule file", texts(".yaml")) { bytes in
            _ = try? RuleSet.load([RuleFile(origin: "f.yaml", text: String(decoding: bytes, as: UTF8.self))])
        }
        let tags = FuzzTarget(
            "tags", [#"{"Name":"a","percent_complete":"63 %","k":"\u00e9\"\\"}"#, "{}"].map { Array($0.utf8) }
        ) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? TagJSON.read(text)
            _ = (try? TagJSON.value(of: "percent_complete", in: text)).flatMap(\.self).flatMap(TagNumber.read)
            _ = TagNumber.read(text)
        }
        let topics = FuzzTarget("topic", [Array("arn:aws:sns:us-east-1:123456789012:costguard".utf8)]) { bytes in
            let client = AWSClient.over(FixedTransport(AWSReply(status: 500)), at: RecordedAnswers.now)
            _ = try? SNSNotifier(client: client, topic: String(decoding: bytes, as: UTF8.self))
        }
        return [shared, prices, rules, tags, topics]
    }

    private static let configuration = """
        [default]
        region = eu-west-1
        [profile class]
        role_arn = arn:aws:iam::123456789012:role/costguard
        source_profile = base
        duration_seconds = 3600
        mfa_serial = arn:aws:iam::123456789012:mfa/me
        [profile base]
        aws_access_key_id = AKIDEXAMPLE
        aws_secret_access_key = secret # not a comment of ours
        [profile sso]
        sso_session = s
        sso_account_id = 123456789012
        sso_role_name = Read
        [sso-session s]
        sso_start_url = https://example.awsapps.com/start
        sso_region = eu-west-1
        [profile process]
        credential_process = "/bin/a b" --c 'd e'
        s3 =
          max_concurrent_requests = 20
        """

    private static func chain(_ configuration: SharedConfiguration, _ transport: any Transport) -> CredentialChain {
        CredentialChain(
            configuration: configuration,
            environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/keys", "HOME": "/nowhere"],
            transport: transport, endpoints: EndpointResolver(), region: "eu-west-1",
            clock: { RecordedAnswers.now }, userAgent: "costguard-proof",
            // The bound of an exchange never comes first; a wait before another attempt, which is short, is none.
            sleep: { if $0 >= .seconds(2) { try await Task.sleep(for: .seconds(3600)) } })
    }

    /// The answers of the container's service, and of STS for a token of another identity provider.
    static let keyTargets: [FuzzTarget] = [
        FuzzTarget(
            "container keys",
            [
                #"{"AccessKeyId":"ASIA1","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-21T00:00:00Z"}"#,
                #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"m"}"#,
            ].map { Array($0.utf8) }
        ) { bytes in
            guard let nothing = try? SharedConfiguration(configText: "") else { return }
            let transport = FixedTransport(AWSReply(status: 200, body: Data(bytes)))
            _ = try? await chain(nothing, transport).provider(option: nil).credentials()
        },
        FuzzTarget(
            "role keys",
            [
                """
                <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>\
                <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                <Expiration>2026-11-21T00:00:00.000Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
                """
            ].map { Array($0.utf8) }
        ) { bytes in
            guard let read = try? SharedConfiguration(configText: configuration.replacing("mfa_serial", with: "x"))
            else { return }
            let transport = FixedTransport(AWSReply(status: 200, body: Data(bytes)))
            _ = try? await chain(read, transport).provider(option: "class").credentials()
        },
    ]
}
