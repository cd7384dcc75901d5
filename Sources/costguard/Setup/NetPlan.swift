// Which of AWS's own nets are wanted and missing: a budget that sees what credits pay, an alarm on each GPU machine.
// Looks, and makes nothing.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Notifying
import Pipeline
import Scanning
import Storage

/// Which of AWS's own nets `init` makes, as the command line says.
struct NetOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Make a monthly budget of so many USD that counts what credits pay; AWS mails at 50, 80 and 100 %. Free.",
            valueName: "usd"))
    var budget: String?

    @Flag(help: "Make an alarm on each GPU machine of the last scan: AWS mails when its processor idles. 10 are free.")
    var gpuAlarms = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Hours in a row that count as idle for these alarms, 1 to 24.", valueName: "number"))
    var gpuAlarmHours: Int = 3

    @Flag(
        help:
            "Let these alarms stop the machine too: AWS sees its processor alone, and no guardrail of costguard holds.")
    var gpuAlarmsStop = false

    /// Whether any is wanted.
    var isAsked: Bool { budget != nil || gpuAlarms }

    /// The budget's amount. `validate` has seen to it.
    var limit: Money? { budget.flatMap(CreditInput.amount).flatMap { $0 > .zero ? $0 : nil } }

    func validate() throws {
        if let budget, limit == nil {
            throw ValidationError("--budget: '\(budget)' is no amount: write USD a month as 100 or 62.50, above 0")
        }
        guard (1...24).contains(gpuAlarmHours) else {
            throw ValidationError("--gpu-alarm-hours takes a number from 1 to 24, got \(gpuAlarmHours)")
        }
        if !gpuAlarms, gpuAlarmsStop || gpuAlarmHours != 3 {
            throw ValidationError("\(gpuAlarmsStop ? "--gpu-alarms-stop" : "--gpu-alarm-hours") needs --gpu-alarms")
        }
    }
}

/// Which of them are to be made, step by step.
struct NetPlan {
    static let budgetName = "costguard"

    /// One thing to be made.
    struct Step: Sendable {
        let key: ResourceKey
        let name: String?
        let title: String
        /// What is shown before anybody agrees.
        let words: [String]
        /// False: it exists already.
        let make: @Sendable () async throws -> Bool
    }

    struct Made {
        var steps: [Step] = []
        /// What is not made, and why.
        var notes: [String] = []
        var hasFailed = false
    }

    let session: Session
    let connection: AWSConnection
    let account: AccountID
    let nets: NetOptions
    let email: String?
    let stops: Bool

    private var client: AWSClient { connection.client }

    func made() async throws -> Made {
        var made = Made()
        if let limit = nets.limit { await budget(limit, &made) }
        if nets.gpuAlarms { try await alarms(&made) }
        return made
    }

    private func budget(_ limit: Money, _ made: inout Made) async {
        guard let email else {
            made.notes.append("No budget: nobody would be told. Add --email ADDRESS")
            made.hasFailed = true
            return
        }
        do {
            let budgets = try await AWSBudgets.all(of: account, client, home: connection.mainRegion)
            if let old = budgets.first(where: { $0.name == Self.budgetName }) {
                let sight =
                    old.isBlindedByCredits ? ", but credits blind it: leave them out in its advanced options" : ""
                return made.notes.append("There is a budget '\(old.name)' already\(sight). Change it in AWS's console.")
            }
        } catch {
            // To list may be denied where to make is not: AWS refuses a second one of the name.
            made.notes.append("Which budgets exist is not known: \(Self.line(error))")
        }
        let net = BudgetNet(name: Self.budgetName, limit: limit, email: email)
        let client = client
        let account = account
        let home = connection.mainRegion
        made.steps.append(
            Step(
                key: ResourceKey(
                    kind: ResourceKind(rawValue: "budget"), account: account, region: .global, id: net.name),
                name: "budget, \(limit.cents) USD a month", title: "budget '\(net.name)', \(limit.cents) USD a month",
                words: [
                    "  Budget '\(net.name)': \(limit.cents) USD a month. Credits and refunds are left out, so it sees what they pay.",
                    "    AWS mails \(email) at 50, 80 and 100 % spent, and when 100 % is forecast. It costs nothing.",
                ]
            ) { try await net.make(in: account, client, region: home) })
    }

    private func alarms(_ made: inout Made) async throws {
        guard let database = try? await session.openForReading(),
            try await database.lastScans().contains(where: { $0.account == account })
        else {
            made.notes.append("No alarms: no scan has seen the account \(account). Run 'costguard scan' first")
            made.hasFailed = true
            return
        }
        let machines = try await database.gpuMachines(in: account)
        let hosts = stops ? await connection.host.sight(asking: true, at: session.clock()).hosts : []
        if machines.isEmpty { made.notes.append("No alarms: the last scan saw no machine with a GPU.") }
        let before = made.steps.count
        for (region, machines) in Dictionary(grouping: machines, by: \.key.region).sorted(by: { $0.key < $1.key }) {
            do {
                let existing = try await IdleAlarm.existing(in: region, client)
                for machine in machines {
                    let isHost = hosts.contains { $0.isSame(as: machine.key) }
                    alarm(on: machine, existing, isHost: isHost, &made)
                }
            } catch {
                made.notes.append("No alarms in \(region): \(Self.line(error))")
                made.hasFailed = true
            }
        }
        if made.steps.count > before {
            made.notes.append("Of alarms 10 in an account are free; each further one costs 0.10 USD a month.")
        }
    }

    private func alarm(
        on machine: GPUMachine, _ existing: [String: Bool], isHost: Bool, _ made: inout Made
    ) {
        let topic = session.settings.topic.flatMap { $0.contains(":sns:\(machine.key.region):") ? $0 : nil }
        let whyNoStop = isHost ? "costguard itself runs on it" : machine.whyNoStop
        let stops = stops && whyNoStop == nil
        let title = machine.name.map { "'\($0)' (\(machine.key.id))" } ?? machine.key.id
        let alarm = IdleAlarm(
            instance: machine.key, hours: nets.gpuAlarmHours, percent: IdleAlarm.percent(vcpus: machine.vcpus),
            topic: topic, stops: stops)
        if let old = existing[alarm.name] {
            return made.notes.append("There is an alarm on \(title) already; it \(old ? "stops it" : "only mails").")
        }
        guard topic != nil || email != nil else {
            made.hasFailed = true
            return made.notes.append("No alarm on \(title): nobody would be told. Add --email ADDRESS")
        }
        var words = [
            "  Alarm on \(title), \(machine.type) in \(machine.key.region): processor under \(alarm.percent) % in each of "
                + "\(CountText.text(alarm.hours, "hour")).",
            topic.map { "    It mails through \($0)" }
                ?? "    It mails \(email ?? ""), who must confirm: a topic '\(InitNets.topicName)' is made in "
                + "\(machine.key.region), for an alarm reaches no other region's",
        ]
        if stops { words.append("    and STOPS the machine, whatever its GPU does.") }
        if self.stops, let why = whyNoStop { words.append("    and does not stop it: \(why).") }
        let client = client
        let email = email
        made.steps.append(
            Step(
                key: ResourceKey(
                    kind: ResourceKind(rawValue: "alarm"), account: account, region: machine.key.region, id: alarm.name),
                name: "alarm on \(machine.name ?? machine.key.id)",
                title: "alarm on \(title)\(stops ? ", which stops it" : "")", words: words
            ) { try await Self.make(alarm, email, client) })
    }

    /// With a topic in its region, where there is none yet.
    private static func make(_ alarm: IdleAlarm, _ email: String?, _ client: AWSClient) async throws -> Bool {
        guard alarm.topic == nil, let email else {
            try await alarm.make(client)
            return true
        }
        let topics = SNSTopics(client: client)
        let topic = try await topics.create(named: InitNets.topicName, in: alarm.instance.region)
        _ = try await topics.subscribe(email: email, to: topic)
        try await IdleAlarm(
            instance: alarm.instance, hours: alarm.hours, percent: alarm.percent, topic: topic, stops: alarm.stops
        ).make(client)
        return true
    }

    private static func line(_ error: any Error) -> String {
        "\(error)".split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
