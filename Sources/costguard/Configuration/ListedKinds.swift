// Which kinds of resources a run looks for beside EC2: what the configuration asks for, out of the files that there are.

import CostModel
import Kinds
import RuleEngine
import YAML

/// What the configuration says under `kinds`.
struct WantedKinds: Sendable {
    /// The kinds of public losses: those that `kinds/usual.txt` names.
    static let usual = "usual"
    /// Every kind of which there is a file.
    static let all = "all"

    private struct Name: Sendable {
        let text: String
        let position: Position
    }
    private var wanted: [Name] = []
    private var file = ""

    /// None.
    init() {}

    /// A word, or a list of words.
    init(_ value: YAMLValue, in file: String) {
        self.file = file
        let items = value.isList ? value.list() ?? [] : [value]
        wanted = items.compactMap { item in item.scalar().map { Name(text: $0.text, position: $0.position) } }
    }

    /// As they are written.
    var names: Set<String> { Set(wanted.map(\.text)) }
    /// For people.
    var text: String { wanted.isEmpty ? "none" : wanted.map(\.text).joined(separator: ", ") }

    /// The services whose use is read: those that are named; with the usual kinds, and with all, every one.
    fileprivate var services: [UsageService] {
        UsageService.all.filter { service in wanted.contains { [Self.usual, Self.all, service.name].contains($0.text) }
        }
    }

    /// The views that are asked for, out of those that there are.
    ///
    /// - Throws: `Diagnostics` for names of which there is no kind.
    fileprivate func views(among known: [String]) throws -> Set<String> {
        var views: Set<String> = []
        var faults: [Diagnostic] = []
        let services = UsageService.all.map(\.name)
        for name in wanted {
            switch name.text {
            case Self.usual: views.formUnion(KindFiles.usual)
            case Self.all: views.formUnion(known)
            case let view where known.contains(view): views.insert(view)
            case let service where services.contains(service): break
            case let other:
                faults.append(
                    Diagnostic(
                        file: file, at: name.position, "'kinds': there is no kind '\(other)'",
                        hint: NearestName.hint(for: other, among: known + services + [Self.usual, Self.all])
                            ?? "'costguard kinds list' lists them"))
            }
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        return views
    }

    /// Of `unattended.kinds`: each must be a kind that is listed and that a rule may stop.
    ///
    /// - Throws: `Diagnostics` for each that is not.
    fileprivate func checkActing(among listed: ListedKinds) throws {
        let stoppable = listed.views.all.filter { $0.isStoppable && $0.kind != .instance }.map(\.name)
        let faults = wanted.filter { !stoppable.contains($0.text) }.map { name in
            let (why, hint) = fault(of: name.text, listed, stoppable)
            return Diagnostic(file: file, at: name.position, "'unattended.kinds': \(why)", hint: hint)
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
    }

    private func fault(of name: String, _ listed: ListedKinds, _ stoppable: [String]) -> (String, String?) {
        let all =
            stoppable.isEmpty ? "there is none among what 'kinds' lists" : "name \(stoppable.joined(separator: ", "))"
        if let spec = listed.specs.first(where: { $0.view == name }) {
            guard let acts = KindActs(spec) else { return ("costguard does not stop '\(name)'", all) }
            return (
                "no rule stops '\(name)': lost are \(acts.lost ?? "things")",
                "a person stops one by its name: docs/kinds.md"
            )
        }
        if listed.views.unlisted.contains(name) {
            return ("'\(name)' are not looked for", "name them under 'kinds' too")
        }
        return ("there is no kind '\(name)'", NearestName.hint(for: name, among: stoppable) ?? all)
    }
}

/// The kinds of one run.
struct ListedKinds: Sendable {
    /// Those that scans list.
    let specs: [KindSpec]
    /// Services that bill by use, and of which CloudWatch is asked how much it was.
    let services: [UsageService]
    /// What rules may be written over.
    let views: ViewCatalog
    /// The user's files that were read, for whether they are ours.
    let ownPaths: [String]
    /// Those of them that were not when they were about to be read.
    let distrusted: [DistrustedFile]

    /// None: rules over them are no fault, and judge nothing.
    static let none = ListedKinds(
        specs: [], services: [],
        views: ViewCatalog(kinds: [], unlisted: Set(Assets.kinds.map(KindFiles.view))), ownPaths: [], distrusted: [])

    private init(
        specs: [KindSpec], services: [UsageService], views: ViewCatalog, ownPaths: [String],
        distrusted: [DistrustedFile]
    ) {
        self.specs = specs
        self.services = services
        self.views = views
        self.ownPaths = ownPaths
        self.distrusted = distrusted
    }

    /// Reads the files of the wanted kinds alone: sixty of them would be a good part of a command's time. A file with a
    /// fault is told of and left out; the other kinds go on.
    ///
    /// - Parameters:
    ///   - acting: what `unattended.kinds` names.
    ///   - paths: where the user's own files stand; nil: the shipped ones alone.
    /// - Throws: `Diagnostics` where the configuration names a kind that there is not, or lets cron stop what no rule does;
    ///   `CommandError` for a file that cannot
    ///   be read.
    init(
        _ wanted: WantedKinds, acting: WantedKinds = WantedKinds(), beside paths: Paths?, _ terminal: Terminal
    ) throws {
        let ownPaths = try YAMLFiles.kinds.ownPaths(in: paths?.ownKinds)
        let user = FileUser.current()
        let distrusted = ownPaths.compactMap { TrustedFiles.fault(of: .kind, at: $0, by: user) }
        let own = try ownPaths.map(YAMLFiles.kinds.file)
        let files = Assets.kinds + own
        let known = files.map(KindFiles.view)
        let views = try wanted.views(among: known)
        let catalog = KindFiles.catalog(of: files.filter { views.contains(KindFiles.view($0)) })
        for fault in catalog.faults { terminal.complain("\(fault)") }
        self.init(
            specs: catalog.specs, services: wanted.services,
            views: ViewCatalog(
                kinds: catalog.specs, unlisted: Set(known).subtracting(catalog.specs.map(\.view))),
            ownPaths: views.isEmpty ? [] : ownPaths, distrusted: views.isEmpty ? [] : distrusted)
        try acting.checkActing(among: self)
    }

    /// What costguard itself may do to things of them, by kind.
    var acts: [ResourceKind: KindActs] {
        Dictionary(
            specs.compactMap(KindActs.init).map { ($0.kind, $0) }, uniquingKeysWith: { one, _ in one })
    }

    /// Every kind of which there is a file without a fault: for verbs that look at rules, not at accounts.
    static func everyOne(beside paths: Paths) throws -> ListedKinds {
        let specs = try KindFiles.catalog(beside: paths).specs
        return ListedKinds(
            specs: specs, services: UsageService.all, views: ViewCatalog(kinds: specs), ownPaths: [], distrusted: [])
    }
}
