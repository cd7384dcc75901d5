// A kind of resource for the tests of rooms that read no files: databases that are stopped and started by their id.

package import CostModel

extension KindSpec {
    /// A kind as a shipped file says it: stopped where its state is `available`, started where it is `stopped`.
    ///
    /// - Parameters:
    ///   - view: the plural of its kind.
    ///   - isForRules: whether a rule may ask for the stop.
    ///   - returnsAfter: after how long AWS starts it again, in seconds.
    package static func sample(
        view: String = "databases", columns: [KindColumn] = [KindColumn.sample("state", .text)],
        isForRules: Bool = true, returnsAfter: Int? = 7 * .day, lost: String? = "connections",
        origin: String = "built in: sample.yaml"
    ) -> KindSpec {
        func action(_ operation: String, in state: String, isForRules: Bool = false, returnsAfter: Int? = nil)
            -> KindAction
        {
            let id = KindText(pieces: [.place(.column("id"), isOptional: false)], description: "{id}")
            let test = KindCondition.Test(column: "state", wanted: .among([.text(state)]), isNegated: false)
            return KindAction(
                operation: operation, input: [KindField(name: "DBInstanceIdentifier", value: .text(id))],
                when: KindCondition(alternatives: [[test]], text: "state is \(state)"), isForRules: isForRules,
                returnsAfter: returnsAfter)
        }
        return KindSpec(
            kind: ResourceKind(rawValue: String(view.dropLast())), view: view, title: view,
            service: KindService(
                name: "rds", id: "RDS", wire: .query(version: "2014-10-31"), host: "rds", shape: .regional,
                signing: "rds", without: []),
            scope: .regional, steps: [], id: KindText(pieces: [], description: ""), arn: nil, name: nil, created: nil,
            tags: .whole, columns: columns, asks: [], metrics: [], prices: [], permissions: ["rds:DescribeDBInstances"],
            stop: action("StopDBInstance", in: "available", isForRules: isForRules, returnsAfter: returnsAfter),
            start: action("StartDBInstance", in: "stopped"), delete: nil, lost: lost, origin: origin)
    }
}

extension KindColumn {
    /// A column that stands anywhere in an item.
    package static func sample(_ name: String, _ type: KindValue.ValueType) -> KindColumn {
        KindColumn(name: name, value: KindValue(path: .whole, type: type), doc: "")
    }
}
