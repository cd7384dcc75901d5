// Whether the printed policies hold what costguard calls, and nothing else: it is run by them, and what was called is
// compared with what they allow.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@Suite struct PolicyUseTests {
    /// What these commands do not call, and when it is called.
    private let elsewhere = [
        "ce:GetCostAndUsage": "no other source tells what is left of a credit",
        "ec2:DescribeInstanceTypes": "a machine is of a type that the list in the program lacks",
        "cloudtrail:LookupEvents":
            "many machines start at once, and the doctor tries it; this stand-in has no such service",
        "cloudwatch:GetMetricData": "accounts of many machines, where it is cheaper",
        "ec2:StartInstances": "a person starts a machine",
        "iam:CreateServiceLinkedRole": "CloudWatch itself, with the first alarm that stops its machine",
    ]
    /// AWS asks for its own words here, whatever the operation is called.
    private let ownWords = [
        "budgets:DescribeBudgets": "budgets:ViewBudget", "budgets:CreateBudget": "budgets:ModifyBudget",
    ]

    private func keys(_ server: FaultyAWS) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint,
        ]
    }

    private func actions(_ home: Home, _ flags: [String]) async throws -> Set<String> {
        let ended = try await home.run(["iam-policy"] + flags)
        #expect(ended.status == 0, "\(ended.talk)")
        let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        let statements = try #require(object?["Statement"] as? [[String: Any]])
        return Set(try statements.flatMap { try #require($0["Action"] as? [String]) })
    }

    /// From here on the keys may do this and nothing else.
    private func allow(_ actions: Set<String>, on server: FaultyAWS) {
        let calls = ownWords.filter { actions.contains($0.value) }.keys
        server.change { $0[Extras.self].policies = [Policy(.allow, actions.union(calls).sorted())] }
    }

    /// What was called so far, as IAM calls it. Everybody may ask who he is.
    private func called(_ server: FaultyAWS) -> Set<String> {
        Set(
            server.counts.keys.map { call in
                let name = "\(call.service == "monitoring" ? "cloudwatch" : call.service):\(call.action)"
                return ownWords[name] ?? name
            }
        ).subtracting(["sts:GetCallerIdentity"])
    }

    private func prepared(_ more: String = "") async throws -> (Home, FaultyAWS) {
        var world = Story.student(at: Date())
        Story.addPrices(&world, region: "us-east-1", mark: "", factor: 1)
        let server = try await FaultyAWS.start(world, clock: .running)
        let home = try Home()
        try home.write(
            "unattended: { actions: [stop] }\nrules: { idle-instance: { for: 0s }, idle-costly-instance: { for: 0s } }\n"
                + more, to: ".config/costguard/config.yaml")
        return (home, server)
    }

    @Test("every action of the policies is called by some command, and no command calls any other")
    func whole() async throws {
        let (home, server) = try await prepared()
        let allowed = try await actions(home, ["--enforce", "--hands", "--init", "--nets"])
        allow(allowed, on: server)
        let commands = [
            ["scan", "--quiet"], ["init", "--email", "me@example.org", "--budget", "100", "--gpu-alarms", "--yes"],
            ["doctor"], ["prices", "refresh", "--region", "us-east-1"],
            ["run", "--apply", "--quiet"], ["keep", "hw3-gpu"], ["scan", "--quiet"], ["unkeep", "hw3-gpu"],
        ]
        for command in commands {
            let ended = try await home.run(command, environment: keys(server))
            #expect(ended.status != 64 && !ended.talk.contains("Not allowed"), "\(command): \(ended.talk)")
        }
        let made = called(server)
        #expect(made.subtracting(allowed) == [])
        #expect(allowed.subtracting(made) == Set(elsewhere.keys))
        try await server.stop()
    }

    @Test("to look never calls what only a stop or a person's verb needs")
    func reading() async throws {
        let (home, server) = try await prepared()
        let allowed = try await actions(home, [])
        allow(allowed, on: server)
        for command in [["scan", "--quiet"], ["run", "--quiet"], ["plan"]] {
            let ended = try await home.run(command, environment: keys(server))
            #expect(ended.status == 0, "\(command): \(ended.talk)")
        }
        #expect(called(server).isSubset(of: allowed))
        try await server.stop()
    }

    @Test("the tag of a keep needs --hands: without it the word holds alone, with it the tag is written and taken back")
    func hands() async throws {
        let (home, server) = try await prepared()
        #expect(try await home.run(["scan", "--quiet"], environment: keys(server)).status == 0)
        func tag() -> [String?] {
            server.world.regions.values.flatMap(\.instances).filter { $0.tags["Name"] == "hw3-gpu" }
                .map { $0.tags["costguard:keep"] }
        }
        for flags in [[], ["--enforce"], ["--hands"]] {
            var allowed = try await actions(home, flags)
            // IAM looks at the tag's key, which this stand-in does not.
            if flags == ["--enforce"] { allowed.remove("ec2:CreateTags") }
            allow(allowed, on: server)
            let kept = try await home.run(["keep", "hw3-gpu"], environment: keys(server))
            #expect(kept.status == 0, "\(kept.talk)")
            #expect(tag().contains { $0 != nil } == (flags == ["--hands"]), "\(flags): \(kept.talk)")
        }
        #expect(try await home.run(["scan", "--quiet"], environment: keys(server)).status == 0)
        #expect(try await home.run(["unkeep", "hw3-gpu"], environment: keys(server)).status == 0)
        #expect(tag().allSatisfy { $0 == nil })
        try await server.stop()
    }

    @Test("the policy of --hands starts machines, and sets or takes away no other tag than the keep tag")
    func limits() async throws {
        let ended = try await Home().run(["iam-policy", "--hands"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
        let statements = try #require(object["Statement"] as? [[String: Any]])
        let tagging = statements.filter { ($0["Action"] as? [String])?.contains { $0.hasSuffix("Tags") } == true }
        #expect(tagging.count == 1 && tagging.first?["Action"] as? [String] == ["ec2:CreateTags", "ec2:DeleteTags"])
        let condition = try #require(tagging.first?["Condition"] as? [String: [String: [String]]])
        #expect(condition["ForAllValues:StringEquals"] == ["aws:TagKeys": ["costguard:keep"]])
        // DeleteTags without a key takes all tags away, and a condition on all of none holds.
        #expect(condition["Null"] == ["aws:TagKeys": ["false"]])
        let starts = statements.filter { ($0["Action"] as? [String]) == ["ec2:StartInstances"] }
        #expect(starts.count == 1 && starts.first?["Resource"] as? String == "arn:aws:ec2:*:*:instance/*")
        #expect(!ended.output.contains("StopInstances"))
    }
}
