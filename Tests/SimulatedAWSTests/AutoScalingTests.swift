// What Auto Scaling holds: machines with its tag, and the launch configurations that keep images in use.

import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct AutoScalingTests {
    @Test func aMemberBearsTheGroupsTag() async throws {
        var world = Story.student(at: storyTime)
        world["us-east-1"][instance: "i-0e5f60718293a4b5c"]?.autoScalingGroup = "web"
        try await withAWS(world) { _, _, client in
            let filter = ["Filter.1.Name": "tag:aws:autoscaling:groupName", "Filter.1.Value.1": "web"]
            #expect(client.query(.ec2, "DescribeInstances", filter).texts("reservationId").count == 1)
        }
    }

    @Test func launchConfigurationsComeInPages() async throws {
        var world = Story.empty()
        world["us-east-1"].launchConfigurations = (0..<120).map { number in
            LaunchConfiguration(
                name: "lc-\(number)", imageID: "ami-\(number)", instanceType: "t3.small", createdAt: storyTime)
        }
        try await withAWS(world) { _, _, client in
            let first = client.query(.autoscaling, "DescribeLaunchConfigurations", ["MaxRecords": "100"])
            let token = try #require(first.text("NextToken"))
            let rest = client.query(
                .autoscaling, "DescribeLaunchConfigurations", ["MaxRecords": "100", "NextToken": token])
            #expect(Set(first.texts("ImageId") + rest.texts("ImageId")).count == 120)
            #expect(rest.text("NextToken") == nil)
            let tooMany = client.query(.autoscaling, "DescribeLaunchConfigurations", ["MaxRecords": "101"])
            #expect(tooMany.text("Code") == "ValidationError" && tooMany.text("Type") == "Sender")
        }
    }
}
