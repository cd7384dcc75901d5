// A person starts machines: by name, or what costguard stopped.

import ArgumentParser
import CostModel
import Foundation
import Planning
import Reporting
import Storage

/// `costguard start`: starts what is named.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "start", "Start machines by name, whoever stopped them.",
        """
        You are told what it costs, and what does not come back. A machine that costguard had stopped is then left alone
        for a while, as one that somebody started (guardrails.restartRespiteHours). The keys need ec2:StartInstances:
        'costguard iam-policy --hands' prints the policy.

          costguard start hw3-gpu
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var hand: HandOptions
    @OptionGroup var trying: KeepTrying

    @Argument(
        help: ArgumentHelp(
            "Id or name of a machine, or of a thing of a kind that is listed; the beginning of an id.",
            valueName: "resource"))
    var resource: [String]

    func validate() throws { try output.allow(.text, .json, of: "outcomes") }

    func run() async throws {
        let session = try Session(common, aws)
        let command = (["costguard start"] + resource.map { ShellWord.text($0) }).joined(separator: " ")
        try await trying.run(session) { isAgain in
            let (verb, lock) = try await HandVerb.open(.start, byHand: .starting, session, aws, hand)
            defer { lock.release() }
            let seen = try await verb.look(at: try await NamedMachines(verb: verb).machines(resource, others: true))
            try verb.tellLeft(seen, output)
            try HandRefusal.whole(seen, action: .start)
            return try await verb.start(seen, hand, isAgreed: isAgain, command: command, verb: "start", output)
        }.exit()
    }
}

extension KeepTrying {
    /// By the machine's own clock; what a person should know goes to the terminal. A database in S3 is given back between
    /// two tries too.
    fileprivate func run(
        _ session: Session, attempt: (_ isAgain: Bool) async throws -> HandVerb.Done
    ) async throws -> ExitStatus {
        try await run(
            wait: { seconds in
                try await session.shared?.finish()
                try await Task.sleep(for: .seconds(seconds))
            }, tell: { session.terminal.warn($0) }, attempt: attempt)
    }
}

extension ByHand {
    /// A keep says that a thing is not to be stopped: it speaks against no start.
    fileprivate static let starting = ByHand(overridesKeeps: true)
}

extension HandVerb {
    /// Starts what can be started, once the person agrees; above the limit of a run the number is to be typed.
    ///
    /// - Parameter isAgreed: whether the person has agreed to it before, and is not asked again.
    fileprivate func start(
        _ seen: Seen, _ hand: HandOptions, isAgreed: Bool, command: String, verb: String, _ output: OutputOptions
    ) async throws -> Done {
        guard !seen.steps.isEmpty else { return Done(status: .done) }
        let prices = try Assets.prices()
        let notes = seen.findings.map { finding in
            let machine = finding.judgement
            guard machine.resource.kind == .instance else { return (finding.resource, [String]()) }
            return (finding.resource, ByHandText.starting(machine, perHour: prices.perHour(of: machine)))
        }
        let limit = Limits.ofOneRun(
            session.settings.guardrails, running: try await database.running(in: account).count)
        let above =
            seen.steps.count > limit
            ? "\(CountText.text(seen.steps.count, "machine")) at once, above the limit of \(limit)" : nil
        let word = above == nil ? "yes" : "\(seen.steps.count)"
        return try await perform(
            seen, notes: Dictionary(notes, uniquingKeysWith: { one, _ in one }),
            asking: isAgreed
                ? nil
                : Confirmation(
                    word: word, above: above, yes: hand.yes, typed: hand.confirm, command: command, verb: verb),
            output)
    }
}

extension PriceList {
    /// What a machine costs an hour once it runs; nil where a licence, a tenancy or its type has no list price.
    fileprivate func perHour(of machine: Judgement) -> Money? {
        guard machine.row["platform"]?.text == nil, (machine.row["tenancy"]?.text ?? "default") == "default",
            let type = machine.row["instance_type"]?.text
        else { return nil }
        return instance(type, in: machine.resource.region)
    }
}

/// `costguard undo`: starts what costguard stopped.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "undo", "Start again what costguard stopped: last, by a plan, or one machine.",
        """
        Without a name, what the last plan or act stopped. What runs again, what is gone, and what somebody else stopped
        since is left out and told. What does not come back is told too: memory, scratch disks, a public address that was
        no elastic one.

          costguard undo
          costguard undo 7f3a91c2
          costguard undo hw3-gpu
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var hand: HandOptions
    @OptionGroup var trying: KeepTrying
    @OptionGroup var insists: OnlyHereOption

    @Flag(help: "What the last plan or act stopped; the same as no name.")
    var last = false

    @Argument(help: ArgumentHelp("Id of a plan, or id or name of a machine.", valueName: "plan-or-resource"))
    var what: String?

    func validate() throws {
        try output.allow(.text, .json, of: "outcomes")
        if last, what != nil { throw ValidationError("give --last, or what is to be undone, not both") }
    }

    func run() async throws {
        let session = try Session(common, aws)
        // What was meant at first is meant at every try, whatever the guard stops between two of them.
        var stops: [JournalIntent] = []
        try await trying.run(session) { isAgain in
            let (verb, lock) = try await HandVerb.open(.start, byHand: .starting, session, aws, hand)
            defer { lock.release() }
            if !isAgain {
                try await OtherGuard(
                    session: session, common: common, database: verb.database, connection: verb.connection
                ).heed(command, in: [verb.account], insists: insists)
                stops = try await self.stops(verb)
            }
            return try await undo(stops, verb, isAgreed: isAgain)
        }.exit()
    }

    private var command: String {
        (["costguard undo"] + [what].compactMap { $0.map { ShellWord.text($0) } }).joined(separator: " ")
    }

    private func stops(_ verb: HandVerb) async throws -> [JournalIntent] {
        let journal = try await verb.database.entries(account: verb.account, since: .distantPast)
        let stops = try await wish(in: journal, verb).stops(in: journal).map(\.intent)
        guard stops.isEmpty else { return stops }
        throw CommandError(
            "There is nothing to undo: costguard stopped nothing \(what.map { "of '\($0)' " } ?? "")"
                + "in account \(verb.account)",
            hint: "'costguard start NAME' starts a machine, whoever stopped it", status: .refused)
    }

    private func undo(_ stops: [JournalIntent], _ verb: HandVerb, isAgreed: Bool) async throws -> HandVerb.Done {
        let seen = try await verb.look(
            at: stops.map(\.resource),
            undoing: Dictionary(stops.map { ($0.resource, $0) }, uniquingKeysWith: { one, _ in one }))
        try verb.tellLeft(seen, output)
        let done = try await verb.start(seen, hand, isAgreed: isAgreed, command: command, verb: "undo", output)
        guard done.status == .done, !seen.left.isEmpty else { return done }
        return HandVerb.Done(status: .refused)
    }

    /// A name of a machine before the beginning of a plan's id; a machine that is gone is known by the journal alone.
    private func wish(in journal: [JournalEntry], _ verb: HandVerb) async throws -> UndoWish {
        guard let what else { return .last }
        let here = try await verb.database.find(what).filter { $0.account == verb.account && $0.kind != .credit }
        if here.count == 1, let machine = here.first { return .machine(machine) }
        let plans = what.count >= Self.shortestPlan ? UndoWish.plans(beginning: what, in: journal) : []
        if plans.count == 1, let plan = plans.first { return .plan(plan) }
        let stopped = Set(
            journal.map(\.intent).filter { $0.resource.id == what || $0.name == what }.map(\.resource))
        if stopped.count == 1, let machine = stopped.first { return .machine(machine) }
        let several = here.map(\.id) + plans + stopped.map(\.id)
        guard !several.isEmpty else {
            throw CommandError(
                "costguard stopped nothing that is called '\(what)'",
                hint: "'costguard history' lists what it stopped", status: .refused)
        }
        throw CommandError(
            "'\(what)' may mean several: \(Set(several).sorted().prefix(5).joined(separator: ", "))",
            hint: "give one of them", status: .refused)
    }

    /// Shorter beginnings of a plan's id are too easily those of another.
    private static let shortestPlan = 4
}
