// Whether the keys of disks can be used, as volumes and KMS tell it.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Synchronization
import Testing

@testable import Scanning

@Suite struct DiskKeyTests {
    private static func arn(_ id: String, _ region: String = "eu-west-1") -> String {
        "arn:aws:kms:\(region):123456789012:key/\(id)"
    }

    /// Volumes as (instance, key).
    private static func volumes(_ disks: [(String, String?)]) -> AWSReply {
        answer(
            "volumeSet",
            disks.map { instance, key in
                "<item><volumeId>vol-1</volumeId>\(key.map { "<encrypted>true</encrypted><kmsKeyId>\($0)</kmsKeyId>" } ?? "")"
                    + "<attachmentSet><item><instanceId>\(instance)</instanceId></item></attachmentSet></item>"
            }.joined())
    }

    private static func key(_ state: String?, manager: String = "CUSTOMER") -> AWSReply {
        let state = state.map { "\"\($0)\"" } ?? "null"
        return .json(#"{"KeyMetadata":{"KeyId":"k","KeyManager":"\#(manager)","KeyState":\#(state)}}"#)
    }

    private static func keyID(_ call: ScriptedAWS.Call) -> String {
        let body = try? JSONSerialization.jsonObject(with: Data(call.body.utf8)) as? [String: String]
        return body?["KeyId"] ?? ""
    }

    private static func denied() -> AWSReply { .jsonError("AccessDeniedException") }
    private static func gone() -> AWSReply { .jsonError("NotFoundException") }

    private static func scripted(
        _ disks: [(String, String?)], _ keys: @escaping @Sendable (String) -> AWSReply
    ) -> ScriptedAWS {
        ScriptedAWS { call in
            guard call.operation == "DescribeKey" else { return volumes(disks) }
            return keys(keyID(call))
        }
    }

    private func values(_ scripted: ScriptedAWS, _ ids: String...) async -> [String: String] {
        let requests = ids.map { FactRequest(ScanningTests.key(.instance, $0), "disk_keys") }
        let facts = await scripted.source().facts(requests, at: now)
        #expect(facts.allSatisfy { $0.gap == nil }, "what KMS does not say hides no machine")
        return facts.reduce(into: [:]) { $0[$1.request.resource.id] = $1.value?.text }
    }

    @Test(
        "a key's state decides, and AWS's own keys pass",
        arguments: [
            (key("Enabled"), "usable"), (key("Updating"), "usable"), (key("Disabled", manager: "AWS"), "usable"),
            (key("Disabled"), "unusable k: it is disabled; enable it"),
            (key("PendingDeletion"), "unusable k: it is about to be deleted; cancel its deletion"),
            (key("PendingReplicaDeletion"), "unusable k: it is about to be deleted; cancel its deletion"),
            (key("PendingImport"), "unusable k: its key material is gone; import it again"),
            (key("Unavailable"), "unusable k: its key store cannot be reached; connect it"),
            (key("Creating"), "unusable k: its state is Creating"),
            (gone(), "unusable 12-ab: AWS knows no such key"),
            (denied(), "unchecked: kms:DescribeKey is denied for 12-ab"),
            (
                .json("{}"),
                "unchecked: kms:DescribeKey failed (The answer of 'DescribeKey' cannot be read: got 2 bytes of another form) for 12-ab"
            ),
            (key(nil), "unchecked: kms:DescribeKey failed ('DescribeKey' cannot be read: got no 'KeyState') for 12-ab"),
        ])
    func states(reply: AWSReply, text: String) async {
        #expect(await values(Self.scripted([("i-1", Self.arn("12-ab"))]) { _ in reply }, "i-1") == ["i-1": text])
    }

    @Test("a machine is as well as the worst of its disks, and each key is asked for once, where it lives")
    func worst() async {
        let disks: [(String, String?)] = [
            ("i-1", Self.arn("good")), ("i-1", Self.arn("bad")), ("i-2", Self.arn("good")), ("i-3", nil),
            ("i-4", Self.arn("good")), ("i-4", Self.arn("far", "us-east-1")), ("i-5", "arn:aws:kms:x:1:alias/aws/ebs"),
            ("i-other", Self.arn("unasked")),
        ]
        let scripted = Self.scripted(disks) { $0.hasSuffix("bad") ? Self.key("Disabled") : Self.key("Enabled") }
        let values = await values(scripted, "i-1", "i-2", "i-3", "i-4", "i-5")
        #expect(values.filter { $0.value == "usable" }.keys.sorted() == ["i-2", "i-3", "i-4", "i-5"])
        #expect(values["i-1"] == "unusable k: it is disabled; enable it")
        let asked = scripted.calls.filter { $0.operation == "DescribeKey" }
        #expect(
            asked.map(Self.keyID).sorted()
                == [
                    Self.arn("bad"), Self.arn("good"), Self.arn("far", "us-east-1"),
                ].sorted())
        #expect(Set(asked.map(\.region)) == ["eu-west-1", "us-east-1"])
    }

    @Test("an encrypted disk without the name of its key is not well, one without encryption is")
    func unnamedKey() async {
        func value(_ encrypted: Bool) async -> String? {
            let scripted = ScriptedAWS { _ in
                answer(
                    "volumeSet",
                    "<item><volumeId>vol-1</volumeId><encrypted>\(encrypted)</encrypted><attachmentSet><item>"
                        + "<instanceId>i-1</instanceId></item></attachmentSet></item>")
            }
            return await values(scripted, "i-1")["i-1"]
        }
        #expect(await value(true) == "unchecked: AWS does not name the key of an encrypted disk")
        #expect(await value(false) == "usable")
    }

    @Test("disks are asked for by two hundred machines, and a refusal is told by its permission")
    func volumesByTheHundred() async {
        let scripted = ScriptedAWS { _ in .ec2Error("UnauthorizedOperation", status: 403) }
        let ids = (0..<201).map { "i-\($0)" }
        let requests = ids.map { FactRequest(ScanningTests.key(.instance, $0), "disk_keys") }
        let facts = await scripted.source().facts(requests, at: now)
        #expect(Set(facts.map { $0.value?.text }) == ["unchecked: ec2:DescribeVolumes is denied"])
        let well = Self.scripted([]) { _ in Self.denied() }
        _ = await well.source().facts(requests, at: now)
        #expect(well.calls.map { $0.form.keys.count { $0.hasPrefix("Filter.1.Value.") } } == [200, 1])
    }

    @Test("a shutdown's behavior is a word of AWS's, and no answer is no gap")
    func shutdown() async {
        func value(_ reply: AWSReply) async -> FactValue? {
            let request = FactRequest(ScanningTests.key(.instance, "i-1"), "shutdown_behavior")
            let fact = await ScriptedAWS { _ in reply }.source().facts([request], at: now).first
            #expect(fact?.gap == nil)
            return fact?.value
        }
        func told(_ text: String) -> AWSReply {
            .xml("<A><instanceInitiatedShutdownBehavior><value>\(text)</value></instanceInitiatedShutdownBehavior></A>")
        }
        #expect(await value(told("terminate")) == .text("terminate"))
        #expect(await value(told("stop")) == .text("stop"))
        for reply in [
            told("false"), .xml("<A/>"), .ec2Error("InternalError"), .ec2Error("UnauthorizedOperation", status: 403),
        ] {
            #expect(await value(reply) == .null)
        }
    }
}
