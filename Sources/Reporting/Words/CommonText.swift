// Phrases that several reports share, so that one thing is said in one way: amounts, places, and how things that are told
// together are called. Ten machines of one name are common: an Auto Scaling group's, a class's.

import CostModel
import Foundation

/// Phrases about amounts and places.
enum CommonText {
    static let card = "your card pays"
    static let closing = "AWS closes the account (free plan)"

    /// What is as before once a thing is stopped and started again.
    static func kept(_ finding: Finding) -> String {
        if finding.resource.kind != .instance { return "what it stores; storage is still billed" }
        return (finding.hibernates ? "its memory: AWS is asked to hibernate it; " : "")
            + "its EBS disks with their data; they are still billed"
    }

    /// What comes when a credit is gone, by the account's plan; without one by where the balance is from. Nil where we
    /// cannot know.
    static func afterwards(_ source: BalanceSource, _ plan: FreeTierPlan?) -> String? {
        if let plan {
            switch plan.payer {
            case .card: return card
            case .closes: return closing
            case .nobody: return "AWS has closed the account (free plan)"
            case nil: return nil
            }
        }
        switch source {
        case .billingCredits, .grossSinceGrant: return card
        case .freeTierPlan, .entered, .none: return nil
        }
    }

    /// Cents, or more digits for what is less than a cent: 0.0042 USD an hour is not nothing.
    static func rate(_ money: Money) -> String {
        let isSmall = money.nanoUSD.magnitude < 10_000_000 && money != .zero
        return isSmall ? money.description : money.cents
    }

    /// `83 %`, cut off and not rounded: a mark is not reached before it is.
    static func percent(_ percent: Double) -> String {
        guard percent.isFinite else { return "? %" }
        return "\(Int(min(max(percent, 0), 1e6))) %"
    }

    static func perDay(perMonth money: Money) -> Money { money.scaled(by: 24, over: 730) }

    /// Of an amount an hour.
    static func aDay(_ perHour: Money) -> String { rate(perHour.scaled(by: 24, over: 1)) }

    /// `Oregon (us-west-2)`.
    static func place(_ region: Region) -> String {
        region.place == region.code ? region.code : "\(region.place) (\(region.code))"
    }

    /// The name, or the id where there is none.
    static func title(_ key: ResourceKey, _ name: String?) -> String {
        let clean = Sanitizer.terminal(name ?? "")
        return clean.allSatisfy(\.isWhitespace) ? key.id : clean
    }

    /// Whether people know such things by their ids: a database is called so, a machine is not.
    static func isNamedByID(_ kind: ResourceKind) -> Bool { ViewSchema.of(kind) == nil }

    /// `machine` where all are, the kind where they are of one, else `thing`.
    static func noun(_ steps: [PlanStep]) -> String {
        let kinds = Set(steps.map(\.resource.kind))
        guard let kind = kinds.first, kinds.count == 1 else { return steps.isEmpty ? "machine" : "thing" }
        return kind == .instance ? "machine" : kind.rawValue.replacing("_", with: " ")
    }

    /// What a judged thing is: a machine's type such as `g4dn.xlarge`; of a kind that a file describes its name before it, as
    /// `database db.t3.micro`. Empty where nothing tells.
    static func type(_ judgement: Judgement) -> String {
        let columns = ["instance_type", "class", "node_type"]
        let type = columns.lazy.compactMap { judgement.knownText($0) }.first
        let kind = judgement.resource.kind
        let noun = isNamedByID(kind) ? kind.rawValue.replacing("_", with: " ") : nil
        return Sanitizer.terminal([noun, type].compactMap(\.self).joined(separator: " "))
    }

    /// Why a saving is at most what is shown.
    static func lessThanShown(_ kind: ResourceKind) -> String {
        kind == .instance ? "spot pays less than list price" : "storage stays billed"
    }

    /// The name where the shell takes it as it stands, else the id: what a person may copy into a command.
    static func argument(_ key: ResourceKey, _ name: String?) -> String {
        guard let name, ShellWord.isPlain(name), !name.contains("/") else { return Sanitizer.terminal(key.id) }
        return name
    }
}

extension Gap {
    /// `ec2:DescribeSnapshots`.
    var call: String { "\(service):\(operation)" }
}

/// The names of a list: where several of its things bear one name, each is told with its id.
struct Titles {
    private let shared: Set<String>

    init(_ things: some Sequence<(key: ResourceKey, name: String?)>) {
        var first: [String: ResourceKey] = [:]
        var shared: Set<String> = []
        for (key, name) in things {
            let title = CommonText.title(key, name)
            if first[title, default: key] != key { shared.insert(title) }
            first[title] = key
        }
        self.shared = shared
    }

    /// The findings of a plan.
    init(_ findings: [Finding]) { self.init(findings.map { (key: $0.resource, name: $0.judgement.name) }) }

    /// The steps of a plan.
    init(_ steps: [PlanStep]) { self.init(steps.map { (key: $0.resource, name: $0.name) }) }

    /// Machines that run.
    init(_ running: [RunningInstance]) { self.init(running.map { (key: $0.key, name: $0.name) }) }

    /// What stands in a column of names, and the id that is to stand beside it; nil where the name is enough.
    func column(_ key: ResourceKey, _ name: String?) -> (name: String, id: String?) {
        let title = CommonText.title(key, name)
        guard title == key.id else {
            return (
                title.cut(to: TextLines.nameColumns - 1), shared.contains(title) ? Sanitizer.terminal(key.id) : nil
            )
        }
        guard !CommonText.isNamedByID(key.kind) || title.count >= TextLines.nameColumns else {
            return (Sanitizer.terminal(title), nil)
        }
        return ("(no name)", Sanitizer.terminal(key.id))
    }

    /// What stands in a column that is as wide as its longest: the name, the id where there is none, and both where
    /// several bear the name.
    func label(_ key: ResourceKey, _ name: String?) -> String {
        let title = CommonText.title(key, name)
        let id = Sanitizer.terminal(key.id)
        if title == key.id { return id }
        return shared.contains(title) ? "\(title.cut(to: 10)) \(id)" : title.cut(to: 20)
    }

    /// `hw3`; `web (i-0a1b)` where another is called so too; the id where there is no name. A name is cut to `columns`,
    /// an id never.
    func title(_ key: ResourceKey, _ name: String?, cutTo columns: Int = .max) -> String {
        let title = CommonText.title(key, name)
        if title == key.id { return title }
        return title.cut(to: columns) + (shared.contains(title) ? " (\(key.id))" : "")
    }
}
