// Pages are complete and without duplicates, and their limits are those of AWS.

import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct PagingTests {
    /// All ids of a list, page by page, with the count of pages.
    private func ids(
        _ action: String, element: String, _ parameters: [String: String], _ client: WireClient
    ) -> (ids: [String], pages: Int) {
        var ids = [String]()
        var pages = 0
        var token = ""
        repeat {
            var parameters = parameters
            if !token.isEmpty { parameters["NextToken"] = token }
            let answer = client.query(.ec2, action, parameters)
            ids += answer.texts(element)
            token = answer.text("nextToken") ?? ""
            pages += 1
        } while !token.isEmpty && pages < 100
        return (ids, pages)
    }

    @Test("2,503 machines come in three pages, each once")
    func instancesComeOnce() async throws {
        let world = Story.crowd(instances: 2_503, regions: ["us-east-1"], at: storyTime)
        try await withAWS(world) { _, _, client in
            let found = ids("DescribeInstances", element: "reservationId", ["MaxResults": "1000"], client)
            #expect(found.pages == 3)
            #expect(found.ids.count == 2_503 && Set(found.ids).count == 2_503)
        }
    }

    @Test func aFilterHoldsOnEveryPage() async throws {
        let world = Story.crowd(instances: 100, regions: ["us-east-1"], at: storyTime)
        try await withAWS(world) { _, _, client in
            let filter = ["MaxResults": "5", "Filter.1.Name": "instance-type", "Filter.1.Value.1": "m5.large"]
            let found = ids("DescribeInstances", element: "instanceType", filter, client)
            #expect(found.ids == Array(repeating: "m5.large", count: 10))
        }
    }

    @Test func aMachineThatComesBetweenTwoPagesDoublesNone() async throws {
        let world = Story.crowd(instances: 12, regions: ["us-east-1"], at: storyTime)
        try await withAWS(world) { aws, _, client in
            let first = client.query(.ec2, "DescribeInstances", ["MaxResults": "10"])
            aws.change { world in
                let late = Instance(
                    id: "i-0ffffffffffffffff", type: "t3.micro", launchedAt: storyTime, imageID: "ami-1", tags: [:],
                    load: LoadProfile(.init(cpuPercent: 1)))
                world.launch(late, in: "us-east-1")
            }
            let token = try #require(first.text("nextToken"))
            let second = client.query(.ec2, "DescribeInstances", ["MaxResults": "10", "NextToken": token])
            #expect(Set(first.texts("reservationId") + second.texts("reservationId")).count == 13)
        }
    }

    @Test(arguments: [
        (["MaxResults": "4"], "InvalidParameterValue"), (["MaxResults": "1001"], "InvalidParameterValue"),
        (["NextToken": "made-up"], "InvalidParameterValue"),
        (["MaxResults": "5", "InstanceId.1": "i-0e5f60718293a4b5c"], "InvalidParameterCombination"),
        (["Filter.1.Name": "colour", "Filter.1.Value.1": "red"], "InvalidParameterValue"),
    ])
    func whatAWSRefusesIsRefused(parameters: [String: String], code: String) async throws {
        try await withAWS { _, _, client in
            #expect(client.query(.ec2, "DescribeInstances", parameters).text("Code") == code)
        }
    }

    @Test func aTokenOfAnotherListIsRefused() async throws {
        let world = Story.crowd(instances: 12, regions: ["us-east-1"], at: storyTime)
        try await withAWS(world) { _, _, client in
            let token = try #require(client.query(.ec2, "DescribeInstances", ["MaxResults": "5"]).text("nextToken"))
            #expect(client.query(.ec2, "DescribeVolumes", ["NextToken": token]).status == 400)
        }
    }

    @Test func templateVersionsWithoutATemplateAreTheLatestAndTheDefault() async throws {
        try await withAWS { _, _, client in
            var client = client
            client.region = "eu-west-1"
            let both = [
                "LaunchTemplateVersion.1": "$Latest", "LaunchTemplateVersion.2": "$Default", "MaxResults": "200",
            ]
            let cheap = client.query(.ec2, "DescribeLaunchTemplateVersions", both)
            #expect(cheap.texts("versionNumber") == ["3", "1"])
            #expect(client.query(.ec2, "DescribeLaunchTemplateVersions").text("Code") == "MissingParameter")
            let all = ids(
                "DescribeLaunchTemplateVersions", element: "versionNumber",
                ["LaunchTemplateId": "lt-0a1b2c3d4e5f60718", "MaxResults": "2"], client)
            #expect(all.ids == ["3", "2", "1"] && all.pages == 2)
        }
    }

    @Test func templatesComeInPagesOfTwoHundredWithoutBeingAsked() async throws {
        var world = Story.empty()
        world["us-east-1"].launchTemplates = (0..<450).map { number in
            LaunchTemplate(
                id: "lt-\(number)", name: "t\(number)", createdAt: storyTime,
                versions: [.init(imageID: "ami-1"), .init(imageID: "ami-2")])
        }
        try await withAWS(world) { _, _, client in
            let templates = ids("DescribeLaunchTemplates", element: "launchTemplateId", [:], client)
            #expect(Set(templates.ids).count == 450 && templates.pages == 3)
            let both = ["LaunchTemplateVersion.1": "$Latest", "LaunchTemplateVersion.2": "$Default"]
            let versions = ids("DescribeLaunchTemplateVersions", element: "launchTemplateId", both, client)
            #expect(versions.ids.count == 900 && versions.pages == 5)
        }
    }

    @Test func subscriptionsComeInPagesOfAHundred() async throws {
        var world = Story.student(at: storyTime)
        for number in 0..<150 { world.topics[0].subscribe("s\(number)@example.edu", isConfirmed: true) }
        try await withAWS(world) { _, _, client in
            let asked = ["TopicArn": Story.topic]
            let first = client.query(.sns, "ListSubscriptionsByTopic", asked)
            let token = try #require(first.text("NextToken"))
            let second = client.query(
                .sns, "ListSubscriptionsByTopic", asked.merging(["NextToken": token]) { own, _ in own })
            #expect(first.texts("Endpoint").count == 100 && second.texts("Endpoint").count == 51)
            #expect(second.text("NextToken") == nil)
        }
    }

    @Test(arguments: [
        ("DescribeImages", "ImageId.1", "ami-0a11c0ffee0dd0001"), ("DescribeVolumes", "VolumeId.1", "vol-1"),
        ("DescribeSnapshots", "SnapshotId.1", "snap-1"), ("DescribeInstanceTypes", "InstanceType.1", "t3.micro"),
    ])
    func idsAndAPageSizeExcludeEachOther(action: String, name: String, id: String) async throws {
        try await withAWS { _, _, client in
            let answer = client.query(.ec2, action, [name: id, "MaxResults": "5"])
            #expect(answer.text("Code") == "InvalidParameterCombination")
        }
    }
}
