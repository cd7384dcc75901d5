// A person stops machines: by name, or everything that was started lately.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Planning
import Reporting
import RuleEngine
import Storage

/// `costguard stop`: stops what is named, or what was started within a span, after a last look.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "stop", "Stop machines by name, now; or everything that was started lately, when keys have leaked.",
        """
        Works without a plan and without a scan before. Each machine is looked at, and you are told what you lose. Where
        something speaks against the stop, its name is to be typed; what AWS cannot stop, and what runs costguard, is
        refused. What somebody keeps is stopped with --override-keep only. Disks are kept. 'costguard undo' takes it
        back. Databases, notebooks, warehouses and some others are stopped so too where 'kinds' in the configuration lists
        them: docs/kinds.md.

        --started-within looks at every region and asks once: the number of machines and their USD an hour are to be
        typed. What cannot be stopped is listed with the command that ends its bill.

          costguard stop hw3-gpu
          costguard stop hw3-gpu --yes
          costguard stop hw3-gpu --confirm hw3-gpu
          costguard stop --started-within 24h --except web
          costguard stop hw3-gpu --when-idle 30m
          costguard stop hw3-gpu --at 03:30
          costguard stop hw3-gpu --cancel
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var hand: HandOptions
    @OptionGroup var order: OrderOptions

    @Option(help: ArgumentHelp("Everything that was started in the last 30m, 24h or 3d.", valueName: "time"))
    var startedWithin: String?

    @Option(
        help: ArgumentHelp("With --started-within: only in this region. Repeatable.", valueName: "region"),
        transform: RegionArgument.parse)
    var region: [Region] = []

    @Option(help: ArgumentHelp("With --started-within: but not this machine. Repeatable.", valueName: "resource"))
    var except: [String] = []

    @Flag(help: "Also what somebody keeps, by a tag or by 'costguard keep'.")
    var overrideKeep = false

    @Argument(
        help: ArgumentHelp(
            "Id or name of a machine, or of a thing of a kind that is listed; the beginning of an id.",
            valueName: "resource"))
    var resource: [String] = []

    func validate() throws {
        try output.allow(.text, .json, of: "outcomes")
        if order.isGiven || order.cancel, resource.isEmpty || overrideKeep {
            throw ValidationError(
                resource.isEmpty
                    ? "say what is to be stopped later: costguard stop NAME --at 03:30"
                    : "--override-keep is for a stop now: an order for later does not pass a keep")
        }
        if resource.isEmpty, startedWithin == nil {
            throw ValidationError("say what is to be stopped: costguard stop NAME")
        }
        if !resource.isEmpty, startedWithin != nil {
            throw ValidationError("give names or --started-within, not both; --except leaves a machine out")
        }
        if startedWithin == nil, !region.isEmpty || !except.isEmpty {
            throw ValidationError("--region and --except belong to --started-within")
        }
        if let startedWithin, (DurationText.seconds(startedWithin) ?? 0) <= 0 {
            throw ValidationError("--started-within takes a time such as 30m, 24h or 3d, got '\(startedWithin)'")
        }
    }

    func run() async throws {
        let session = try Session(common, aws)
        if order.cancel { return try await OrderHand(session: session).cancel(resource) }
        // What is no time is said before AWS is asked.
        _ = try order.condition(at: session.clock(), in: session.settings.timeZone)
        let (verb, lock) = try await HandVerb.open(
            .stop, byHand: ByHand(overridesKeeps: overrideKeep), session, aws, hand)
        defer { lock.release() }
        if let span = startedWithin.flatMap({ DurationText.seconds($0) }) {
            try await sweep(Double(span), verb)
        } else if let condition = try order.condition(at: session.clock(), in: session.settings.timeZone) {
            let command = (["costguard stop"] + resource.map { ShellWord.text($0) } + [order.typed])
                .joined(separator: " ")
            try await OrderHand(session: session).give(condition, on: resource, verb, hand, command: command, output)
        } else {
            try await stopNamed(verb)
        }
    }

    private func stopNamed(_ verb: HandVerb) async throws {
        let seen = try await verb.look(at: try await NamedMachines(verb: verb).machines(resource, others: true))
        try verb.tellLeft(seen, output)
        try HandRefusal.whole(seen, action: .stop)
        guard !seen.steps.isEmpty else { return }
        let notes = Dictionary(
            seen.findings.map { ($0.resource, ByHandText.passed($0)) }, uniquingKeysWith: { one, _ in one })
        let opposed = seen.findings.filter { !$0.passed.isEmpty }.map { $0.judgement.name ?? $0.resource.id }
        let above = Confirmation.above(
            seen.steps, verb.session.settings.guardrails,
            running: try await verb.database.running(in: verb.account).count)
        let number = above == nil ? "yes" : "\(seen.steps.count)"
        let word = opposed.isEmpty ? number : opposed.joined(separator: " ")
        let options = overrideKeep ? ["--override-keep"] : []
        let command = (["costguard stop"] + resource.map { ShellWord.text($0) } + options).joined(separator: " ")
        try await verb.perform(
            seen, notes: notes,
            asking: Confirmation(
                word: word, above: above, yes: hand.yes, typed: hand.confirm, command: command, verb: "stop"),
            output
        ).status.exit()
    }

    /// The command as it was typed, without what answers by itself.
    private var sweepCommand: String {
        (["costguard stop --started-within \(startedWithin ?? "")"] + region.map { "--region \($0)" }
            + except.map { "--except \(ShellWord.text($0))" } + (overrideKeep ? ["--override-keep"] : []))
            .joined(separator: " ")
    }

    private func sweep(_ span: TimeInterval, _ verb: HandVerb) async throws {
        let named = NamedMachines(verb: verb)
        if try await !named.isScanned { try await named.scan() }
        let scope = ScanScope(
            regions: region.isEmpty ? nil : region, monthlyCap: verb.session.settings.selfCostCap)
        let since = verb.session.clock().addingTimeInterval(-span)
        let started = try await verb.stage.started(since: since, in: scope, account: verb.account)
        for gap in started.gaps {
            verb.session.terminal.warn("Not seen: \(gap.service) \(gap.operation) in \(gap.region): \(gap.error)")
        }
        if !started.closed.isEmpty { verb.session.terminal.warn(ByHandText.closed(started.closed)) }
        let spared = try await exceptions(verb)
        let machines = started.machines.map(\.resource).filter { !spared.contains($0) }.sorted()
        let unseen: ExitStatus = started.gaps.isEmpty ? .done : .incomplete
        let seen = machines.isEmpty ? nil : try await verb.look(at: machines)
        if let seen { try verb.tellLeft(seen, output) }
        let rest = seen?.left.isEmpty == false ? .refused : unseen
        guard var seen, !seen.steps.isEmpty else {
            verb.session.terminal.say(ByHandText.nothingStarted(unseen: Set(started.gaps.map(\.region)).count))
            return try rest.exit()
        }
        // The dearest first: whatever comes between, the most is saved.
        seen.steps.sort { ($0.savingPerMonth ?? .zero) > ($1.savingPerMonth ?? .zero) }
        let word = ByHandText.sweepWord(seen.steps)
        let status = try await verb.perform(
            seen, notes: [:],
            asking: Confirmation(word: word, yes: hand.yes, typed: hand.confirm, command: sweepCommand, verb: "stop"),
            sentence: ByHandText.sweepLine(seen.steps, span: span), output
        ).status
        try (status == .done ? rest : status).exit()
    }

    /// What is left out. A name that is nobody's stops everything else, or the wrong machine would be stopped.
    private func exceptions(_ verb: HandVerb) async throws -> Set<ResourceKey> {
        var spared: Set<ResourceKey> = []
        for name in except {
            do {
                let thing = NamedThing(text: name, session: verb.session, account: verb.account)
                spared.formUnion(try await thing.all(in: verb.database))
            } catch let error as CommandError {
                throw CommandError(
                    "--except '\(name)': \(error.message); nothing was changed", hint: error.hint, status: .refused)
            }
        }
        return spared
    }
}

/// Where one of several named machines cannot be had, nothing is done to the others: the names were meant together.
enum HandRefusal {
    static func whole(_ seen: HandVerb.Seen, action: Action) throws {
        guard !seen.left.isEmpty else { return }
        let areMachines = seen.left.allSatisfy { $0.machine.kind == .instance }
        let count = CountText.text(seen.left.count, areMachines ? "machine" : "thing")
        throw CommandError(
            "Nothing was changed: \(count) cannot be \(action == .start ? "started" : "stopped")",
            hint: seen.steps.isEmpty
                ? "above stands why, and what would help" : "name the others alone, or do first what stands above",
            status: .refused)
    }
}
