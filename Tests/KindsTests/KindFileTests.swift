// What is said of files of kinds that are wrong, one fault at a time, and what is made of one that is not.

import CostModel
import Kinds
import Testing
import YAML

@Suite struct KindFileTests {
    @Test("a file without a fault becomes a kind with all that it says")
    func good() throws {
        let file = YAMLFile(origin: "parrots.yaml", text: Sample.text)
        let catalog = KindCatalog([file], operations: Shipped.operations)
        #expect(catalog.faults.isEmpty)
        let kind = try #require(catalog.spec("parrots"))
        #expect(kind.kind.rawValue == "parrot" && catalog.spec("parrot") != nil)
        #expect(kind.service.wire == .query(version: "2014-10-31") && kind.service.host == "rds")
        #expect(kind.steps.first?.operation.paging?.sent == "Marker")
        #expect(kind.steps.first?.operation.size == .init(name: "MaxRecords", largest: 100))
        #expect(kind.columns.map(\.name) == ["state", "size"])
        #expect(kind.columns.map(\.doc) == ["such as available", "GB; NULL: none"])
        #expect(kind.asks.first?.tags == .whole && kind.hasTags)
        #expect(kind.prices.first?.unit == .month)
        #expect(kind.stop?.when?.text == "state is available")
    }

    @Test(
        "each fault is told with its place and what to do",
        arguments: [
            (
                "DBInstances, items", "DBInstnces, items",
                "6:13: kind 'parrot': 'DescribeDBInstnces' of 'rds' is no operation"
            ),
            (
                "call: DescribeDBInstances", "call: DeleteDBInstance",
                "'DeleteDBInstance' of 'rds' is no operation that a kind may"
            ),
            ("call: DescribeDBInstances", "call: StopDBInstance", "is no operation that a kind may call"),
            ("service: rds", "service: rsd", "4:10: kind 'parrot': unknown service 'rsd'"),
            ("title: Parrots", "title: Parrots\nhost: evil.example", "4:1: kind 'parrot': unknown key 'host'"),
            ("title: Parrots", "form: 2\ntitle: Parrots", "'form': got 2 expected 1"),
            ("{arn}", "{nra}", "'{nra}' names nothing that is known here"),
            ("{arn}", "{arn", "a brace is not closed"),
            ("DBInstanceStatus,", "a..b,", "column 'state': got 'a..b' expected a way and a type"),
            ("AllocatedStorage integer", "AllocatedStorage number", "got the type 'number' expected text"),
            ("DBInstanceStatus,", "MasterUserSecret.Status,", "may hold what is secret ('secret')"),
            ("state: DBInstanceStatus", "order: DBInstanceStatus", "'order' is a word of SQL"),
            ("state: DBInstanceStatus", "tags: DBInstanceStatus", "every view has a column 'tags' already"),
            ("absent: unknown, ", "", "'absent' is missing: what it means where CloudWatch has no data"),
            ("absent: unknown", "absent: nothing", "'absent': got 'nothing' expected zero, unknown"),
            ("DBInstanceIdentifier: id }, absent", "DBInstanceIdentifier: idd }, absent", "unknown column 'idd'"),
            ("usd: 0.115", "usd: cheap", "'usd': got 'cheap' expected USD such as 0.0225"),
            ("on: 2026-09-21", "on: lately", "'on': got 'lately' expected the day of the figure"),
            ("regions: [us-east-1]", "regions: [mars]", "'regions': got 'mars' expected a region's code"),
            ("when: { state: available }", "when: { sate: available }", "unknown column 'sate'"),
            (
                "when: { state: available }", "when: { state: available }, rules: maybe",
                "'stop.rules': got 'maybe' expected true or false"
            ),
            (
                "when: { state: available }", "when: { state: available }, returns: soon",
                "'stop.returns': got 'soon' expected a span of time"
            ),
            ("[rds:DescribeDBInstances]", "[rds:DeleteDBInstance]", "expected a reading IAM action"),
            ("view: parrots", "view: volumes", "'view': 'volumes' is a kind that costguard sees by itself"),
            ("kind: parrot", "kind: parrots", "'view' is the plural of 'kind', and differs"),
            ("items: DBInstances", "items: DBInstances, batch: 5", "the first call has no items before it"),
            ("id: DBInstanceIdentifier", "ids: DBInstanceIdentifier", "'id' is missing"),
            ("title: Parrots", "title: Parrots\nscope: everywhere", "expected the code of the one region"),
        ] as [(String, String, String)])
    func faults(old: String, new: String, expected: String) {
        let faults = Sample.faults(old, new)
        #expect(faults.contains { $0.contains(expected) }, "\(faults)")
    }

    @Test("all faults of a file are told at once, each with the nearest name where one is near")
    func allAtOnce() {
        let faults = Sample.faults("state: available", "sate: available")
        #expect(faults.count == 1 && faults[0].contains("did you mean 'state'?"))
        let text = Sample.text.replacing("service: rds", with: "service: rds\ncolour: green").replacing(
            "{arn}", with: "{x}")
        let file = YAMLFile(origin: "parrots.yaml", text: text)
        let found = KindCatalog([file], operations: Shipped.operations).faults
        #expect(found.map(\.line) == [5, 16])
    }

    @Test("a fault costs its own file and no other; the second of one name is at fault")
    func others() {
        let bad = YAMLFile(origin: "bad.yaml", text: "kind: nothing\n")
        let good = YAMLFile(origin: "parrots.yaml", text: Sample.text)
        let again = YAMLFile(origin: "again.yaml", text: Sample.text)
        let catalog = KindCatalog([bad, good, again], operations: Shipped.operations)
        #expect(catalog.specs.map(\.origin) == ["parrots.yaml"])
        #expect(Set(catalog.faults.map(\.file)) == ["bad.yaml", "again.yaml"])
        #expect(catalog.faults.contains { $0.message.contains("'parrots' stands in parrots.yaml already") })
    }

    @Test("a call about several things needs to say which input is the list, and which item is whose")
    func batches() {
        let ask = "ask:\n  - { call: ListTagsForResource, input: { ResourceName: '{arn}' }, items: TagList"
        #expect(
            Sample.faults(ask, ask + ", batch: 20").contains {
                $0.contains("'batch' needs an input that is a list of one place")
            })
        let list = ask.replacing("'{arn}'", with: "['{arn}']")
        #expect(Sample.faults(ask, list + ", batch: 20").contains { $0.contains("needs a 'key'") })
        #expect(Sample.faults(ask, list + ", batch: 20, key: Arn").isEmpty)
    }
}
