// Keys that the program fetches or keeps by itself, from the command line down to AWS's own check of the signature.

import CostModel
import Foundation
import Testing

@Suite(.enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
struct KeySourceTests {
    private func scan(
        _ home: Home, _ account: MotoAccount, _ arguments: [String] = [], environment: [String: String] = [:],
        input: String = ""
    ) async throws -> Ended {
        let variables = ["AWS_ENDPOINT_URL": account.opening.endpoint].merging(environment) { $1 }
        return try await home.run(
            ["scan", "--region", "us-west-2"] + arguments, environment: variables, input: input)
    }

    /// Every file below the home but those given.
    private func files(_ home: Home, but known: [String]) -> [String: Data] {
        let all = FileManager.default.enumerator(atPath: home.path)?.compactMap { $0 as? String } ?? []
        return all.filter { !known.contains($0) }.reduce(into: [:]) {
            $0[$1] = FileManager.default.contents(atPath: home.path + "/" + $1)
        }
    }

    @Test("a role is taken for a token of another identity provider, and the token is written nowhere")
    func webIdentity() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let token = "plantedWebIdentityToken0123456789"
        let file = try home.write(token + "\n", to: "token")
        let ended = try await scan(
            home, account, ["-v"],
            environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": account.opening.roleARN])
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.talk.contains("Keys from web identity, role '\(account.opening.roleARN)'"))
        #expect(!ended.talk.contains(token) && !ended.output.contains(token))
        for (name, data) in files(home, but: ["token"]) {
            #expect(data.range(of: Data(token.utf8)) == nil, "\(name)")
        }
    }

    private func prepare(_ home: Home, _ account: MotoAccount, keeps: Bool) throws {
        let opening = account.opening
        try home.write(
            """
            [base]
            aws_access_key_id = \(opening.accessKeyID)
            aws_secret_access_key = \(opening.secretAccessKey)
            """, to: ".aws/credentials")
        try home.write(
            """
            [profile class]
            role_arn = \(opening.roleARN)
            source_profile = base
            external_id = \(opening.externalID)
            mfa_serial = arn:aws:iam::123456789012:mfa/me
            """, to: ".aws/config")
        try home.write("profile: class\nmfa: { keep: \(keeps) }\n", to: ".config/costguard/config.yaml")
    }

    @Test("a session with MFA is kept where that is allowed, for this user alone, and cron goes on with it")
    func keptSession() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        try prepare(home, account, keeps: true)
        let first = try await scan(home, account, input: "123456\n")
        #expect(first.status == 0, "\(first.talk)")
        let directory = home.path + "/.local/state/costguard/mfa-sessions"
        let file = try #require(try FileManager.default.contentsOfDirectory(atPath: directory).first)
        #expect(first.talk.contains("kept in '\(directory)/\(file)' until 20"))
        let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/" + file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let second = try await scan(home, account)
        #expect(second.status == 0, "\(second.talk)")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: directory + "/" + file)
        let third = try await scan(home, account)
        #expect(third.status == 1 && third.talk.contains("is not safe"), "\(third.talk)")
    }

    @Test("without it nothing is kept, no database is made, and cron is told what to do")
    func noSession() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        try prepare(home, account, keeps: false)
        let alone = try await scan(home, account)
        #expect(alone.status == 1)
        #expect(alone.talk.contains("nobody gave one") && alone.talk.contains("mfa: { keep: true }"), "\(alone.talk)")
        #expect(!FileManager.default.fileExists(atPath: home.database))
        let asked = try await scan(home, account, input: "123456\n")
        #expect(asked.status == 0, "\(asked.talk)")
        #expect(!FileManager.default.fileExists(atPath: home.path + "/.local/state/costguard/mfa-sessions"))
    }

    @Test("a run with keys that end soon says so, and the doctor says what is known of pasted ones")
    func ends() async throws {
        let home = try Home()
        let account = try await MotoAccount.unchanged.value
        let keys = account.opening.session
        let end = UTCTime.text(Date().addingTimeInterval(600))
        let environment = [
            "AWS_ACCESS_KEY_ID": keys.accessKeyID, "AWS_SECRET_ACCESS_KEY": keys.secretAccessKey,
            "AWS_SESSION_TOKEN": keys.sessionToken, "AWS_ENDPOINT_URL": account.opening.endpoint,
        ]
        let ended = try await scan(
            home, account, ["--quiet"], environment: environment.merging(["AWS_CREDENTIAL_EXPIRATION": end]) { $1 })
        #expect(ended.talk.contains("The keys end at 20") && ended.talk.contains("and nobody renews them."))
        let doctor = try await home.run(["doctor"], environment: environment)
        #expect(doctor.report.contains("temporary, and nothing tells when they end"), "\(doctor.report)")
        #expect(doctor.report.contains("Learner Lab"))
    }
}
