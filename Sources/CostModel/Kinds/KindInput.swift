// What a call is given: constants, and places that are filled with what earlier calls answered.

/// A text with places in it, such as `{item.name}`.
package struct KindText: Hashable, Sendable, CustomStringConvertible {
    /// What is put into a place.
    package enum Source: Hashable, Sendable {
        /// Of the item that the call is about.
        case item(KindPath)
        /// Of the item before that.
        case parent(KindPath)
        /// A column of the thing, its `id`, `arn` or `name`.
        case column(String)
        /// What a column was before the stop.
        case was(String)
    }
    /// A piece of the text.
    package enum Piece: Hashable, Sendable {
        case literal(String)
        /// `isOptional`: where there is nothing, the whole input is left out.
        case place(Source, isOptional: Bool)
    }
    /// In order.
    package let pieces: [Piece]
    /// As it is written.
    package let description: String

    /// A text, all its parts given.
    package init(pieces: [Piece], description: String) {
        self.pieces = pieces
        self.description = description
    }

    /// The place that it is as a whole; nil where there is more to it, or less.
    package var onlySource: Source? {
        if case .place(let source, _)? = pieces.first, pieces.count == 1 { source } else { nil }
    }

    /// Everything that is put into it.
    package var sources: [Source] {
        pieces.compactMap { if case .place(let source, _) = $0 { source } else { nil } }
    }
}

/// A value that a call is given.
package indirect enum KindInput: Hashable, Sendable {
    case text(KindText)
    case integer(Int64)
    case flag(Bool)
    case list([KindInput])
    case map([KindField])

    /// Everything that is put into it.
    package var sources: [KindText.Source] {
        switch self {
        case .text(let text): text.sources
        case .integer, .flag: []
        case .list(let items): items.flatMap(\.sources)
        case .map(let fields): fields.flatMap(\.value.sources)
        }
    }
}

/// One input of a call by its name on the wire.
package struct KindField: Hashable, Sendable {
    /// Such as `DBInstanceIdentifier`.
    package let name: String
    /// What it is given.
    package let value: KindInput

    /// A field.
    package init(name: String, value: KindInput) {
        self.name = name
        self.value = value
    }
}

/// One call of a list.
package struct KindStep: Hashable, Sendable {
    /// What is called.
    package let operation: KindOperation
    /// What it is given.
    package let input: [KindField]
    /// Where its items stand in the answer; the whole: the answer is the one item.
    package let items: KindPath
    /// How many items of the step before are asked about at a time; nil: each by itself.
    package let batch: Int?

    /// A step, all its parts given.
    package init(operation: KindOperation, input: [KindField], items: KindPath, batch: Int?) {
        self.operation = operation
        self.input = input
        self.items = items
        self.batch = batch
    }
}

/// A call about things that are listed already.
package struct KindAsk: Hashable, Sendable {
    /// The call.
    package let step: KindStep
    /// Of a call about several things: where an item of the answer says which it is about, and by which of its values.
    package let key: KindPath?
    /// What it tells.
    package let gives: [KindColumn]
    /// Where it tells tags; nil: it does not.
    package let tags: KindPath?

    /// A question, all its parts given.
    package init(step: KindStep, key: KindPath?, gives: [KindColumn], tags: KindPath?) {
        self.step = step
        self.key = key
        self.gives = gives
        self.tags = tags
    }

    /// The column by which a call about several things names them; nil where it is about one.
    package var keyColumn: String? {
        guard step.batch != nil else { return nil }
        for case .list(let items) in step.input.map(\.value) {
            if case .text(let text)? = items.first, case .column(let name)? = text.onlySource { return name }
        }
        return nil
    }
}
