// The stack that runs costguard on Lambda: made, changed and deleted in moto, and its template by cfn-lint and by what
// 'iam-policy' prints.

import FaultyAWS
import Foundation
import SimulatedAWS
import Spawning
import Testing

@Suite struct LambdaInstallTests {
    private static let everything = """
        policy {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}
        """

    private func zip(in home: Home) throws -> String {
        // The smallest that is one: a first file's head.
        try home.write("PK\u{3}\u{4}bootstrap", to: "costguard.zip")
    }

    @Test("the stack is made with its bucket, changed in place, deleted without its memory, and found again")
    func life() async throws {
        let account = try await MotoAccount.start()
        try await account.ask(Self.everything)
        let home = try Home()
        let file = try zip(in: home)
        func install(_ words: String...) async throws -> Ended {
            try await home.run(["install", "lambda", "--zip", file, "--yes"] + words, on: account)
        }
        let made = try await install("--email", "me@example.org", "--may-stop", "--credit", "100")
        #expect(made.status == 0, "\(made.talk)")
        let bucket = "costguard-\(account.opening.account)-us-east-1"
        #expect(made.talk.contains("a private bucket '\(bucket)'"), "\(made.talk)")
        #expect(made.talk.contains("Its memory is s3://\(bucket)/costguard.sqlite"), "\(made.talk)")

        let laptop = try Home()
        for verb in [["pause"], ["resume"], ["undo", "--yes"]] {
            let deaf = try await laptop.run(verb, on: account)
            #expect(deaf.status == 4 && deaf.talk.contains("the function of the stack 'costguard'"), "\(deaf.talk)")
            let there = "'costguard \(verb[0]) --database s3://\(bucket)/costguard.sqlite' tells it"
            #expect(deaf.talk.contains(there), "\(deaf.talk)")
        }
        let joined = try await laptop.run(["init", "--join"], on: account)
        #expect(joined.status == 0, "\(joined.talk)")
        let shown = try await laptop.run(["config", "show"]).output
        #expect(
            shown.contains("s3://\(bucket)/costguard.sqlite") && shown.contains("arn:aws:sns:us-east-1:"), "\(shown)")

        let heard = try await laptop.run(["pause"], on: account)
        #expect(heard.status == 0 && heard.output.contains("PAUSED to"), "\(heard.talk)")

        let changed = try await install("--no-may-stop")
        #expect(changed.status == 0 && changed.talk.contains("looks and stops nothing"), "\(changed.talk)")

        let gone = try await home.run(["uninstall", "lambda", "--yes"], on: account)
        #expect(gone.status == 0 && gone.talk.contains("not its memory: s3://\(bucket)"), "\(gone.talk)")
        let again = try await install("--email", "me@example.org")
        #expect(again.status == 0 && again.talk.contains("with what the bucket '\(bucket)' remembers"), "\(again.talk)")
    }

    @Test("a stack whose answer was lost is not taken for somebody else's, and neither is its change")
    func lostAnswers() async throws {
        let world = Story.student(at: Date())
        let server = try await FaultyAWS.start(world, clock: .running)
        let bucket = try await MemoryBucket.start(world, clock: .running)
        let home = try Home()
        let file = try zip(in: home)
        for action in ["CreateStack", "UpdateStack"] { server.inject(Fault(.lostAnswer, action: action)) }
        let environment = [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint, "AWS_ENDPOINT_URL_S3": bucket.endpoint,
        ]
        for more in [[], ["--may-stop"]] {
            let ended = try await home.run(
                ["install", "lambda", "--email", "me@example.org", "--zip", file, "--yes"] + more,
                environment: environment)
            #expect(ended.status == 0 && ended.talk.contains("Installed"), "\(more): \(ended.talk)")
        }
        #expect(server.counts.filter { $0.key.action == "CreateStack" }.values.map(\.requests) == [2])
        #expect(server.world[Extras.self].stacks["costguard"]?.parameters["MayStop"] == "yes")
        try await server.stop()
        try await bucket.stop()
    }

    @Test("the program that lies here is taken, and of several the newest by its name")
    func zipAtHand() async throws {
        let account = try await MotoAccount.start()
        try await account.ask(Self.everything)
        let home = try Home()
        try home.write("no zip", to: "costguard-0.2.0-lambda-x86_64.zip")
        try home.write("PK\u{3}\u{4}bootstrap", to: "costguard-0.2.1-lambda-x86_64.zip")
        let made = try await home.run(["install", "lambda", "--email", "me@example.org", "--yes"], on: account)
        #expect(made.status == 0, "\(made.talk)")
    }

    @Test("without an address, a zip, or a yes nothing is made")
    func refused() async throws {
        let account = try await MotoAccount.start()
        try await account.ask(Self.everything)
        let home = try Home()
        let file = try zip(in: home)
        let nobody = try await home.run(["install", "lambda", "--zip", file, "--yes"], on: account)
        #expect(nobody.status == 64 && nobody.talk.contains("Nobody would be mailed"), "\(nobody.talk)")
        let words = ["install", "lambda", "--email", "me@example.org"]
        let unasked = try await home.run(words + ["--zip", file], on: account)
        #expect(unasked.status == 4, "\(unasked.talk)")
        let text = try home.write("no zip", to: "x.zip")
        let foreign = try await home.run(words + ["--zip", text, "--yes"], on: account)
        #expect(foreign.status == 64 && foreign.talk.contains("is no zip of costguard"), "\(foreign.talk)")
        let missing = try await home.run(words + ["--yes"], on: account)
        #expect(missing.status == 64 && missing.talk.contains("neither here nor beside"), "\(missing.talk)")
        let lost = try await home.run(words + ["--zip", "lost.zip", "--yes"], on: account)
        #expect(lost.status == 64 && lost.talk.contains("There is no file 'lost.zip'"), "\(lost.talk)")
        let alone = try await home.run(["init", "--join"], on: account)
        #expect(alone.status == 4 && alone.talk.contains("no stack 'costguard' in us-east-1 to join"), "\(alone.talk)")
        #expect(!FileManager.default.fileExists(atPath: home.configuration))
        let left = try await home.run(["uninstall", "lambda", "--yes"], on: account)
        #expect(left.status == 4 && left.talk.contains("There is no stack 'costguard'"), "\(left.talk)")
    }

    @Test(
        "what is no address, name, span or amount is bad usage",
        arguments: [
            ["--email", "me"], ["--stack", "1st"], ["--every", "7m"], ["--credit", "0"], ["--granted", "soon"],
        ])
    func badUsage(words: [String]) async throws {
        let ended = try await Home().run(["install", "lambda"] + words)
        #expect(ended.status == 64, "\(ended.talk)")
    }

    @Test(
        "a template for a browser passes cfn-lint, and its function becomes the release that has the sum, and no other")
    func browser() async throws {
        // Of its own: the one that tests share is changed by others meanwhile.
        let account = try await MotoAccount.start()
        try await account.ask(Self.everything)
        let home = try Home()
        let python = try #require(MotoAccount.python)
        // A release whose program writes down that it was started, and where.
        let make = """
            import zipfile, hashlib
            entry = zipfile.ZipInfo("bootstrap")
            entry.external_attr = 0o755 << 16
            with zipfile.ZipFile("release.zip", "w") as archive:
                archive.writestr(entry, '#!/bin/sh\\necho "started in $LAMBDA_TASK_ROOT" >> ' + "\(home.path)/started")
            print(hashlib.sha256(open("release.zip", "rb").read()).hexdigest())
            """
        let made = try await home.start(["-c", make], program: python).ended
        let sum = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(sum.count == 64, "\(made.talk)")
        let address = "https://example.org/costguard.zip"
        let printed = try await home.run(["install", "lambda", "--print", "--fetch", address, "--sha256", sum])
        let file = try home.write(printed.output, to: "stack.yaml")
        let lint = try await home.start(
            [file], program: (python as NSString).deletingLastPathComponent + "/cfn-lint"
        ).ended
        #expect(lint.status == 0, "\(lint.output)\(lint.talk)")

        let source = try String(contentsOfFile: "\(repository)/dist/lambda_fetch.py", encoding: .utf8)
        try home.write(source.replacing("/tmp/costguard", with: "\(home.path)/unpacked"), to: "index.py")
        func become(_ url: String, _ sum: String) async throws -> Ended {
            try await home.start(
                ["index.py"],
                environment: account.keys.merging([
                    "RELEASE_URL": url, "RELEASE_SHA256": sum, "MEMORY_BUCKET": "costguard-memory",
                    "AWS_DEFAULT_REGION": "us-east-1",
                ]) { $1 }, program: python
            ).ended
        }
        func started() -> String? {
            FileManager.default.contents(atPath: "\(home.path)/started").map { String(decoding: $0, as: UTF8.self) }
        }
        let other = try await become("file://\(home.path)/release.zip", String(repeating: "0", count: 64))
        #expect(other.status == 1 && other.talk.contains("nothing of it was run") && started() == nil, "\(other.talk)")
        let first = try await become("file://\(home.path)/release.zip", sum)
        #expect(first.status == 0 && started() == "started in \(home.path)/unpacked\n", "\(first.talk)")
        // The bucket has it now.
        let again = try await become("file:///nowhere", sum)
        #expect(again.status == 0 && started()?.split(separator: "\n").count == 2, "\(again.talk)")
    }

    @Test("the template passes cfn-lint, and every right that iam-policy prints is in it")
    func template() async throws {
        let home = try Home()
        let printed = try await home.run(["install", "lambda", "--print"])
        let file = try home.write(printed.output, to: "stack.yaml")
        let python = try #require(MotoAccount.python)
        let lint = try await home.start(
            [file], program: (python as NSString).deletingLastPathComponent + "/cfn-lint"
        ).ended
        #expect(lint.status == 0, "\(lint.output)\(lint.talk)")
        try home.write(
            "kinds: usual\nunattended: { kinds: [databases, database_clusters, warehouses] }\n",
            to: ".config/costguard/config.yaml")
        let policy = try await home.run(["iam-policy", "--enforce"]).output
        let actions = policy.matches(of: /"([a-z0-9-]+:[A-Za-z]+)"/).map { String($0.1) }
        #expect(actions.count > 20)
        for action in actions { #expect(printed.output.contains("\"\(action)\""), "\(action)") }
    }
}
