// What becomes of the stop and the start of a thing that is no machine: of a notebook, by canned answers.

import AWSAPI
import Actuation
import CostModel
import Foundation
import ScriptedAWS
import Synchronization
import Testing

@Suite struct KindActuatorTests {
    private static let service = KindService(
        name: "sagemaker", id: "SAGEMAKER", wire: .json(target: "SageMaker", version: "1.1"), host: "api.sagemaker",
        shape: .regional, signing: "sagemaker", without: [])

    private static let acts: KindActs? = {
        func action(_ operation: String, _ state: String) -> KindAction {
            let id = KindText(pieces: [.place(.column("id"), isOptional: false)], description: "{id}")
            let test = KindCondition.Test(column: "state", wanted: .among([.text(state)]), isNegated: false)
            return KindAction(
                operation: operation, input: [KindField(name: "NotebookInstanceName", value: .text(id))],
                when: KindCondition(alternatives: [[test]], text: "state \(state)"))
        }
        return KindActs(
            KindSpec(
                kind: ResourceKind(rawValue: "notebook"), view: "notebooks", title: "Notebooks", service: service,
                scope: .regional, steps: [], id: KindText(pieces: [], description: ""), arn: nil, name: nil,
                created: nil, tags: nil, columns: [], asks: [], metrics: [], prices: [], permissions: [],
                stop: action("StopNotebookInstance", "InService"),
                start: action("StartNotebookInstance", "Stopped"),
                delete: nil, lost: "memory", origin: "built in: notebooks.yaml"))
    }()

    /// What comes of a step, and the calls that it made.
    private func outcome(
        of action: Action, account: String = "123456789012", state: String? = "InService",
        answer: @escaping @Sendable () throws -> AWSReply
    ) async throws -> (StepOutcome, [ScriptedAWS.Call]) {
        let aws = ScriptedAWS { call in
            call.operation == "GetCallerIdentity" ? .identity("123456789012") : try answer()
        }
        let acts = try #require(Self.acts)
        let actuator = AccountActuator(
            machines: EC2Actuator(client: aws.client, homeRegion: .northVirginia) { _ in },
            things: KindActuator(
                client: aws.client, kinds: [KindActuator.Kind(acts, service: .notebooks)], look: { _ in state }))
        let step = PlanStep(
            action: action,
            resource: ResourceKey(
                kind: acts.kind, account: try #require(AccountID(account)), region: .northVirginia, id: "thesis"),
            name: nil, rules: [JournalIntent.byHand], unattended: false, launchTime: nil, savingPerMonth: nil)
        let mark = StopMark(
            at: Date(timeIntervalSince1970: 1_795_219_200), launchTime: nil, planID: "0badcafe",
            databaseID: "1a2b3c4d", rule: JournalIntent.byHand)
        let outcome = await actuator.perform(step, marking: mark)
        return (outcome, aws.calls.filter { $0.operation != "GetCallerIdentity" })
    }

    @Test(
        "a stop and a start are one call with the name, and nothing is tagged",
        arguments: [(Action.stop, "StopNotebookInstance"), (.start, "StartNotebookInstance")])
    func done(action: Action, operation: String) async throws {
        let (outcome, calls) = try await outcome(of: action) { .json("") }
        #expect(outcome == .done)
        #expect(calls.map(\.operation) == [operation])
        #expect(calls.first?.body == #"{"NotebookInstanceName":"thesis"}"#)
    }

    @Test("another account's notebook is left alone")
    func otherAccount() async throws {
        let (outcome, calls) = try await outcome(of: .stop, account: "999999999999") { .json("") }
        #expect(calls.isEmpty)
        guard case .skipped = outcome else {
            Issue.record("got \(outcome)")
            return
        }
    }

    @Test("a denial is a refusal, with AWS's words")
    func denied() async throws {
        let (outcome, _) = try await outcome(of: .stop) {
            AWSReply(
                status: 400, body: Data(#"{"__type":"AccessDeniedException","message":"not yours"}"#.utf8))
        }
        guard case .refused(let code, let why) = outcome else {
            Issue.record("got \(outcome)")
            return
        }
        #expect(code == "AccessDeniedException" && why.contains("not yours"))
    }

    @Test(
        "where the answer is lost, the state decides",
        arguments: [("Stopping", "done"), ("Stopped", "done"), ("InService", "uncertain"), (nil, "failed")])
    func lostAnswer(state: String?, expected: String) async throws {
        let (outcome, _) = try await outcome(of: .stop, state: state) {
            throw TransportError(kind: .timeout, message: "no answer")
        }
        let word =
            switch outcome {
            case .done: "done"
            case .uncertain: "uncertain"
            case .failed: "failed"
            case .refused: "refused"
            case .skipped: "skipped"
            }
        #expect(word == expected)
    }
}

extension AWSService {
    fileprivate static let notebooks = AWSService(
        name: "sagemaker", id: "SAGEMAKER", hostPrefix: "api.sagemaker", signingName: "sagemaker", isGlobal: false,
        hostShape: .regional, wireProtocol: .json(targetPrefix: "SageMaker", version: "1.1"))
}
