// Judges by the rules in force, by the hours that machines were given and by persons' orders for later, so that all go the
// same way.

package import CostModel
package import Foundation
import Planning

/// Where persons' orders for later are read, by a judge who does not wait.
package struct OrderBook: Sendable {
    /// Those that hold, of all accounts.
    let orders: @Sendable () throws -> [StopOrder]
    /// Shows machines as they are.
    let machines: any RuleJudge
    /// Tells of machines whether they worked within so many seconds.
    let work: @Sendable (Int) throws -> any RuleJudge

    /// - Parameters:
    ///   - orders: those that hold, of all accounts.
    ///   - machines: a judge by the one rule of `RuleSet.machines`, over all.
    ///   - work: a judge by the one rule of `RuleSet.work` over so many seconds.
    package init(
        orders: @escaping @Sendable () throws -> [StopOrder], machines: any RuleJudge,
        work: @escaping @Sendable (Int) throws -> any RuleJudge
    ) {
        self.orders = orders
        self.machines = machines
        self.work = work
    }
}

/// The rules, and beside them the schedules and the orders.
package struct ScheduledJudge: RuleJudge {
    private let base: any RuleJudge
    private let machines: any RuleJudge
    private let work: any RuleJudge
    private let book: ScheduleBook
    private let orders: OrderBook?
    private let bearsHours: @Sendable (AccountID) throws -> Bool
    private let ourStops: @Sendable (AccountID) throws -> [ResourceKey: StopWitness]

    /// - Parameters:
    ///   - base: the rules in force.
    ///   - machines: shows those that may have hours, by the one rule of `RuleSet.machines`.
    ///   - work: tells of machines whether they work, by the one rule of `RuleSet.work`.
    ///   - book: the hours.
    ///   - orders: nil: there are none.
    ///   - bearsHours: whether any machine of an account may bear the tag of a schedule. Asked where no schedule is written
    ///     down: then no other machine has hours, and a pass over all is spared.
    ///   - ourStops: of each machine the last stop that the journal knows as done. Asked only where something may start.
    package init(
        base: any RuleJudge, machines: any RuleJudge, work: any RuleJudge, book: ScheduleBook, orders: OrderBook? = nil,
        bearsHours: @escaping @Sendable (AccountID) throws -> Bool = { _ in true },
        ourStops: @escaping @Sendable (AccountID) throws -> [ResourceKey: StopWitness]
    ) {
        self.base = base
        self.machines = machines
        self.work = work
        self.book = book
        self.orders = orders
        self.bearsHours = bearsHours
        self.ourStops = ourStops
    }

    /// Those of files: schedules are none that could be listed or switched off by name.
    package var rules: [RuleHeader] { base.rules }

    package var kindsNeeded: Set<ResourceKind> { base.kindsNeeded.union(work.kindsNeeded) }

    package var metricsNeeded: [MetricNeed] {
        let hours = (book.schedules.map(\.ruleName) + [Schedule.rulePrefix + Schedule.ofTag]).flatMap {
            ScheduledJudge.needs(of: work, for: $0)
        }
        return base.metricsNeeded + hours + orderMetrics
    }

    /// Those of orders that wait for a machine to be idle, each span of time once. Where they cannot be read, `judge` throws.
    private var orderMetrics: [MetricNeed] {
        var seen: Set<String> = []
        return ((try? orders?.orders()) ?? []).flatMap { order -> [MetricNeed] in
            guard case .whenIdle(let seconds) = order.condition, seen.insert(order.ruleName).inserted,
                let work = try? orders?.work(seconds)
            else { return [] }
            return ScheduledJudge.needs(of: work, for: order.ruleName)
        }
    }

    private static func needs(of work: any RuleJudge, for rule: String) -> [MetricNeed] {
        work.metricsNeeded.map {
            MetricNeed(
                rule: rule, view: $0.view, kind: $0.kind, columns: $0.columns, spec: $0.spec, turn: $0.turn,
                isSilentAtZero: $0.isSilentAtZero)
        }
    }

    package func judge(
        account: AccountID, now: Date, only: Set<ResourceKey>?, detail: JudgementDetail
    ) throws -> JudgementSet {
        var set = try base.judge(account: account, now: now, only: only, detail: detail)
        if try !book.schedules.isEmpty || bearsHours(account) {
            try judgeHours(account, now, only, detail, into: &set)
        }
        try judgeOrders(account, now, only, detail, into: &set)
        return set
    }

    private func judgeHours(
        _ account: AccountID, _ now: Date, _ only: Set<ResourceKey>?, _ detail: JudgementDetail,
        into set: inout JudgementSet
    ) throws {
        let seen = try machines.judge(account: account, now: now, only: only, detail: .open)
        let stops = book.mayStart && !seen.judgements.isEmpty ? try ourStops(account) : [:]
        let works = try self.works(account, now, seen.judgements.filter { $0.waitsForWork(by: book, at: now) }, &set)
        for machine in seen.judgements {
            let key = machine.resource
            let stop = stops[key].flatMap { isSameStart($0.launchTime, machine.knownLaunchTime) ? $0.at : nil }
            guard let judged = machine.scheduled(by: book, ourStop: stop, at: now, work: works[key]) else { continue }
            ScheduledJudge.add(judged, detail, to: &set)
        }
        set.faults += seen.faults
    }

    private func judgeOrders(
        _ account: AccountID, _ now: Date, _ only: Set<ResourceKey>?, _ detail: JudgementDetail,
        into set: inout JudgementSet
    ) throws {
        guard let orders else { return }
        for order in try orders.orders()
        where order.resource.account == account && only?.contains(order.resource) ?? true {
            let only: Set = [order.resource]
            let seen = try orders.machines.judge(account: account, now: now, only: only, detail: .open)
            set.faults += seen.faults
            guard let machine = seen.judgements.first else { continue }
            var work: Judgement?
            if case .whenIdle(let seconds) = order.condition {
                let judged = try orders.work(seconds).judge(account: account, now: now, only: only, detail: .all)
                set.faults += judged.faults
                work = judged.judgements.first
            }
            ScheduledJudge.add(machine.ordered(by: order, at: now, in: book.timeZone, work: work), detail, to: &set)
        }
    }

    private static func add(_ judged: Judgement, _ detail: JudgementDetail, to set: inout JudgementSet) {
        switch detail {
        case .all: set.judgements.append(judged)
        case .open where judged.outcome != .clear: set.judgements.append(judged)
        case .brief where judged.outcome != .clear: set.judgements.append(judged.brief)
        case .open, .brief: break
        }
    }

    /// Whether these work, by resource.
    private func works(
        _ account: AccountID, _ now: Date, _ machines: [Judgement], _ set: inout JudgementSet
    ) throws -> [ResourceKey: Judgement] {
        guard !machines.isEmpty else { return [:] }
        let seen = try work.judge(account: account, now: now, only: Set(machines.map(\.resource)), detail: .all)
        set.faults += seen.faults
        return Dictionary(seen.judgements.map { ($0.resource, $0) }, uniquingKeysWith: { one, _ in one })
    }
}
