// Which rights the doctor says are missing, and how it says they are granted. Here because this suite alone sees inside
// the program.

import CostModel
import Testing

@testable import costguard

@Suite struct DoctorGrantsTests {
    private func grants(_ caller: String?, isLab: Bool = false, stops: Bool = false) -> DoctorGrants {
        DoctorGrants(caller: caller, isLab: isLab, region: .northVirginia, stops: stops)
    }

    private func tried(_ operation: String, _ cause: String?) -> DoctorFinding {
        var finding = DoctorFinding.fine("image", operation)
        finding.trial = DoctorFinding.Trial(operation: operation, cause: cause, lost: nil)
        return finding
    }

    private func gap(_ operation: String, _ region: String, _ error: String) throws -> Gap {
        Gap(
            account: try #require(AccountID("123456789012")), region: try #require(Region(region)), service: "ec2",
            operation: operation, kind: .denied, error: error)
    }

    private let plain = "these keys may not do it (UnauthorizedOperation)"

    @Test(
        "the keys' holder is read off the ARN",
        arguments: [
            ("arn:aws:iam::123456789012:user/costguard", KeyHolder.user("costguard")),
            ("arn:aws-cn:iam::123456789012:user/lab/bots/guard", .user("guard")),
            ("arn:aws:sts::123456789012:assumed-role/guard/i-0123", .role("guard")),
            (
                "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Lab_Admin_0123456789abcdef/ada",
                .permissionSet("Lab_Admin")
            ),
            ("arn:aws:iam::123456789012:root", nil), ("arn:aws:sts::123456789012:federated-user/ada", nil), ("", nil),
        ] as [(String, KeyHolder?)])
    func holder(arn: String, expected: KeyHolder?) { #expect(KeyHolder(arn: arn) == expected) }

    @Test("each missing right is named once, with the page of the user and what to type")
    func user() throws {
        let found = [tried("DescribeVolumes", plain), tried("DescribeKey", plain), tried("DescribeImages", nil)]
        let told = grants("arn:aws:iam::123456789012:user/costguard", stops: true).findings(
            of: found,
            scan: [try gap("DescribeVolumes", "eu-west-1", plain), try gap("DescribeAddresses", "eu-west-1", plain)])
        let text = try #require(told.first).text
        #expect(told.count == 1 && text.contains("ec2:DescribeVolumes, kms:DescribeKey"), "\(text)")
        #expect(text.contains("ec2:DescribeAddresses (denied to the last scan in eu-west-1), ec2:DescribeVolumes"))
        #expect(text.contains("/iam/home#/users/details/costguard?section=permissions"))
        #expect(
            text.contains(
                "aws iam put-user-policy --user-name costguard --policy-name costguard-rights "
                    + "--policy-document \"$(costguard iam-policy --enforce)\""))
    }

    @Test("a role is granted to as a role, a permission set where it is kept, others by whoever they are")
    func others() throws {
        let found = [tried("DescribeVolumes", plain)]
        let role = grants("arn:aws:sts::123456789012:assumed-role/guard/i-1").findings(of: found, scan: [])
        #expect(role.first?.command?.hasPrefix("aws iam put-role-policy --role-name guard ") == true)
        #expect(role.first?.hint?.contains("/iam/home#/roles/details/guard") == true)
        let set = grants("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Lab_0123456789abcdef/ada")
        let words = try #require(set.findings(of: found, scan: []).first)
        #expect(words.hint?.contains("IAM Identity Center") == true && words.command == "costguard iam-policy")
        #expect(grants(nil).findings(of: found, scan: []).first?.command == "costguard iam-policy")
    }

    @Test("what nobody here can grant is no right to grant, and where all is allowed nothing is said")
    func none() throws {
        let user = grants("arn:aws:iam::123456789012:user/costguard")
        let forbidden = "the organization forbids it (UnauthorizedOperation)"
        #expect(
            user.findings(
                of: [tried("DescribeVolumes", forbidden)], scan: [try gap("DescribeImages", "eu-west-1", forbidden)]
            ).isEmpty)
        #expect(user.findings(of: [tried("DescribeVolumes", nil)], scan: []).isEmpty)
        #expect(grants(nil, isLab: true).findings(of: [tried("DescribeVolumes", plain)], scan: []).isEmpty)
    }

    @Test("a name that is no name of IAM's makes no link, and is quoted where it is typed")
    func hostile() throws {
        let told = grants("arn:aws:iam::123456789012:user/a b;$(x)").findings(
            of: [tried("DescribeVolumes", plain)], scan: [])
        let finding = try #require(told.first)
        #expect(finding.hint?.contains("https://") == false)
        #expect(finding.command?.contains("--user-name 'a b;$(x)' ") == true)
    }
}
