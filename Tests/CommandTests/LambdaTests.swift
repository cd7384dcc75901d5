// The function of Lambda, against a Runtime API on loopback: what it answers to which event, and that it ends in time.

import Foundation
import Testing

extension AccountChanges {
    @Suite struct LambdaTests {
        private func variables(_ runtime: RuntimeStandIn, place: String, stops: String = "no") -> [String: String] {
            [
                "AWS_LAMBDA_RUNTIME_API": runtime.place, "COSTGUARD_DATABASE": place, "COSTGUARD_MAY_STOP": stops,
                "COSTGUARD_CONFIG_YAML": """
                regions: [us-west-2]
                unattended: { actions: [stop] }
                rules: { idle-instance: { for: 0s } }
                """,
            ]
        }

        private func key() -> String { "lambda/\(UUID().uuidString).sqlite" }

        @Test(
            "an event of a schedule is a run that is stored; another one is refused; and it may stop only where it is told so"
        )
        func events() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home()
            let key = key()
            let looking = try RuntimeStandIn([
                .init(body: RuntimeStandIn.schedule), .init(body: #"{"Records":[{"eventSource":"aws:s3"}]}"#),
                .init(body: "what?"),
                .init(body: #"{"costguard":"run"}"#),
            ])
            let ended = try await home.run(
                ["lambda"], on: account, environment: variables(looking, place: "s3://costguard-memory/\(key)"))
            #expect(
                looking.heard.map(\.path).map { $0.split(separator: "/").suffix(2).joined(separator: "/") } == [
                    "id-1/response", "id-2/error", "id-3/error", "id-4/response",
                ], "\(looking.heard) \(ended.talk)")
            #expect(looking.heard.first?.body == #"{"status":0}"#, "\(ended.talk)")
            #expect(looking.heard.dropFirst().first?.errorType == "costguard.EventRefused")
            #expect(try await account.stopped() == [])
            #expect(try await account.ask("objects \(key)").keys == [key])

            let acting = try RuntimeStandIn([.init(body: RuntimeStandIn.schedule)])
            _ = try await home.run(
                ["lambda"], on: account,
                environment: variables(acting, place: "s3://costguard-memory/\(key)", stops: "yes"))
            #expect(acting.heard.map(\.body) == [#"{"status":0}"#])
            #expect(try await account.stopped() == ["idle-oregon"])
        }

        @Test("with three seconds it answers within them, and leaves the database whole")
        func shortOfTime() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home()
            let key = key()
            let short = try RuntimeStandIn([.init(body: RuntimeStandIn.schedule, left: 3)])
            try await account.ask("hold describe_instances before")
            let running = try home.start(
                ["lambda"],
                environment: account.keys.merging(variables(short, place: "s3://costguard-memory/\(key)")) { $1 })
            _ = await running.ended
            try await account.ask("release")
            #expect(
                ["costguard.CalledOff", "costguard.OutOfTime"].contains(short.heard.first?.errorType), "\(short.heard)")
            #expect(short.heard.first.map { $0.after < 3 } == true, "\(short.heard)")
        }

        @Test("what it is not set up for is told to Lambda, and outside of Lambda to a person")
        func beginning() async throws {
            let account = try await MotoAccount.rewound()
            let home = try Home()
            for (change, word) in [
                (["COSTGUARD_DATABASE": "/tmp/costguard.sqlite"], "must be in S3"),
                (["COSTGUARD_MAY_STOP": "perhaps"], "expected yes or no"),
                (["COSTGUARD_CONFIG_YAML": "regoins: all"], "regoins"),
            ] {
                let runtime = try RuntimeStandIn([])
                let ended = try await home.run(
                    ["lambda"], on: account,
                    environment: variables(runtime, place: "s3://costguard-memory/\(key())").merging(change) { $1 })
                #expect(ended.status != 0 && ended.talk.contains(word), "\(ended.talk)")
                #expect(runtime.heard.first?.path == "/2018-06-01/runtime/init/error")
                #expect(runtime.heard.first?.body.contains(word) == true, "\(runtime.heard)")
            }
            let outside = try await home.run(["lambda"], on: account)
            #expect(outside.status == 1 && outside.talk.contains("no function of AWS Lambda"), "\(outside.talk)")
            let elsewhere = try await home.run(
                ["lambda"], on: account, environment: ["AWS_LAMBDA_RUNTIME_API": "example.org:80"])
            #expect(elsewhere.status == 1 && elsewhere.talk.contains("no address"), "\(elsewhere.talk)")
        }
    }
}
