// Every version of every template, for as few calls as there can be.

import CostModel
import ScriptedAWS
import Testing

@testable import Scanning

private func template(_ id: String, latest: Int, default: Int = 1) -> String {
    """
    <item><launchTemplateId>\(id)</launchTemplateId><launchTemplateName>name of \(id)</launchTemplateName>
    <createTime>2026-01-01T00:00:00.000Z</createTime><defaultVersionNumber>\(`default`)</defaultVersionNumber>
    <latestVersionNumber>\(latest)</latestVersionNumber></item>
    """
}

private func version(_ id: String, _ number: Int, image: String?, snapshot: String? = nil) -> String {
    let disk = snapshot.map {
        "<blockDeviceMappingSet><item><ebs><snapshotId>\($0)</snapshotId></ebs></item></blockDeviceMappingSet>"
    }
    return """
        <item><launchTemplateId>\(id)</launchTemplateId><versionNumber>\(number)</versionNumber><launchTemplateData>
        \(image.map { "<imageId>\($0)</imageId>" } ?? "")\(disk ?? "")</launchTemplateData></item>
        """
}

/// - Parameters:
///   - newest: what `$Latest` and `$Default` answer.
///   - all: what each template answers for itself.
private func account(
    _ templates: String, newest: String, all: [String: String] = [:]
) -> ScriptedAWS {
    aws { call in
        switch call.operation {
        case "DescribeLaunchTemplates": answer("launchTemplates", templates)
        case "DescribeLaunchTemplateVersions":
            if let id = call.form["LaunchTemplateId"] {
                all[id].map { answer("launchTemplateVersionSet", $0) } ?? .ec2Error("InvalidLaunchTemplateId.NotFound")
            } else {
                answer("launchTemplateVersionSet", newest)
            }
        default: nil
        }
    }
}

@Suite struct LaunchTemplateScannerTests {
    @Test func asksNothingMoreOfTemplatesWithOneOrTwoVersions() async throws {
        let scripted = account(
            template("lt-1", latest: 1) + template("lt-2", latest: 2),
            newest: version("lt-1", 1, image: "ami-1") + version("lt-1", 1, image: "ami-1")
                + version("lt-2", 2, image: "ami-3", snapshot: "snap-1") + version("lt-2", 1, image: "ami-2"))
        let templates = try #require(await scripted.listed(.launchTemplate)).resources
        #expect(scripted.calls.count == 2)
        #expect(scripted.calls.first?.form == ["MaxResults": "200"])
        #expect(
            scripted.calls.last?.form == [
                "LaunchTemplateVersion.1": "$Latest", "LaunchTemplateVersion.2": "$Default", "MaxResults": "200",
            ])
        try #require(templates.map(\.name) == ["name of lt-1", "name of lt-2"])
        #expect(templates[0].references == [Reference(.image, "ami-1")])
        #expect(
            templates[1].references == [
                Reference(.image, "ami-2"), Reference(.image, "ami-3"), Reference(.snapshot, "snap-1"),
            ])
    }

    @Test func asksOnceForEachTemplateWithMoreVersions() async throws {
        let scripted = account(
            (1...20).map { template("lt-\($0)", latest: $0 <= 3 ? 3 : 1) }.joined(),
            newest: (1...20).map { version("lt-\($0)", $0 <= 3 ? 3 : 1, image: "ami-1") }.joined(),
            all: Dictionary(
                uniqueKeysWithValues: (1...3).map { number in
                    ("lt-\(number)", (1...3).map { version("lt-\(number)", $0, image: "ami-\($0)") }.joined())
                }))
        let templates = try #require(await scripted.listed(.launchTemplate)).resources
        #expect(scripted.calls.count == 2 + 3)
        #expect(Set(scripted.calls.compactMap { $0.form["LaunchTemplateId"] }) == ["lt-1", "lt-2", "lt-3"])
        try #require(templates.count == 20)
        #expect(templates[2].references.map(\.id) == ["ami-1", "ami-2", "ami-3"], "a version in the middle counts")
        #expect(templates[3].references.map(\.id) == ["ami-1"])
    }

    @Test func anImageThatOnlyAWSCanResolveIsAnyImage() async throws {
        let scripted = account(
            template("lt-1", latest: 2),
            newest: version("lt-1", 2, image: "resolve:ssm:/ami") + version("lt-1", 1, image: nil))
        #expect(try await scripted.listed(.launchTemplate)?.resources.first?.references == [Reference(.image, nil)])
    }

    @Test func aTemplateThatIsDeletedMeanwhileIsLeftOut() async throws {
        let scripted = account(
            template("lt-1", latest: 5) + template("lt-2", latest: 1), newest: version("lt-2", 1, image: "ami-1"))
        let listed = try #require(await scripted.listed(.launchTemplate))
        #expect(listed.listing.outcome == .complete)
        #expect(listed.resources.map(\.key.id) == ["lt-2"])
    }

    @Test func aVersionThatCannotBeReadFailsTheList() async throws {
        let scripted = aws { call in
            switch call.operation {
            case "DescribeLaunchTemplates": answer("launchTemplates", template("lt-1", latest: 9))
            case "DescribeLaunchTemplateVersions" where call.form["LaunchTemplateId"] == nil:
                answer("launchTemplateVersionSet", version("lt-1", 9, image: "ami-1"))
            default: .ec2Error("UnauthorizedOperation", status: 403)
            }
        }
        let listed = try #require(await scripted.listed(.launchTemplate))
        #expect(listed.listing.operation == "DescribeLaunchTemplateVersions")
        #expect(listed.listing.outcome == .denied("these keys may not do it (UnauthorizedOperation)"))
        #expect(listed.resources.isEmpty)
    }

    @Test("a version without a number counts for what it names, and all versions are asked for")
    func unnumbered() async throws {
        let odd = version("lt-1", 3, image: "ami-3").replacing("<versionNumber>3</versionNumber>", with: "")
        let scripted = account(
            template("lt-1", latest: 3), newest: odd,
            all: ["lt-1": odd + version("lt-1", 2, image: "resolve:ssm:/x") + version("lt-1", 1, image: "ami-1")])
        let listed = try #require(await scripted.listed(.launchTemplate))
        #expect(listed.resources.first?.references.map(\.id) == [nil, "ami-1", "ami-3"] && listed.nameless == 0)
    }

    @Test("a version of no template may be of any: what any template names is not known")
    func versionOfNone() async throws {
        let odd = version("", 1, image: "ami-3")
        let scripted = account(template("lt-1", latest: 1), newest: odd + version("lt-1", 1, image: "ami-1"))
        let listed = try #require(await scripted.listed(.launchTemplate))
        #expect(listed.resources.map(\.key.id) == ["lt-1"] && listed.nameless == 1)
    }

    @Test("a time or a number that cannot be read costs nothing that is kept")
    func optionalValues() async throws {
        let odd = template("lt-1", latest: 1).replacing("00:00.000Z", with: "00:00+01:00").replacing(
            "<latestVersionNumber>1", with: "<latestVersionNumber>one")
        let scripted = account(
            odd, newest: version("lt-1", 1, image: "ami-1"), all: ["lt-1": version("lt-1", 1, image: "ami-1")])
        let listed = try #require(await scripted.listed(.launchTemplate))
        #expect(listed.resources.first?.references.map(\.id) == ["ami-1"] && listed.gaps.isEmpty)
    }
}
