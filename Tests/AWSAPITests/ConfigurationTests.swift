// Files and variables as people have them, read by botocore and by us: the same key, token, region and roles, or a
// difference that docs/aws-configuration.md gives a reason for.
import Foundation
import Testing

@testable import AWSAPI

@Suite(.enabled(if: BotocoreOracle.isAvailable, "needs a Python with botocore"))
struct ConfigurationTests {
    @Test("each configuration of the table is read as botocore reads it, or differs as the table says")
    func table() async throws {
        let home = try KeyHome()
        let cases = try BotocoreOracle.configurations(below: home.path)
        #expect(cases.count > 240)
        #expect(Dictionary(grouping: cases) { $0.verdict ?? "" }.mapValues(\.count).count == 4)
        for one in cases {
            let own = await Player.outcome(one)
            switch one.verdict {
            case "same":
                #expect(Player.agree(own, one.botocore), "\(one.title ?? ""): \(own), botocore \(one.botocore)")
            case "read":
                #expect(one.botocore.key == nil, "\(one.title ?? ""): botocore reads it too: \(one.botocore)")
                let isOwn = own.key != nil && own.key == one.own?.key ?? own.key && own.token == one.own?.token
                #expect(isOwn, "\(one.title ?? ""): \(own)")
            case "told":
                let goesOn = one.botocore.key != nil || one.botocore.error == "LineBreak"
                #expect(goesOn && own.key == nil, "\(one.title ?? ""): \(own)")
                #expect(own.error?.contains("holds a") == true, "\(one.title ?? ""): \(own)")
            default:
                var expected = one.botocore
                expected.key = one.own?.key ?? expected.key
                expected.token = one.own?.token ?? expected.token
                expected.region = one.own?.region ?? expected.region
                #expect(!Player.agree(one.botocore, expected), "\(one.title ?? ""): no difference left")
                #expect(Player.agree(own, expected), "\(one.title ?? ""): \(own)")
            }
        }
    }

    @Test(
        "generated files are read as botocore reads them; where it gives up a file or takes a line break, we may read")
    func generated() async throws {
        let home = try KeyHome()
        let cases = try BotocoreOracle.configurations(count: 1_500, seed: 20_261_129, below: home.path)
        #expect(cases.filter { $0.botocore.key != nil }.count > 500)
        for one in cases where one.botocore.error != "ConfigParseError" && one.botocore.error != "LineBreak" {
            let own = await Player.outcome(one)
            #expect(Player.agree(own, one.botocore), "\(one.home): \(own), botocore \(one.botocore)")
        }
    }
}

/// Takes the keys of a configuration, with an STS and a portal that give them to anybody.
enum Player {
    typealias Outcome = BotocoreOracle.Played.Outcome

    static func outcome(_ one: BotocoreOracle.Played) async -> Outcome {
        let standing = ["HOME": one.home, "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true"]
        let environment = standing.merging(one.environment) { $1 }
        let givers = KeyGivers()
        do {
            let configuration = try SharedConfiguration.load(environment: environment)
            let name = SharedConfiguration.profileName(option: one.option, environment: environment)
            try configuration.check(profile: name)
            let region = configuration.region(profile: name, environment: environment)
            let chain = CredentialChain(
                configuration: configuration, environment: environment, transport: givers,
                endpoints: EndpointResolver(), region: "eu-west-1", clock: .told { Date() }, userAgent: "costguard/test"
            )
            let keys = try await chain.provider(option: one.option).credentials()
            return Outcome(key: keys.accessKeyID, token: keys.sessionToken, region: region, roles: givers.shown)
        } catch {
            return Outcome(error: "\(error)")
        }
    }

    /// Equal, or no keys for both: whoever has none has no region to compare.
    static func agree(_ left: Outcome, _ right: Outcome) -> Bool {
        guard left.key != nil || right.key != nil else { return left.error != nil && right.error != nil }
        return left.key == right.key && left.token == right.token && left.region == right.region
            && (left.roles ?? []) == (right.roles ?? [])
    }
}
