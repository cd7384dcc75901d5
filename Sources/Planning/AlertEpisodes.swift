// When something to tell counts as newly crossed: one mail per crossing.

package import CostModel
package import Foundation

/// Opens and closes episodes: of marks on credits, and of machines that rules only tell of.
package struct AlertEpisodes: Sendable {
    /// What opens, in order of the keys.
    package let opening: [Episode]
    /// Which of these are news: whoever was told of 80 % needs no mail on 50 %, which somebody added later.
    package let news: Set<String>
    /// The keys of what closes, in order.
    package let closing: [String]

    /// Names what a judgement opens: `credit-threshold/123456789012/class/80 %` for a mark, for two accounts may have
    /// credits of one name; and for a machine `idle-costly-notice/123456789012/us-east-1/i-0abc`.
    package static func key(_ judgement: Judgement) -> String {
        let resource = judgement.resource
        if judgement.rule.telling == .together { return key(of: judgement.rule, in: resource.account) }
        guard resource.kind == .credit else {
            return [judgement.rule.name, resource.account.digits, resource.region.code, resource.id]
                .joined(separator: "/")
        }
        let level = judgement.row["level"]?.text
        // The view has one row per credit and mark; a row's id may or may not name the mark already.
        let mark = level.flatMap { resource.id.hasSuffix("/\($0)") ? nil : $0 }
        return ([judgement.rule.name, resource.account.digits, resource.id] + (mark.map { [$0] } ?? []))
            .joined(separator: "/")
    }

    /// Names the one episode of all that a rule finds in an account, such as `instance-surge/123456789012`.
    package static func key(of rule: RuleHeader, in account: AccountID) -> String { "\(rule.name)/\(account.digits)" }

    /// What is told together comes back within so many seconds of its beginning as the same thing.
    private static let quietTogether: TimeInterval = 6 * .hour

    /// Episodes of what is told together of which nothing is left: not what may be there and is not known.
    ///
    /// - Parameter judgements: of these rules.
    package static func over(
        _ rules: [RuleHeader], in account: AccountID, judgements: [Judgement], open: [Episode], at now: Date
    ) -> [String] {
        let alive = Set(judgements.filter { $0.outcome == .holds || $0.outcome == .unknown }.map(key))
        let keys = Set(rules.map { key(of: $0, in: account) })
        return open.filter { episode in
            keys.contains(episode.key) && !alive.contains(episode.key)
                && now.timeIntervalSince(episode.since) >= quietTogether
        }.map(\.key).sorted()
    }

    /// What opens and what closes at this time. What holds opens once its rule's hold time is over. What is not known,
    /// spared, or not judged at all neither opens nor closes: a judgement that is `clear` ends an episode, and not before
    /// the mark's quiet time is over, nor for what was in the past alone, for a machine stays idle, whatever it did
    /// yesterday. And so does that its machine does not run any more.
    ///
    /// - Parameters:
    ///   - judgements: of rules whose action is to tell, clear ones included.
    ///   - holds: the hold clocks of the account.
    ///   - running: the instances of the account that run; an episode of one that does not is over.
    package init(
        judgements: [Judgement], holds: [HoldKey: HoldState] = [:], open: [Episode],
        running: (account: AccountID, machines: Set<ResourceKey>)? = nil, at now: Date
    ) {
        let since = Dictionary(open.map { ($0.key, $0.since) }, uniquingKeysWith: min)
        let crossed = Set(judgements.filter { $0.outcome == .holds && Self.isDue($0, holds) }.map(Self.key))
        let holding = Set(judgements.filter { $0.outcome == .holds }.map(Self.key))
        let over = judgements.filter { judgement in
            guard judgement.outcome == .clear, !judgement.isClearByHabitAlone, let since = since[Self.key(judgement)]
            else { return false }
            return now.timeIntervalSince(since) >= Self.quiet(judgement)
        }
        let gone = Self.gone(open, running)
        opening = crossed.subtracting(since.keys).sorted().map { Episode(key: $0, since: now) }
        news = Set(opening.map(\.key).filter { key in !open.contains { Self.says($0.key, atLeast: key) } })
        closing = Set(over.map(Self.key) + gone).subtracting(holding).sorted()
    }

    /// Whether an episode is that of a mark of the same rule and credit beyond another.
    private static func says(_ told: String, atLeast key: String) -> Bool {
        func parts(_ key: String) -> (credit: Substring, level: AlertLevel)? {
            guard let end = key.indices(of: "/").ranges.dropFirst(2).first?.lowerBound,
                let level = AlertLevel(key[key.index(after: end)...])
            else { return nil }
            return (key[..<end], level)
        }
        guard let told = parts(told), let mark = parts(key), told.credit == mark.credit else { return false }
        return told.level.isBeyond(mark.level)
    }

    private static func isDue(_ judgement: Judgement, _ holds: [HoldKey: HoldState]) -> Bool {
        guard judgement.rule.holdSeconds > 0 else { return true }
        let clock = holds[HoldKey(rule: judgement.rule.name, resource: judgement.resource)]
        let held = HoldClock.held(clock, rule: judgement.rule, launchTime: judgement.knownLaunchTime)
        return HoldClock.isDue(held: held, judgement.rule)
    }

    private static func quiet(_ judgement: Judgement) -> TimeInterval {
        judgement.row["level"]?.text.flatMap { AlertLevel($0)?.quiet } ?? 0
    }

    /// A machine that was stopped, or has ended, is not judged any more, and with it perhaps no machine at all: the keys
    /// alone tell. Ids of instances begin with `i-`, those of nothing else do.
    private static func gone(
        _ open: [Episode], _ running: (account: AccountID, machines: Set<ResourceKey>)?
    ) -> [String] {
        guard let running else { return [] }
        let alive = Set(running.machines.map { "\($0.region.code)/\($0.id)" })
        return open.map(\.key).filter { key in
            let parts = key.split(separator: "/", omittingEmptySubsequences: false)
            return parts.count == 4 && parts[1] == running.account.digits && parts[3].hasPrefix("i-")
                && !alive.contains("\(parts[2])/\(parts[3])")
        }
    }
}

extension Judgement {
    /// Whether all that speaks against it is what was some time ago.
    var isClearByHabitAlone: Bool {
        let failed = conditions.filter { $0.part == .whereAll && $0.outcome == .fails }
        return !failed.isEmpty && failed.allSatisfy { $0.values.contains { $0.past != nil } }
    }

    /// The same judgement as the brake reads it: who worked last week is no reason to burn on now. Where more than the past
    /// is not known it stays as it is; and so do rules that did not come with the program, of which nobody has tried whether
    /// they would hold of anything without their habits.
    var withoutHabit: Judgement {
        let past = conditions.filter { $0.values.contains { $0.past != nil } }
        let readOfPast = Set(past.flatMap(\.values).map(\.column))
        guard rule.action == .stop, rule.isShipped, !past.isEmpty, outcome == .clear || outcome == .unknown,
            missing.allSatisfy({ readOfPast.contains($0.column) }),
            conditions.allSatisfy({ condition in
                past.contains(condition)
                    || (condition.part == .whereAll ? condition.outcome == .holds : condition.outcome == .fails)
            })
        else { return self }
        return with {
            $0.outcome = .holds
            $0.missing = []
        }
    }
}
