// What the rooms that work want of this machine: what was seen, decided, done and told, and the judge of it.

package import Foundation

/// Keeps what scans see.
package protocol ObservationStore: Sendable {
    /// Also forgets the pages of listings that never ended.
    func beginScan(of account: AccountID, at now: Date, regions: [Region]) async throws
    /// From here on scans of the account look at these regions: what stands elsewhere is not billed on.
    func look(at regions: [Region], of account: AccountID, at now: Date) async throws
    /// Keeps what surplus CPU credits were charged.
    func record(_ spans: [SurplusSpan]) async throws
    /// Keeps what was used of services, and that these regions are known up to where their marks say; what is kept of a
    /// bucket stays. In one transaction.
    func record(_ uses: [ServiceUse], known marks: [ServiceMark], of account: AccountID) async throws
    /// A page is set aside, where no reader sees it and no kill leaves it behind. The end of a complete listing
    /// makes its pages what is known of the place, in one transaction; at any other end they are forgotten, and what
    /// is known stays, marked as not seen.
    func record(_ part: ListedPart) async throws
    /// What is known of a place by the bytes of its items; holds until a listing of the place ends.
    func known(in place: ListingPlace) async throws -> KnownItems
    func record(_ facts: [LateFact]) async throws
    func record(_ answers: [MetricAnswer], at now: Date) async throws
    func finishScan(_ summary: ScanSummary) async throws
}

/// Reads back what the next stages need of observations.
package protocol ObservationReader: Sendable {
    /// Accounts and their last finished scans, oldest account first. An account of which no scan is kept is not there.
    func lastScans() async throws -> [ScanSummary]
    /// The account of the first scan that ever began, whatever became of that scan since; nil before it.
    func firstAccount() async throws -> AccountID?
    /// Gaps, region ages and closed regions of an account as they stand now.
    func coverage(
        of account: AccountID, kinds: Set<ResourceKind>?, regions: [Region]?
    ) async throws -> (asOf: [RegionAge], closed: [Region], gaps: [Gap])
    /// Which of these buckets are not stored yet, or too young to be final: what to ask CloudWatch for.
    func missingPoints(_ queries: [MetricQuery], at now: Date) async throws -> [MetricQuery]
    /// When AWS was last asked each of these, whether or not it answered; those that it never was are left out.
    func lastAsked(_ requests: [FactRequest]) async throws -> [FactRequest: Date]
    /// Instances that run, with id, launch time and list price, in all regions of an account.
    func running(in account: AccountID) async throws -> [RunningInstance]
    /// The instances of an account that bear the tag of a stop, of ours or of another database's.
    func stopMarks(in account: AccountID) async throws -> [ResourceKey: StopMark]
    /// The name and the tags of a resource, as the last scan saw them; nil where it is not there.
    func face(of resource: ResourceKey) async throws -> (name: String?, tags: [String: String])?
    /// The resource with this id or name; several where a name is not unique.
    func find(_ idOrName: String) async throws -> [ResourceKey]
}

/// Reads things of the kinds that files describe.
package protocol ThingReader: Sendable {
    /// Those that are there, as the last scan saw them, in the order of their keys.
    /// - Parameter kinds: nil: all.
    func things(of account: AccountID, kinds: Set<ResourceKind>?) async throws -> [Resource]
    /// The regions of each of these kinds in which a whole listing saw nothing of it, at `since` or later.
    func emptyPlaces(of account: AccountID, kinds: Set<ResourceKind>, since: Date) async throws -> Set<ListingPlace>
}

/// An instance that runs, as the last scan saw it.
package struct RunningInstance: Hashable, Sendable {
    /// Account, region and id.
    package let key: ResourceKey
    /// The Name tag.
    package let name: String?
    /// Such as `t3.micro`.
    package let type: String
    /// The last start; nil where AWS did not say.
    package let launchTime: Date?
    /// List price; nil where none is known.
    package let perHour: Money?
    /// An instance, all its parts given.
    package init(key: ResourceKey, name: String?, type: String, launchTime: Date?, perHour: Money?) {
        self.key = key
        self.name = name
        self.type = type
        self.launchTime = launchTime
        self.perHour = perHour
    }

    /// The order in which money burns; what has no known price comes last.
    package static func dearestFirst(_ left: RunningInstance, _ right: RunningInstance) -> Bool {
        (right.perHour ?? .zero, left.key) < (left.perHour ?? .zero, right.key)
    }
}

/// What costguard itself costs: its billed calls, so that they stay rare.
package protocol SelfCostLedger: Sendable {
    /// When Cost Explorer was last asked, answered or not; nil: never.
    func lastCostRequest(account: AccountID) async throws -> Date?
    /// Durable when it returns: written before the request, so that a run that is killed does not ask again.
    /// Noted again at the same time, the later word on `requests` holds: an answer may have taken several pages.
    func noteCostRequests(_ requests: Int, account: AccountID, at now: Date) async throws
    /// How many requests to Cost Explorer were noted at `since` or later. Other calls are not in it.
    func costRequests(account: AccountID, since: Date) async throws -> Int
    /// Adds to the month of `now`, UTC. Durable when it returns: written before the requests are made.
    func noteMetricRequests(_ requests: MetricRequests, account: AccountID, at now: Date) async throws
    /// What was noted in the month of `now`, UTC.
    func metricRequests(account: AccountID, at now: Date) async throws -> MetricRequests
    /// What the scans took that began at `since` or later and ended.
    func scansMade(account: AccountID, since: Date) async throws -> ScansMade
}

/// Judges what the database holds.
package protocol RuleJudge: Sendable {
    /// The enabled rules, by name.
    var rules: [RuleHeader] { get }
    /// The kinds of resource that must be listed for these rules, joins and guardrails included.
    var kindsNeeded: Set<ResourceKind> { get }
    /// The metrics that rules ask for, each series and window of a rule once.
    var metricsNeeded: [MetricNeed] { get }
    /// Judges every row of every rule's view, as of `now`, the time of the last scan.
    /// - Parameters:
    ///   - only: judge these resources alone.
    ///   - detail: which judgements are listed, and how much of each.
    func judge(account: AccountID, now: Date, only: Set<ResourceKey>?, detail: JudgementDetail) throws -> JudgementSet
}

/// Keeps hold clocks and plans.
package protocol DecisionStore: Sendable {
    func holds(account: AccountID) async throws -> [HoldKey: HoldState]
    /// Replaces all hold clocks of an account.
    func replaceHolds(_ holds: [HoldKey: HoldState], account: AccountID) async throws
    /// Throws where another plan has that id already; the same one may be saved again.
    func save(_ plan: StoredPlan) async throws
    func plan(id: String) async throws -> StoredPlan?
    /// The most recent plan of an account.
    func latestPlan(account: AccountID) async throws -> StoredPlan?
}

/// A plan as kept: its steps, which are all that `apply` needs. What else a plan shows is made anew from the database.
package struct StoredPlan: Sendable {
    /// As in `Plan.id`.
    package let id: String
    /// The one account that the plan is about.
    package let account: AccountID
    /// As in `Plan.createdAt`.
    package let createdAt: Date
    /// What `apply` believes, rather than any file.
    package let steps: [PlanStep]
    /// As in `Plan.retries`.
    package let retries: [PlanStep]
    /// A plan as stored.
    package init(id: String, account: AccountID, createdAt: Date, steps: [PlanStep], retries: [PlanStep] = []) {
        self.id = id
        self.account = account
        self.createdAt = createdAt
        self.steps = steps
        self.retries = retries
    }
}

/// The append-only record of changes.
package protocol Journal: Sendable {
    /// Durable when it returns.
    func open(_ intent: JournalIntent) async throws -> Int64
    func settle(_ id: Int64, _ outcome: StepOutcome, at now: Date) async throws
    /// Intents without an outcome: a run was killed between the two.
    func openEntries() async throws -> [JournalEntry]
    /// Newest first.
    func entries(account: AccountID, since: Date) async throws -> [JournalEntry]
    /// The stops of any age that may speak of a later start: of each resource the newest that was done, and all whose
    /// end is not known. Newest first.
    func stops(account: AccountID) async throws -> [JournalEntry]
    /// Names the database that holds the journal: eight hexadecimal digits, the same for good.
    func databaseID() async throws -> String
}

/// Mails that are owed, and episodes that are open.
package protocol Outbox: Sendable {
    func episodes() async throws -> [Episode]
    /// In one transaction.
    func change(_ change: OutboxChange) async throws
    /// Not sent yet: the most urgent first, of equals the oldest.
    func unsent() async throws -> [Mail]
    func recordAttempt(_ mailID: String, at now: Date) async throws
    func recordSent(_ mailID: String, messageID: String, at now: Date) async throws
}

extension Outbox {
    /// Opens and closes episodes, and stores the mail that tells of them, in one transaction.
    package func change(opening: [Episode], closing: [String], mail: Mail?) async throws {
        try await change(OutboxChange(opening: opening, closing: closing, mail: mail))
    }
}

/// Whether scans succeed, kept from run to run, so that cron's runs count together.
package protocol HealthLog: Sendable {
    /// Nil where no run of the profile has ended yet.
    func health(of profile: String) async throws -> ScanHealth?
    func record(_ health: ScanHealth) async throws
}
