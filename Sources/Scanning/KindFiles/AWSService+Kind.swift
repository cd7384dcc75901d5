// A service of a kind's file as the client knows services, and what a call is given in the form of the wire.

package import AWSAPI
package import CostModel

extension AWSService {
    /// The service of a kind.
    package init(_ service: KindService) {
        let wire: WireProtocol =
            switch service.wire {
            case .ec2(let version): .ec2Query(version: version)
            case .query(let version): .query(version: version)
            case .json(let target, let version): .json(targetPrefix: target, version: version)
            case .restJSON: .paths(isXML: false)
            case .restXML: .paths(isXML: true)
            }
        let shape: HostShape =
            switch service.shape {
            case .regional: .regional
            case .dualStack: .dualStack
            case .single: .single
            }
        self.init(
            name: service.name, id: service.id, hostPrefix: service.host, signingName: service.signing,
            isGlobal: service.shape == .single, hostShape: shape, wireProtocol: wire)
    }
}

extension KindOperation {
    var wire: WireOperation { WireOperation(name, method: route?.method ?? "POST", path: route?.path ?? "/") }
}

/// What fills the places of inputs.
struct PlaceFilling {
    /// Those of one thing; several where a call is about several.
    let things: [(KindText.Source) -> String?]

    /// The fields of a call; one whose optional place has nothing is left out. Nil where a place that must be filled has
    /// nothing.
    func fields(_ fields: [KindField]) -> [WireField]? {
        var result: [WireField] = []
        for field in fields {
            if isOptional(field.value), value(field.value) == nil { continue }
            guard let value = value(field.value) else { return nil }
            result.append(WireField(field.name, value))
        }
        return result
    }

    private func isOptional(_ input: KindInput) -> Bool {
        guard case .text(let text) = input, case .place(_, let isOptional)? = text.pieces.first else { return false }
        return isOptional
    }

    private func value(_ input: KindInput) -> WireValue? {
        switch input {
        case .integer(let number): return .integer(number)
        case .flag(let flag): return .flag(flag)
        case .text(let text): return things.first.flatMap { self.text(text, $0) }.map { .text($0) }
        case .map(let inner): return fields(inner).map { .map($0) }
        case .list(let items):
            // A list of one place is filled with all things.
            if things.count > 1, items.count == 1, case .text(let text) = items[0], text.onlySource != nil {
                let texts = things.compactMap { self.text(text, $0) }
                return texts.count == things.count ? .list(texts.map { .text($0) }) : nil
            }
            let values = items.compactMap(value)
            return values.count == items.count ? .list(values) : nil
        }
    }

    private func text(_ text: KindText, _ fill: (KindText.Source) -> String?) -> String? {
        var result = ""
        for piece in text.pieces {
            switch piece {
            case .literal(let literal): result += literal
            case .place(let source, _):
                guard let filled = fill(source), !filled.isEmpty else { return nil }
                result += filled
            }
        }
        return result
    }
}
