// What keys may do: denials win, and a list of what is allowed refuses the rest.

import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct PolicyTests {
    private let student = "arn:aws:iam::123456789012:user/student"

    private func isAllowed(_ policies: [Policy], _ permission: String, region: String = "us-east-1") -> Bool {
        Policy.refusal(policies, permission: permission, region: region, caller: student) == nil
    }

    @Test func withoutAnyStatementEverythingIsAllowed() {
        #expect(isAllowed([], "ec2:StopInstances"))
    }

    @Test func aListOfWhatIsAllowedRefusesTheRest() {
        let readOnly = [Policy(.allow, ["ec2:Describe*", "cloudwatch:GetMetricData"])]
        #expect(isAllowed(readOnly, "ec2:DescribeInstances") && isAllowed(readOnly, "cloudwatch:GetMetricData"))
        #expect(!isAllowed(readOnly, "ec2:StopInstances") && !isAllowed(readOnly, "cloudwatch:GetMetricDataX"))
    }

    @Test func aDenialWinsOverAnAllowance() {
        let policies = [Policy(.allow, ["*"]), Policy(.deny, ["ec2:StopInstances"])]
        #expect(!isAllowed(policies, "ec2:StopInstances") && isAllowed(policies, "ec2:StartInstances"))
    }

    @Test func aStatementHoldsInItsRegionsAndForItsPrincipal() {
        let abroad = [Policy(.deny, ["*"], regions: ["eu-west-1"])]
        #expect(!isAllowed(abroad, "ec2:StopInstances", region: "eu-west-1") && isAllowed(abroad, "ec2:StopInstances"))
        let roles = [Policy(.deny, ["*"], principal: "arn:aws:sts::123456789012:assumed-role/costguard/*")]
        #expect(isAllowed(roles, "ec2:StopInstances"))
    }

    @Test func everybodyMayAskWhoHeIs() {
        #expect(isAllowed([Policy(.deny, ["*"])], "sts:GetCallerIdentity"))
    }

    @Test func aRefusalNamesTheActionInTheServicesOwnProtocol() async throws {
        var world = Story.student(at: storyTime)
        world[Extras.self].policies = [Policy(.deny, ["ec2:DescribeImages", "cloudwatch:ListMetrics"])]
        try await withAWS(world) { _, _, client in
            let images = client.query(.ec2, "DescribeImages")
            #expect(images.text("Code") == "UnauthorizedOperation" && images.body.contains("ec2:DescribeImages"))
            let metrics = client.json(.monitoring, "ListMetrics", "{}")
            #expect(metrics.status == 400 && metrics.body.contains("AccessDeniedException"))
            #expect(client.query(.ec2, "DescribeVolumes").status == 200)
        }
    }
}
