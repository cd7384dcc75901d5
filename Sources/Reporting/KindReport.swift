// Kinds of resources for people: a line of each, and a page of one. What the values mean is CostModel's.

package import CostModel

/// The kinds that files describe.
package enum KindReport {
    /// A line for each kind: what it is, and what is known of it.
    package static func list(_ kinds: [KindSpec]) -> String {
        let width = kinds.map(\.view.count).max() ?? 0
        return kinds.map { kind in
            let name = kind.view.padding(to: width + 2)
            return "\(name)\(Sanitizer.terminal(kind.title)) (\(abilities(of: kind).joined(separator: ", ")))"
        }.joined(separator: "\n")
    }

    /// Such as `stops, starts, price known`.
    package static func abilities(of kind: KindSpec) -> [String] {
        var words: [String] = []
        switch (kind.stop, kind.start) {
        case (.some, .some): words.append("can be stopped and started")
        case (.some, nil): words.append("can be stopped, not started again")
        case (nil, _): words.append(kind.delete == nil ? "cannot be stopped" : "can only be deleted")
        }
        if !kind.prices.isEmpty { words.append("price known") }
        if !kind.hasTags { words.append("has no tags") }
        return words
    }

    /// All that a kind's file says, and what a person would type.
    package static func page(_ kind: KindSpec) -> String {
        var lines = ["\(kind.view)  \(Sanitizer.terminal(kind.title))", ""]
        lines += section("Listed by", kind.steps.map { call($0, of: kind) })
        lines += section(
            "Asked besides",
            kind.asks.map { ask in
                let told = (ask.tags == nil ? [] : ["tags"]) + ask.gives.map(\.name)
                return "\(call(ask.step, of: kind)): \(told.joined(separator: ", "))"
            })
        let width = kind.allColumns.map(\.name.count).max() ?? 0
        lines += section(
            "Columns",
            kind.allColumns.map { column in
                let type = column.value.type == .milliseconds ? "time" : column.value.type.rawValue
                return column.name.padding(to: width + 2) + type.padding(to: 9) + Sanitizer.terminal(column.doc)
            })
        lines += section("Metrics", kind.metrics.map(metrics))
        lines += section("Price", kind.prices.map(price))
        lines += section("Permissions", kind.permissions)
        lines += section("By hand: costguard changes none of these", byHand(kind))
        lines.append("From \(kind.origin)")
        return lines.joined(separator: "\n")
    }

    private static func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [title] + lines.map { "  " + $0 } + [""]
    }

    private static func call(_ step: KindStep, of kind: KindSpec) -> String {
        let batch = step.batch.map { ", \($0) at a time" } ?? ""
        return "\(kind.service.name) \(step.operation.name)\(batch)"
    }

    private static func metrics(_ metrics: KindMetrics) -> String {
        let namespace =
            switch metrics.namespace {
            case .one(let name): name
            case .by(let column, let names): "\(names.values.sorted().joined(separator: " or ")) by \(column)"
            }
        let absent = metrics.absent == .zero ? "no data means zero" : "no data means not known"
        return Sanitizer.terminal("\(namespace): \(metrics.names.joined(separator: ", ")); \(absent)")
    }

    private static func price(_ price: KindPrice) -> String {
        let figure =
            switch price.usd {
            case .one(let money): "\(money) USD"
            case .by(let column, let figures):
                "\(figures.values.min() ?? .zero) to \(figures.values.max() ?? .zero) USD by \(column)"
            }
        let each = price.each == 1 ? "" : "\(price.each) "
        let times = price.times.map { " for each \(each)of \($0)" } ?? ""
        let condition = price.condition.map { " while \($0.text)" } ?? ""
        return Sanitizer.terminal(
            "\(figure) a\(price.unit == .hour ? "n hour" : " month")\(times)\(condition), in "
                + "\(price.regions.sorted().joined(separator: ", ")), as of \(price.asOf) (\(price.source))")
    }

    private static func byHand(_ kind: KindSpec) -> [String] {
        var lines: [String] = []
        for (word, action) in [("stop", kind.stop), ("start", kind.start), ("delete", kind.delete)] {
            guard let action else { continue }
            lines.append("\(word.padding(to: 8))\(KindCommand.text(action, of: kind, in: nil))")
            if let when = action.when { lines.append("".padding(to: 8) + "while \(Sanitizer.terminal(when.text))") }
        }
        if let lost = kind.lost { lines.append("a stop loses: \(Sanitizer.terminal(lost))") }
        return lines
    }
}

extension String {
    /// With blanks behind it.
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
