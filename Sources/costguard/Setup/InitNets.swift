// AWS's own nets, made by `init`: shown, asked, journaled before and after, each on its own. What each looks like at AWS
// is Notifying's; which machines want an alarm is NetPlan's.

import AWSAPI
import CostModel
import Foundation
import Notifying
import Pipeline
import Storage

struct InitNets {
    /// The topic that `init` makes.
    static let topicName = "costguard"

    let session: Session
    let options: AWSOptions
    let nets: NetOptions
    let email: String?
    let yes: Bool

    private var terminal: Terminal { session.terminal }

    /// - Throws: `failed` where a net could not be made; the others were made nevertheless.
    func run() async throws {
        if let email { try InitAnswers.check(email: email) }
        let connection = try await session.connectionWithKeys(options)
        let account = try await account(connection)
        let plan = try await NetPlan(
            session: session, connection: connection, account: account, nets: nets,
            email: try await address(connection),
            stops: stops()
        ).made()
        for line in plan.notes { terminal.warn(line) }
        guard !plan.steps.isEmpty else {
            if plan.hasFailed { try ExitStatus.failed.exit() }
            return terminal.say("There is no net to make.")
        }
        try agree(plan, account)
        let failed = try await make(plan.steps, account)
        if failed || plan.hasFailed { try ExitStatus.failed.exit() }
    }

    /// Asks whether AWS's budget is wanted; nil without a clear answer, or where nobody could be told.
    static func offer(_ email: String?, _ terminal: Terminal) -> String? {
        guard email != nil, Terminal.canAsk else { return nil }
        let question = """
            AWS can warn you too, while costguard does not run: a budget that sees what
            credits pay, free. For how many USD a month shall it be made? (empty: none)
            """
        // What is set up so far stands, whatever is typed here.
        let amount = try? InitQuestions.asked(question, terminal) { answer in
            guard let amount = CreditInput.amount(answer), amount > .zero else {
                throw CommandError(
                    "'\(answer)' is no amount", hint: "write such as 100; later: costguard init --budget 100")
            }
            return amount
        }
        return amount?.description
    }

    /// The account is asked for, and must be one that the configuration lets change.
    private func account(_ connection: AWSConnection) async throws -> AccountID {
        let account = try await connection.account()
        let allowed = session.settings.guardrails.accounts
        guard allowed.isEmpty || allowed.contains(account) else {
            throw CommandError(
                "The keys belong to the account \(account), which 'guardrails.accounts' does not name",
                hint: "use other keys, or add the account to the configuration", status: .refused)
        }
        return account
    }

    /// Who is told: as said, else who reads the topic already, else who is asked.
    private func address(_ connection: AWSConnection) async throws -> String? {
        if let email { return email }
        if let topic = session.settings.topic,
            let known = try? await SNSNotifier(client: connection.client, topic: topic).mailAddresses().first
        {
            return known
        }
        guard Terminal.canAsk else { return nil }
        return try InitQuestions.asked(
            "Which address shall AWS's mails go to? (empty: none)", terminal, InitAnswers.check(email:))
    }

    /// To let AWS stop a machine takes a word of its own.
    private func stops() -> Bool {
        guard nets.gpuAlarms else { return false }
        if nets.gpuAlarmsStop || yes || !Terminal.canAsk { return nets.gpuAlarmsStop }
        let answer = terminal.ask(
            "An alarm can also STOP the machine. AWS then sees its processor alone: a GPU that works beside an idle\n"
                + "processor is stopped too, memory is lost, and costguard's guardrails do not hold.\n"
                + "Type 'stop' to allow that; anything else: it only mails.")
        return answer == "stop"
    }

    private func agree(_ plan: NetPlan.Made, _ account: AccountID) throws {
        terminal.warn("In the account \(account) this will be made:")
        for step in plan.steps { step.words.forEach { terminal.warn($0) } }
        if yes { return }
        let count = plan.steps.count
        guard Terminal.canAsk else {
            throw CommandError(
                "Nobody can be asked: this is no terminal", hint: "add --yes to agree to what is shown",
                status: .refused)
        }
        guard InitQuestions.yes(count == 1 ? "Make it?" : "Make these \(count)?", terminal) else {
            throw CommandError(
                "Nothing was made: the answer was not yes", hint: "call it again when you like",
                status: .refused)
        }
    }

    /// One failure hides none of the others. Returns whether there was one.
    private func make(_ steps: [NetPlan.Step], _ account: AccountID) async throws -> Bool {
        let (database, lock) = try await session.openForWriting()
        defer { lock.release() }
        var failed = false
        for step in steps {
            let intent = JournalIntent(
                planID: "init", action: .notify, resource: step.key, launchTime: nil, name: step.name, rule: "net",
                at: session.clock(),
                unattended: false)
            let entry = try await database.open(intent)
            let (outcome, word) = await outcome(of: step)
            try await database.settle(entry, outcome, at: session.clock())
            if outcome.isFailure { failed = true }
            try terminal.write(word, to: nil)
        }
        return failed
    }

    private func outcome(of step: NetPlan.Step) async -> (StepOutcome, String) {
        do {
            return try await step.make()
                ? (.done, "made    \(step.title)") : (.skipped("it exists already"), "exists  \(step.title)")
        } catch let error as AWSError where error.kind == .network {
            return (.uncertain("\(error)"), "UNSURE  \(step.title): \(error)")
        } catch {
            return (.failed("\(error)"), "FAILED  \(step.title): \(error)")
        }
    }
}
