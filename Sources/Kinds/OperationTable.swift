// The list of services and of what may be asked of them, as kinds/operations.txt has it: the only place that hosts, paths
// and names of operations come from.

package import CostModel

/// What kinds may call. Services are read when they are asked for: there are some hundred.
package struct OperationTable: Sendable {
    private let blocks: [Substring: Substring]

    /// Reads the text of kinds/operations.txt; what is no line of its form is no operation.
    package init(_ text: String) {
        var blocks: [Substring: Substring] = [:]
        for block in text.split(separator: "\nservice ").dropFirst() {
            blocks[block.prefix { $0 != " " }] = block
        }
        self.blocks = blocks
    }

    /// The names of all services, sorted.
    package var services: [String] { blocks.keys.map(String.init).sorted() }

    /// A service with its operations by their names; nil where it is none of the list.
    package func service(_ name: String) -> (service: KindService, operations: [String: KindOperation])? {
        guard let block = blocks[name[...]] else { return nil }
        let lines = block.split(separator: "\n")
        guard let head = lines.first, let service = Self.service(head) else { return nil }
        let operations = lines.dropFirst().compactMap { Self.operation($0, of: service.wire) }
        return (service, Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    private static func service(_ line: Substring) -> KindService? {
        var words = line.split(separator: " ").map(String.init)
        let without = words.last.flatMap { $0.hasPrefix("without=") ? $0.dropFirst(8) : nil }
        if without != nil { words.removeLast() }
        guard words.count >= 6, let shape = KindService.HostShape(rawValue: words[4]),
            let wire = wire(words[2], Array(words.dropFirst(6)))
        else { return nil }
        return KindService(
            name: words[0], id: words[1], wire: wire, host: words[3], shape: shape, signing: words[5],
            without: Set((without ?? "").split(separator: ",").map(String.init)))
    }

    private static func wire(_ name: String, _ rest: [String]) -> KindService.Wire? {
        switch (name, rest.count) {
        case ("ec2", 1): .ec2(version: rest[0])
        case ("query", 1): .query(version: rest[0])
        case ("json", 2): .json(target: rest[0], version: rest[1])
        case ("rest-json", 0): .restJSON
        case ("rest-xml", 0): .restXML
        default: nil
        }
    }

    private static func operation(_ line: Substring, of wire: KindService.Wire) -> KindOperation? {
        var words = line.split(separator: " ")[...]
        guard let name = words.popFirst() else { return nil }
        var route: KindOperation.Route?
        if wire == .restJSON || wire == .restXML {
            guard let method = words.popFirst(), let path = words.popFirst() else { return nil }
            route = KindOperation.Route(method: String(method), path: String(path))
        }
        var paging: KindOperation.Paging?
        var size: KindOperation.PageSize?
        for word in words {
            let tokens = word.split(separator: ">")
            let pages = word.split(separator: "=")
            if tokens.count == 2, let answered = KindPath(String(tokens[1])) {
                paging = KindOperation.Paging(sent: String(tokens[0]), answered: answered)
            } else if pages.count == 2, let largest = Int64(pages[1]) {
                size = KindOperation.PageSize(name: String(pages[0]), largest: largest)
            }
        }
        return KindOperation(name: String(name), route: route, paging: paging, size: size)
    }
}
