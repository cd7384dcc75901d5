// A kind of resource as its file says it: how AWS lists it, what of it is kept, what it costs, how a person stops it.
// Reading such a file is Kinds' matter, calling AWS by it Scanning's.

/// One kind of resource, read and checked.
package struct KindSpec: Hashable, Sendable {
    /// The singular of the view, such as `database`.
    package let kind: ResourceKind
    /// The plural, such as `databases`; the file bears it.
    package let view: String
    /// For people, such as `RDS DB instances`.
    package let title: String
    /// Who is asked.
    package let service: KindService
    /// Where it is asked.
    package let scope: Scope
    /// The calls that list it: of each item of one the next is asked.
    package let steps: [KindStep]
    /// What names one for ever in its account and region.
    package let id: KindText
    /// AWS's name for it in full; nil where the list does not say.
    package let arn: KindPath?
    /// What people call it; nil: the Name tag.
    package let name: KindPath?
    /// When it was made; nil where AWS does not say.
    package let created: KindValue?
    /// Where its tags stand in the list; nil where they must be asked for, or there are none.
    package let tags: KindPath?
    /// What is kept of it, in the order of the file.
    package let columns: [KindColumn]
    /// What costs calls of its own.
    package let asks: [KindAsk]
    /// What CloudWatch knows of it.
    package let metrics: [KindMetrics]
    /// What it costs by the hour; each part adds to the others.
    package let prices: [KindPrice]
    /// The IAM actions of all its reading calls.
    package let permissions: [String]
    /// How a person stops it; nil: AWS has no such thing.
    package let stop: KindAction?
    /// How a person starts it again; nil: it cannot be.
    package let start: KindAction?
    /// How a person deletes it.
    package let delete: KindAction?
    /// What a stop loses, in words.
    package let lost: String?
    /// The file that it came from, as the user knows it.
    package let origin: String

    /// A kind, all its parts given.
    package init(
        kind: ResourceKind, view: String, title: String, service: KindService, scope: Scope, steps: [KindStep],
        id: KindText, arn: KindPath?, name: KindPath?, created: KindValue?, tags: KindPath?, columns: [KindColumn],
        asks: [KindAsk], metrics: [KindMetrics], prices: [KindPrice], permissions: [String], stop: KindAction?,
        start: KindAction?, delete: KindAction?, lost: String?, origin: String
    ) {
        self.kind = kind
        self.view = view
        self.title = title
        self.service = service
        self.scope = scope
        self.steps = steps
        self.id = id
        self.arn = arn
        self.name = name
        self.created = created
        self.tags = tags
        self.columns = columns
        self.asks = asks
        self.metrics = metrics
        self.prices = prices
        self.permissions = permissions
        self.stop = stop
        self.start = start
        self.delete = delete
        self.lost = lost
        self.origin = origin
    }

    /// Where a kind is listed.
    package enum Scope: Hashable, Sendable {
        /// In each region.
        case regional
        /// In one region for all.
        case one(Region)
    }

    /// Every column, those that cost calls of their own last.
    package var allColumns: [KindColumn] { columns + asks.flatMap(\.gives) }

    /// Whether its tags can be known: from the list, or by a call.
    package var hasTags: Bool { tags != nil || asks.contains { $0.tags != nil } }
}

/// A column of a kind.
package struct KindColumn: Hashable, Sendable {
    /// As conditions write it.
    package let name: String
    /// Where it stands, and as what.
    package let value: KindValue
    /// One line for users; empty where the file says nothing.
    package let doc: String

    /// A column, all its parts given.
    package init(name: String, value: KindValue, doc: String) {
        self.name = name
        self.value = value
        self.doc = doc
    }
}

/// A change that a person can make by hand. Which of them costguard itself makes, for a person who names the thing, is
/// `KindActs`'.
package struct KindAction: Hashable, Sendable {
    /// AWS's operation.
    package let operation: String
    /// What it is given, by the names on the wire.
    package let input: [KindField]
    /// When it can be; nil: always.
    package let when: KindCondition?
    /// Whether a rule may ask for it and cron make it: nothing is lost but what runs, and its start brings that back.
    package let isForRules: Bool
    /// After how long AWS takes it back by itself, in seconds; nil: it does not.
    package let returnsAfter: Int?

    /// An action, all its parts given; one without the last two is a person's, and stays.
    package init(
        operation: String, input: [KindField], when: KindCondition?, isForRules: Bool = false, returnsAfter: Int? = nil
    ) {
        self.operation = operation
        self.input = input
        self.when = when
        self.isForRules = isForRules
        self.returnsAfter = returnsAfter
    }
}
