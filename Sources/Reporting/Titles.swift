// How things that are told together are called. Ten machines of one name are common: an Auto Scaling group's, a class's.

import CostModel

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
        let isNameless = title == key.id
        return (
            isNameless ? "(no name)" : title.cut(to: TextLines.nameColumns - 1),
            isNameless || shared.contains(title) ? Sanitizer.terminal(key.id) : nil
        )
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
