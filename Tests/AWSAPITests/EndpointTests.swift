// Where calls go, what overrides it, and what is refused before keys could leave.
import Testing

@testable import AWSAPI

@Suite struct EndpointTests {
    @Test(arguments: [
        (AWSService.ec2, "eu-west-1", "https://ec2.eu-west-1.amazonaws.com", "eu-west-1"),
        (.cloudWatch, "us-east-1", "https://monitoring.us-east-1.amazonaws.com", "us-east-1"),
        (.ec2, "cn-north-1", "https://ec2.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        (.sts, "us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        (.costExplorer, "ap-southeast-2", "https://ce.us-east-1.amazonaws.com", "us-east-1"),
        (.freeTier, "eu-west-1", "https://freetier.us-east-1.api.aws", "us-east-1"),
        (.billing, "us-east-1", "https://billing.us-east-1.api.aws", "us-east-1"),
        (.budgets, "eu-west-1", "https://budgets.amazonaws.com", "us-east-1"),
        (.costExplorer, "cn-north-1", "https://ce.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        (.autoScaling, "mx-central-1", "https://autoscaling.mx-central-1.amazonaws.com", "mx-central-1"),
        // Of a prefix that nobody knows yet.
        (.ec2, "xa-central-1", "https://ec2.xa-central-1.amazonaws.com", "xa-central-1"),
        (.budgets, "nz-south-12", "https://budgets.amazonaws.com", "us-east-1"),
        (.sts, "eusc-fr-east-1", "https://sts.eusc-fr-east-1.amazonaws.com", "eusc-fr-east-1"),
    ])
    func findsTheHost(_ service: AWSService, _ region: String, _ url: String, _ signingRegion: String) throws {
        let endpoint = try EndpointResolver().endpoint(for: service, region: region)
        #expect(endpoint.url == url)
        #expect(endpoint.signingRegion == signingRegion)
    }

    @Test(arguments: [
        "", "us", "useast1", "us-east", "us-east-1.evil.com", "us-east-1/", "us-east-1@evil", "us--1", "-east-1",
        "US-EAST-1", "us-east-1\n", "us-east-¹", "us-éast-1", "xa-central-123", "xa-central-", "xa-central-1-",
        "localhost",
        "xa-central-one", "xa_central-1", "169-254-1",
        String(repeating: "us-east-1", count: 9),
    ])
    func refusesWhatIsNoRegion(_ region: String) {
        #expect(throws: EndpointError.self) { try EndpointResolver().endpoint(for: .ec2, region: region) }
    }

    @Test func obeysTheMostParticularOverride() throws {
        func url(_ option: String?, _ environment: [String: String], _ profile: String? = "https://p") throws -> String
        {
            let ignores = SharedConfiguration(configText: "").ignoresEndpoints(profile: "p", environment: environment)
            let resolver = EndpointResolver(option: option, environment: environment, ignoresConfigured: ignores) { _ in
                profile
            }
            return try resolver.endpoint(for: .autoScaling, region: "eu-west-1").url
        }
        let both = ["AWS_ENDPOINT_URL": "https://all", "AWS_ENDPOINT_URL_AUTO_SCALING": "https://one"]
        #expect(try url("https://option/", both) == "https://option")
        #expect(try url(nil, both) == "https://one")
        #expect(try url(nil, ["AWS_ENDPOINT_URL": "https://all/x/"]) == "https://all/x")
        #expect(try url(nil, ["AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_EC2": "https://other"]) == "https://p")
        #expect(
            try url(nil, both.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) { $1 })
                == "https://autoscaling.eu-west-1.amazonaws.com")
        #expect(try url("https://x:443", [:]) == "https://x")
    }

    @Test(arguments: [
        "http://example.com", "http://127.0.0.1.evil.com", "http://128.0.0.1", "http://localhost.evil.com",
        "ftp://127.0.0.1",
        "127.0.0.1:5000", "https://", "https://user:hunter2@host", "https://host/?a=b", "https://host/#x",
        "https://h ost",
        "http://[::2]:80", "http://0.0.0.0", "http://10.0.0.1:5000",
    ])
    func refusesAPlaceThatIsNotSafe(_ url: String) {
        let error = #expect(throws: EndpointError.self) {
            try EndpointResolver(option: url).endpoint(for: .ec2, region: "eu-west-1")
        }
        #expect(error?.description.contains("hint: ") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(arguments: ["http://127.0.0.1:5000", "http://localhost:1", "http://[::1]:5000", "http://127.9.9.9"])
    func takesPlainHTTPOnThisMachine(_ url: String) throws {
        #expect(try EndpointResolver(option: url).endpoint(for: .ec2, region: "eu-west-1").url == url)
    }

    @Test(.enabled(if: BotocoreOracle.isAvailable))
    func agreesWithBotocoreInEveryRegionOfEveryPartition() throws {
        let services = [
            "ec2": AWSService.ec2, "sns": .sns, "sts": .sts, "autoscaling": .autoScaling, "cloudwatch": .cloudWatch,
            "ce": .costExplorer, "freetier": .freeTier, "billing": .billing, "budgets": .budgets,
        ]
        var compared = 0
        for line in try BotocoreOracle.endpoints(of: services.keys.sorted()) {
            let service = try #require(services[line.service])
            // The Free Tier is one partition's; budgets have names of their own in the closed ones.
            if line.service == "freetier", line.partition != "aws" { continue }
            if line.service == "budgets", line.partition.hasPrefix("aws-iso") { continue }
            let endpoint = try EndpointResolver().endpoint(for: service, region: line.region)
            #expect(endpoint.url == line.url, "\(line.service) in \(line.region)")
            #expect(endpoint.signingRegion == line.signingRegion, "\(line.service) in \(line.region)")
            #expect(Partition.containing(line.region)?.name == line.partition)
            compared += 1
        }
        #expect(compared > 300)
    }

    @Test func namesRegionsOfEverybodyThatAreOfThePartition() {
        for partition in Partition.all {
            #expect(partition.regionsOfEverybody == partition.regionsOfEverybody.sorted())
            for region in partition.regionsOfEverybody + [partition.globalRegion] {
                #expect(Partition.containing(region) == partition)
            }
        }
    }

    @Test func knowsWhichRegionsNeedOptingIn() {
        #expect(!Partition.needsOptIn("eu-west-1"))
        #expect(Partition.needsOptIn("eu-south-1"))
        #expect(!Partition.needsOptIn("us-gov-west-1"))
        #expect(!Partition.needsOptIn("nonsense"))
    }
}
