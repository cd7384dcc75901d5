// What happens when AWS does not allow a call, and whether the printed policies are enough, and no more.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

extension AccountChanges {
    @Suite struct PermissionTests {
        @Test("images that may not be listed make the snapshots' verdicts unknown, and the run incomplete")
        func deniedImages() async throws {
            let account = try await MotoAccount.rewound()
            try await account.ask("deny ec2:DescribeImages")
            let home = try Home.configured(for: account, regions: ["us-east-1"])
            let ended = try await home.run(["run"], on: account)
            #expect(ended.status == 3, "\(ended.talk)")
            #expect(ended.talk.contains("DescribeImages in us-east-1"))
            let plan = try await home.plan()
            #expect(!plan.complete)
            #expect(plan.gaps.map(\.operation) == ["DescribeImages"] && plan.gaps.allSatisfy { $0.kind == "denied" })
            let snapshots = plan.findings.filter { $0.rule == "orphaned-snapshot" && $0.verdict != "spared" }
            #expect(!snapshots.isEmpty && snapshots.allSatisfy { $0.verdict == "unknown" && !$0.missing.isEmpty })
            #expect(!plan.findings.contains { $0.rule == "unused-image" && $0.verdict == "flagged" })
            // What does not need the images is judged as ever.
            #expect(plan.names("due").contains("idle-notebook") && plan.names("flagged").contains("forgotten-disk"))
            #expect(try await home.run(["plan"]).status == 3)
        }

        @Test("without metrics nothing is idle, and nothing is stopped")
        func deniedMetrics() async throws {
            let account = try await MotoAccount.rewound()
            try await account.ask("deny cloudwatch:GetMetric*")
            let home = try Home.configured(for: account, regions: quickRegions, unattended: "actions: [stop]")
            let ended = try await home.run(["run", "--apply"], on: account)
            #expect(ended.status == 3, "\(ended.talk)")
            #expect(try await account.stopped() == [])
            let plan = try await home.plan()
            #expect(plan.names("due").isEmpty && plan.names("unknown").contains("idle-oregon"))
        }

        @Test("the enforcing policy suffices for a whole run, the reading one stops nothing and says so")
        func policies() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(for: account, unattended: "actions: [stop]")
            func allow(_ arguments: [String]) async throws {
                let text = try await home.run(["iam-policy"] + arguments).output
                try await account.ask("policy " + text.replacing("\n", with: " "))
            }
            try await allow([])
            let reading = try await home.run(["run", "--apply"], on: account)
            #expect(reading.status == 1, "\(reading.talk)")
            #expect(reading.talk.contains("Not allowed"), "\(reading.talk)")
            #expect(try await account.stopped() == [])
            #expect(try await home.plan().complete)
            #expect(try await home.history().allSatisfy { $0.outcome == "failed" })
            let doctor = try await home.run(["doctor"], on: account)
            #expect(doctor.status == 0, "\(doctor.report)")
            #expect(doctor.report.contains("not allowed on i-"), "\(doctor.report)")
            #expect(doctor.report.contains("it can plan, but not apply"), "\(doctor.report)")
            try await allow(["--enforce"])
            // Where AWS has refused, the same guard tries again after a day; another one knows nothing of that.
            let other = try Home.configured(for: account, unattended: "actions: [stop]")
            let enforcing = try await other.run(["run", "--apply"], on: account)
            #expect(enforcing.status == 0, "\(enforcing.talk)")
            #expect(try await account.stopped().count == 7)
            #expect(try await account.mails().count >= 1)
        }

        @Test("doctor says where schedules may start machines and the keys may not")
        func starting() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home.configured(
                for: account, regions: quickRegions,
                more: "schedules: { office: { when: weekdays 8-19, machines: all, start: true } }\n")
            _ = try await home.run(["scan", "--quiet"], on: account)
            let fine = try await home.run(["doctor"], on: account)
            #expect(fine.report.contains("starting") && !fine.report.contains("schedules start nothing"))
            try await account.ask("deny ec2:StartInstances")
            let ended = try await home.run(["doctor"], on: account)
            #expect(ended.status == 1 && ended.report.contains("ec2:StartInstances is not allowed"), "\(ended.report)")
        }

        @Test("a mail that may not be sent fails the run, is kept, and is sent by the next one")
        func deniedMail() async throws {
            let account = try await MotoAccount.rewound()
            try await account.ask("deny sns:Publish")
            let home = try Home.configured(for: account, regions: ["us-west-2"], unattended: "actions: [stop]")
            let ended = try await home.run(["run", "--apply"], on: account)
            #expect(ended.status == 1)
            #expect(ended.talk.contains("was not sent, and will be tried again"), "\(ended.talk)")
            #expect(try await account.stopped() == ["idle-oregon"])
            try await account.ask("allow sns:Publish")
            #expect(try await home.run(["run"], on: account).status == 0)
            let mails = try await account.mails()
            #expect(mails.count == 1 && mails.first?.message.contains("idle-oregon") == true)
        }

        @Test("a stop whose tag is denied stands, and the missing tag is told")
        func deniedTag() async throws {
            let account = try await MotoAccount.rewound()
            try await account.ask("deny ec2:CreateTags")
            let home = try Home.configured(for: account, regions: ["us-west-2"], unattended: "actions: [stop]")
            let ended = try await home.run(["run", "--apply"], on: account)
            #expect(ended.status == 0, "\(ended.talk)")
            #expect(ended.talk.contains("costguard:stopped"))
            #expect(try await account.stopped() == ["idle-oregon"])
        }

        @Test(
            "the doctor names what is denied, and fails",
            arguments: [
                ("DescribeVolumes", "volume"), ("DescribeInstanceAttribute", "instance detail"),
                ("DescribeSpotInstanceRequests", "instance detail"), ("DescribeImageAttribute", "image detail"),
                ("DescribeFleets", "image detail"), ("DescribeSpotFleetRequests", "image detail"),
                ("DescribeSnapshotAttribute", "snapshot detail"),
            ])
        func doctor(operation: String, subject: String) async throws {
            let account = try await MotoAccount.rewound()
            try await account.ask("deny ec2:\(operation)")
            let home = try Home.configured(for: account)
            let ended = try await home.run(["doctor"], on: account)
            #expect(ended.status == 1)
            let lines = ended.report.split(separator: "\n").filter { $0.hasPrefix("FAIL") }
            #expect(lines.allSatisfy { $0.contains(operation) }, "\(ended.output)")
            // Calls that fail alike share a line.
            #expect(lines.contains { $0.contains(subject) || $0.contains("not allowed") }, "\(ended.output)")
        }

        @Test(
            "the doctor tells what is lost where something is denied that no scan rests on, and does not fail for it",
            arguments: [
                ("ec2:DescribeImageReferences", "image detail", "takes its image from a parameter"),
                ("kms:DescribeKey", "instance detail", "leaves machines with encrypted disks to you"),
            ])
        func optional(action: String, subject: String, loss: String) async throws {
            let server = try await FaultyAWS.start(Story.student(at: Date()), clock: .running)
            server.change { $0[Extras.self].policies.append(Policy(.deny, [action])) }
            let home = try Home()
            let ended = try await home.run(
                ["doctor"],
                environment: [
                    "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
                    "AWS_ENDPOINT_URL": server.endpoint,
                ])
            let asked = try await home.run(
                ["doctor", "-v"],
                environment: [
                    "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
                    "AWS_ENDPOINT_URL": server.endpoint,
                ])
            #expect(asked.talk.contains("AWS said: ") && asked.talk.contains("is not authorized to perform: \(action)"))
            #expect(!ended.output.contains("is not authorized"), "AWS's sentence is for who asks")
            try await server.stop()
            #expect(ended.status == 0 && !ended.output.contains("FAIL"), "\(ended.output)")
            let line = ended.report.split(separator: "\n").first { $0.contains(subject) && $0.contains(loss) }
            #expect(line?.contains(String(action.split(separator: ":")[1])) == true, "\(ended.output)")
        }

        @Test("the doctor fails where nobody is subscribed to the topic, and a run says that nobody is told")
        func noSubscriber() async throws {
            let account = try await MotoAccount.rewound()
            try await account.ask("unsubscribe")
            let home = try Home.configured(for: account, regions: ["us-west-2"])
            let doctor = try await home.run(["doctor"], on: account)
            let line = doctor.report.split(separator: "\n").first { $0.hasPrefix("FAIL") } ?? ""
            #expect(doctor.status == 1 && line.contains("nobody is subscribed"), "\(doctor.report)")
            let run = try await home.run(["run", "--quiet"], on: account)
            #expect(run.talk.contains("No alarm reaches anybody"), "\(run.talk)")
        }

        @Test("the policy to stop lets the keys set no other tag than costguard's")
        func tagging() async throws {
            let policy = try await Home().run(["iam-policy", "--enforce"]).output
            let object = try #require(try JSONSerialization.jsonObject(with: Data(policy.utf8)) as? [String: Any])
            let statements = try #require(object["Statement"] as? [[String: Any]])
            let tagging = statements.filter { ($0["Action"] as? [String])?.contains("ec2:CreateTags") == true }
            #expect(tagging.count == 1 && tagging.first?["Action"] as? [String] == ["ec2:CreateTags"])
            let condition = try #require(tagging.first?["Condition"] as? [String: [String: [String]]])
            #expect(condition["ForAllValues:StringEquals"] == ["aws:TagKeys": ["costguard:stopped"]])
            #expect(condition["StringNotLike"] == ["aws:ResourceTag/costguard:keep": ["*"]])
        }
    }
}
