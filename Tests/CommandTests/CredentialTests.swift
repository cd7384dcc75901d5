// Where keys come from, as the AWS configuration says it, with every signature checked by the other side.

import Foundation
import Testing

@Suite(.enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
struct CredentialTests {
    /// Scans one region with nothing in the environment but the endpoint and what is given.
    private func scan(
        _ home: Home, _ account: MotoAccount, _ arguments: [String] = [], environment: [String: String] = [:]
    ) async throws -> Ended {
        var variables = ["AWS_ENDPOINT_URL": account.opening.endpoint]
        variables.merge(environment) { $1 }
        let ended = try await home.run(["scan", "--region", "us-west-2"] + arguments, environment: variables)
        for secret in [account.opening.secretAccessKey, account.opening.session.secretAccessKey] {
            #expect(!ended.output.contains(secret) && !ended.talk.contains(secret))
        }
        return ended
    }

    private func writeKeys(_ home: Home, _ account: MotoAccount, secret: String? = nil) throws {
        try home.write(
            """
            [base]
            aws_access_key_id = \(account.opening.accessKeyID)
            aws_secret_access_key = \(secret ?? account.opening.secretAccessKey)
            """, to: ".aws/credentials")
    }

    private func roleProfile(_ account: MotoAccount, externalID: String) -> String {
        """
        [profile class]
        region = us-west-2
        role_arn = \(account.opening.roleARN)
        source_profile = base
        external_id = \(externalID)
        """
    }

    @Test("a role is assumed by its source profile and external id")
    func role() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        try writeKeys(home, account)
        try home.write(roleProfile(account, externalID: account.opening.externalID), to: ".aws/config")
        try home.write("profile: class\n", to: ".config/costguard/config.yaml")
        let ended = try await scan(home, account)
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.talk.contains("Account 123456789012"))
        let doctor = try await home.run(["doctor"], environment: ["AWS_ENDPOINT_URL": account.opening.endpoint])
        #expect(doctor.report.contains("class"))
    }

    @Test("a wrong external id is told in words, and with --verbose as AWS tells it")
    func wrongExternalID() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        try writeKeys(home, account)
        try home.write(roleProfile(account, externalID: "somebody-else"), to: ".aws/config")
        let ended = try await scan(home, account, ["--profile", "class", "-v"])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("Not allowed: taking the role (sts:AssumeRole)"), "\(ended.talk)")
        #expect(ended.talk.contains("AWS said: sts AssumeRole in us-west-2: AccessDenied, HTTP 403"), "\(ended.talk)")
    }

    @Test("a program may bring the keys; one that fails is told with its status, and not with its words")
    func program() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let keys = account.opening.session
        let answer =
            #"{"Version": 1, "AccessKeyId": "\#(keys.accessKeyID)", "SecretAccessKey": "\#(keys.secretAccessKey)", "#
            + #""SessionToken": "\#(keys.sessionToken)", "Expiration": "2099-01-01T00:00:00Z"}"#
        let program = try home.write("#!/bin/sh\necho '\(answer)'\n", to: "keys.sh", mode: 0o700)
        let broken = try home.write("#!/bin/sh\necho 'vault is sealed' >&2\nexit 7\n", to: "broken.sh", mode: 0o700)
        try home.write(
            "[profile vault]\ncredential_process = \(program)\n[profile sealed]\ncredential_process = \(broken)\n",
            to: ".aws/config")
        let good = try await scan(home, account, ["--profile", "vault"])
        #expect(good.status == 0, "\(good.talk)")
        let bad = try await scan(home, account, ["--profile", "sealed"])
        #expect(bad.status == 1)
        #expect(bad.talk.contains("status 7") && bad.talk.contains("hint: "), "\(bad.talk)")
        // Programs that fail have been seen to print what they hold.
        #expect(!bad.talk.contains("vault is sealed"))
    }

    @Test("a wrong secret fails clearly, and is written nowhere")
    func wrongSecret() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let planted = "plantedSecretPlantedSecretPlantedSecret0"
        let ended = try await scan(
            home, account,
            environment: ["AWS_ACCESS_KEY_ID": account.opening.accessKeyID, "AWS_SECRET_ACCESS_KEY": planted])
        #expect(ended.status == 1)
        #expect(ended.talk.contains("hint: "), "\(ended.talk)")
        #expect(!ended.talk.contains(planted) && !ended.output.contains(planted))
        #expect(try await home.run([]).output.contains("has not looked at an account yet"))
    }

    @Test("neither secrets nor tokens reach the database", arguments: [true, false])
    func database(isPermanent: Bool) async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let opening = account.opening
        let environment =
            isPermanent
            ? ["AWS_ACCESS_KEY_ID": opening.accessKeyID, "AWS_SECRET_ACCESS_KEY": opening.secretAccessKey]
            : [
                "AWS_ACCESS_KEY_ID": opening.session.accessKeyID,
                "AWS_SECRET_ACCESS_KEY": opening.session.secretAccessKey,
                "AWS_SESSION_TOKEN": opening.session.sessionToken,
            ]
        let ended = try await scan(home, account, environment: environment)
        #expect(ended.status == 0, "\(ended.talk)")
        let directory = (home.database as NSString).deletingLastPathComponent
        let files = try FileManager.default.contentsOfDirectory(atPath: directory)
        #expect(files.contains("costguard.sqlite"))
        for file in files {
            guard let data = FileManager.default.contents(atPath: directory + "/" + file) else { continue }
            for secret in [opening.secretAccessKey, opening.session.secretAccessKey, opening.session.sessionToken] {
                #expect(data.range(of: Data(secret.utf8)) == nil, "\(file)")
            }
        }
    }

    @Test("a token that is missing or wrong fails", arguments: [nil, "AQoDYXdzEPTwrong"])
    func wrongToken(token: String?) async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let keys = account.opening.session
        var environment = ["AWS_ACCESS_KEY_ID": keys.accessKeyID, "AWS_SECRET_ACCESS_KEY": keys.secretAccessKey]
        environment["AWS_SESSION_TOKEN"] = token
        let ended = try await scan(home, account, environment: environment)
        #expect(ended.status == 1)
        #expect(ended.talk.contains("hint: "), "\(ended.talk)")
    }

    @Test("a profile that was named beats keys in the environment")
    func profileBeatsEnvironment() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        try writeKeys(home, account)
        let ended = try await scan(
            home, account, ["--profile", "base"],
            environment: ["AWS_ACCESS_KEY_ID": "AKIASOMEBODYELSE0000", "AWS_SECRET_ACCESS_KEY": "wrong"])
        #expect(ended.status == 0, "\(ended.talk)")
    }
}
