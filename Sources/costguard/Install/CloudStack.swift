// One stack of CloudFormation: asked for, made, changed, deleted, and waited for. What is in it is StackTemplate's.
// Source of operations, states and error texts: CloudFormation API reference, and botocore 1.43.11's model of it.

import AWSAPI
import CostModel
import Foundation

/// A stack as AWS describes it.
struct StackState: Equatable {
    /// Such as `CREATE_COMPLETE`.
    let status: String
    let outputs: [String: String]
    let parameters: [String: String]

    /// Whether it changes at the moment.
    var isMoving: Bool { status.hasSuffix("_IN_PROGRESS") }
    /// Whether it stands as it was wanted, and can be changed.
    var isWhole: Bool { ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"].contains(status) }
    /// Whether the last change was taken back.
    var isRolledBack: Bool { status.contains("ROLLBACK") || status.hasSuffix("_FAILED") }
}

/// The stack of one name, in one region.
struct CloudStack {
    /// What installing needs of CloudFormation itself; what is in the stack is made with the same keys.
    static let permissions = [
        "cloudformation:CreateStack", "cloudformation:DeleteStack", "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStacks", "cloudformation:UpdateStack",
    ]

    /// What it takes to be told of one.
    static let look = "cloudformation:DescribeStacks"

    /// Of which 'init --join' looks for one.
    static let usualName = "costguard"

    let client: AWSClient
    let name: String
    let region: Region
    let sleep: @Sendable (Duration) async throws -> Void
    /// Whether a call is tried again; not where somebody waits for a look alone.
    var retries = true

    /// Nil where there is none.
    func state() async throws -> StackState? {
        do {
            let answer = try await call("DescribeStacks")
            guard let stack = answer["DescribeStacksResult"]?["Stacks"]?["member"],
                let status = stack.text("StackStatus")
            else {
                throw CommandError("The answer of 'cloudformation DescribeStacks' names no stack", hint: "try again")
            }
            // What was deleted is described still, by its id.
            guard status != "DELETE_COMPLETE" else { return nil }
            return StackState(
                status: status, outputs: pairs(stack["Outputs"], "OutputKey", "OutputValue"),
                parameters: pairs(stack["Parameters"], "ParameterKey", "ParameterValue"))
        } catch let error as AWSError where error.code == "ValidationError" && error.message.contains("does not exist")
        {
            return nil
        }
    }

    /// An answer that is lost has the request sent again, which then finds its own stack: that is no failure.
    func create(_ template: String, _ values: [String: String]) async throws {
        let token = Self.token()
        let more = ["OnFailure": "DELETE", "ClientRequestToken": token]
        do { _ = try await call("CreateStack", form(template, values).merging(more)) } catch let error as AWSError {
            guard await isDone(by: token, error) else { throw error }
        }
    }

    /// - Returns: false where nothing is to be changed.
    func update(_ template: String, _ values: [String: String]) async throws -> Bool {
        let token = Self.token()
        do {
            _ = try await call("UpdateStack", form(template, values).merging(["ClientRequestToken": token]))
            return true
        } catch let error as AWSError {
            if await isDone(by: token, error) { return true }
            guard error.message.contains("No updates are to be performed") else { throw error }
            return false
        }
    }

    /// Never used before, so that AWS takes a second request with it for the first one.
    private static func token() -> String { "costguard-\(UUID().uuidString)" }

    /// Whether a request was refused because it had been carried out already: every event of a change bears its token.
    private func isDone(by token: String, _ error: AWSError) async -> Bool {
        guard error.kind != .network else { return false }
        if error.code == "TokenAlreadyExistsException" { return true }
        let answer = try? await call("DescribeStackEvents")
        return answer?["DescribeStackEventsResult"]?["StackEvents"]?.children(named: "member")
            .contains { $0.text("ClientRequestToken") == token } ?? false
    }

    func delete() async throws { _ = try await call("DeleteStack") }

    /// Waits until it stands still; nil: it is gone.
    ///
    /// - Parameter moved: told of each state that is not the one before.
    func settled(moved: (String) -> Void) async throws -> StackState? {
        var last: String?
        while true {
            guard let state = try await state() else { return nil }
            guard state.isMoving else { return state }
            if last != state.status { moved(state.status) }
            last = state.status
            try await sleep(.seconds(3))
        }
    }

    /// The first thing that failed in the last change, in AWS's words; nil where none is told.
    func failure() async -> String? {
        guard let answer = try? await call("DescribeStackEvents") else { return nil }
        // The newest first: of one change the cause is the last that is named before it begins.
        var cause: String?
        for event in answer["DescribeStackEventsResult"]?["StackEvents"]?.children(named: "member") ?? [] {
            let status = event.text("ResourceStatus") ?? ""
            if status.hasSuffix("_FAILED"), let why = event.text("ResourceStatusReason"), !why.contains("cancelled") {
                cause = "\(event.text("LogicalResourceId") ?? "?"): \(why)"
            }
            if event.text("ResourceType") == "AWS::CloudFormation::Stack",
                ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"].contains(status)
            {
                break
            }
        }
        return cause
    }

    private func call(_ action: String, _ more: [String: String] = [:]) async throws -> XMLNode {
        var parameters: Parameters = ["StackName": name]
        for (key, value) in more.sorted(by: { $0.key < $1.key }) { parameters.set(key, value) }
        return try await client.query(.cloudFormation, action, parameters, region: region.code, retries: retries)
    }

    private func form(_ template: String, _ values: [String: String]) -> [String: String] {
        var form = ["TemplateBody": template, "Capabilities.member.1": "CAPABILITY_IAM"]
        for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
            let member = "Parameters.member.\(index + 1)"
            form["\(member).ParameterKey"] = key
            form["\(member).ParameterValue"] = value
        }
        return form
    }

    private func pairs(_ list: XMLNode?, _ key: String, _ value: String) -> [String: String] {
        Dictionary(
            (list?.children(named: "member") ?? []).compactMap { item in
                item.text(key).map { ($0, item.text(value) ?? "") }
            }, uniquingKeysWith: { first, _ in first })
    }
}

extension [String: String] {
    fileprivate func merging(_ other: [String: String]) -> [String: String] { merging(other) { $1 } }
}
