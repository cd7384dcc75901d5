// Makes or changes the stack that runs costguard on Lambda: the bucket, the program in it, then the function. Whoever is killed
// between finds a stack that the next call goes on with. Source of limits: Lambda developer guide, "Lambda quotas".

import AWSAPI
import CostModel
import Foundation

/// What is to be installed.
struct LambdaWish {
    /// The program's zip.
    let zip: String
    /// What was said of the template's parameters; what was not said keeps its value in a stack that is there.
    let said: [String: String]
}

struct LambdaInstall {
    let session: Session
    let client: AWSClient
    let account: AccountID
    let stack: CloudStack

    private var terminal: Terminal { session.terminal }

    /// Such as `costguard-123456789012-us-east-1`: the template gives this name too.
    private var bucket: String { "costguard-\(account)-\(stack.region.code)" }

    /// - Throws: `CommandError` where the zip is none, the bucket is another's, or CloudFormation takes the change back.
    func install(_ wish: LambdaWish, confirmation: Confirmation) async throws {
        let program = try Self.program(at: wish.zip)
        let before = try await standing()
        if before == nil, wish.said["Email"] == nil {
            throw CommandError("Nobody would be mailed", hint: "add --email ADDRESS", status: .usage)
        }
        let hasBucket = try await bucketExists()
        for line in words(wish, isNew: before == nil, hasBucket: hasBucket) { terminal.warn(line) }
        try confirmation.obtain(terminal)

        let template = try StackTemplate.text()
        let key = "code/costguard-\(Fingerprint.hexadecimal(Fingerprint.of(bytes: program), digits: 16)).zip"
        if before == nil, !hasBucket {
            try await stack.create(template, values(wish.said, key: "", over: nil))
            _ = try await changed()
        }
        try await upload(program, to: key)
        let now = try await standing()
        let values = values(wish.said, key: key, over: now?.parameters, bucket: now == nil ? bucket : nil)
        guard let now else {
            try await stack.create(template, values)
            return tell(try await changed(), wish)
        }
        guard try await stack.update(template, values) else {
            terminal.say("The stack is as it should be already.")
            return tell(now, wish)
        }
        tell(try await changed(), wish)
    }

    /// Deletes the stack; the bucket stays, with all that costguard remembers.
    func uninstall(confirmation: Confirmation) async throws {
        guard let state = try await stack.settled(moved: { _ in }) else {
            throw CommandError(
                "There is no stack '\(stack.name)' in \(stack.region)",
                hint: "--region names another region, --stack another name", status: .refused)
        }
        terminal.warn("To be deleted: the stack '\(stack.name)' in account \(account), \(stack.region)")
        terminal.warn("  its function, schedule, role, alarms, log group and mail topic")
        terminal.warn("  not its memory: \(state.outputs["Database"] ?? "s3://\(bucket)") stays")
        try confirmation.obtain(terminal)
        try await stack.delete()
        if let left = try await stack.settled(moved: { terminal.say($0) }) { throw await failed(left) }
        terminal.say("Deleted. Nothing guards the account any more, unless something else does.")
    }

    /// What is there and can be changed; nil: there is none.
    private func standing() async throws -> StackState? {
        guard let state = try await stack.settled(moved: { terminal.say("\($0): waiting") }) else { return nil }
        guard state.isWhole else {
            throw CommandError(
                "The stack '\(stack.name)' cannot be changed: it is \(state.status)",
                hint: "'costguard uninstall lambda' deletes it and keeps its memory; then call this again",
                status: .refused)
        }
        return state
    }

    private func words(_ wish: LambdaWish, isNew: Bool, hasBucket: Bool) -> [String] {
        let mayStop = wish.said["MayStop"].map { $0 == "yes" }
        return [
            "To be \(isNew ? "made" : "changed") in account \(account), \(stack.region), as the CloudFormation stack '\(stack.name)':",
            "  a function that runs costguard on a schedule"
                + (mayStop ?? false
                    ? ", and may stop idle instances" : isNew || mayStop == false ? ", looks and stops nothing" : ""),
            "  "
                + (wish.said["RoleArn"].map { "with the role \($0)" }
                    ?? (isNew ? "with a role that may do this and no more" : "with its role as it is")),
            hasBucket
                ? "  with what the bucket '\(bucket)' remembers"
                : "  a private bucket '\(bucket)' for what it remembers; it stays when the stack goes",
            "  a mail topic" + (wish.said["Email"].map { " for \($0): AWS sends a link to open" } ?? ", as it is"),
            "  alarms of AWS, which tell when it has not run for 3 hours, or fails",
            "It costs about 3 to 5 cents a month at a run every 15 minutes: docs/lambda.md shows how that is reckoned.",
        ]
    }

    private func values(
        _ said: [String: String], key: String, over present: [String: String]?, bucket: String? = nil
    ) -> [String: String] {
        var values = (present ?? [:]).merging(said) { $1 }
        values["CodeKey"] = key
        if let bucket { values["Bucket"] = bucket }
        return values
    }

    /// The end of a change that was begun.
    private func changed() async throws -> StackState {
        let state = try await stack.settled(moved: { terminal.say($0) })
        guard let state, !state.isRolledBack else { throw await failed(state) }
        return state
    }

    private func failed(_ state: StackState?) async -> CommandError {
        let why = await stack.failure().map { ": \($0)" } ?? ""
        return CommandError(
            "CloudFormation took the change back (\(state?.status ?? "the stack is gone"))\(why)",
            hint: "mend that, then call this again; CloudFormation's page of the stack shows every step")
    }

    private func tell(_ state: StackState, _ wish: LambdaWish) {
        terminal.say("Installed: it runs from now on.")
        if let address = wish.said["Email"] {
            terminal.warn(
                "AWS has sent a mail to \(address): open its link within two days, or no mail will reach you.")
        }
        guard let database = state.outputs["Database"], session.paths.database != database else { return }
        terminal.say("Its memory is \(database). To share it here: costguard init --join")
        terminal.say("'costguard uninstall lambda' ends it.")
    }

    /// Whether it is there, and this account's.
    private func bucketExists() async throws -> Bool {
        let request = ObjectRequest(
            .get, bucket: bucket, key: "costguard.sqlite",
            headers: [AWSHeader("Range", "bytes=0-0"), AWSHeader("x-amz-expected-bucket-owner", account.digits)])
        do {
            _ = try await client.object(request, region: stack.region.code)
            return true
        } catch let error as AWSError where error.code == "NoSuchKey" || error.code == "InvalidRange" {
            return true
        } catch let error as AWSError where error.code == "NoSuchBucket" {
            return false
        }
    }

    private func upload(_ program: Data, to key: String) async throws {
        terminal.say("Uploading the program, \(program.count >> 20) MB …")
        let headers = [
            AWSHeader("Content-Type", "application/zip"), AWSHeader("x-amz-expected-bucket-owner", account.digits),
        ]
        _ = try await client.object(
            ObjectRequest(.put, bucket: bucket, key: key, headers: headers, body: program), region: stack.region.code)
    }

    /// A zip begins with its first file. Unpacked it may have 250 MB, so packed it has less.
    private static func program(at path: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError(
                "There is no file '\(path)'",
                hint: "name the zip of a release by --zip", status: .usage)
        }
        guard data.starts(with: [0x50, 0x4B, 0x03, 0x04]), data.count < 250 << 20 else {
            throw CommandError(
                "'\(path)' is no zip of costguard for Lambda: \(data.count) bytes",
                hint: "take \(Self.zipName("VERSION")) of a release", status: .usage)
        }
        return data
    }

    private static func zipName(_ version: String) -> String { "costguard-\(version)-lambda-x86_64.zip" }

    /// The zip of a release that lies here, beside this program, or where 'install.sh --lambda' puts it; of several the one
    /// whose name is the last.
    ///
    /// - Throws: `CommandError` where there is none.
    static func zipAtHand() throws -> String {
        let folders =
            [FileManager.default.currentDirectoryPath, (InitAdvice.program as NSString).deletingLastPathComponent]
            + InstalledPrefix.candidates(of: InitAdvice.program).map { "\($0)/share/costguard" }
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let zips = names.filter { $0.hasPrefix("costguard-") && $0.hasSuffix("-lambda-x86_64.zip") }
            if let name = zips.max() { return "\(folder)/\(name)" }
        }
        throw CommandError(
            "The program for Lambda is neither here nor beside this program",
            hint:
                "every release has it, as \(zipName("VERSION")): 'install.sh --lambda' fetches it; or fetch it by hand, "
                + "and name it by --zip", status: .usage)
    }
}
