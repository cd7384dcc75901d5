// Turns what AWS and people say of credits into balances, best source first: AWS's own list, a Free Tier plan, gross
// spend since the grant, a balance typed by hand. Pure.
// Leaves gross spend to GrossSpend, what is AWS's to AWSCredits, and what is spent since to CreditDrawdown.

import CostModel
import Foundation

struct Balances {
    let figures: BillingFigures
    let before: [CreditBalance]
    /// From when on the meter tells what was spent; nil: nothing was metered.
    let meteredSince: Date?
    let now: Date

    /// One for each credit that anybody names: those of the configuration first, then typed ones, then AWS's own.
    /// - Parameters:
    ///   - spending: what was spent, and what costs now; nil where nothing was ever seen.
    ///   - before: the balances of the last scan: a figure that stays is as old as it was.
    static func all(
        _ terms: [CreditTerm], figures: BillingFigures, spending: SpendCurve?, before: [CreditBalance], at now: Date
    ) -> [CreditBalance] {
        CreditDrawdown.drawn(
            told(terms, figures: figures, before: before, meteredSince: nil, at: now), spending: spending, at: now)
    }

    /// The same as their sources tell them, with nothing drawn since.
    static func told(
        _ terms: [CreditTerm], figures: BillingFigures, before: [CreditBalance], meteredSince: Date?, at now: Date
    ) -> [ToldBalance] {
        Balances(figures: figures, before: before, meteredSince: meteredSince, now: now).told(terms)
    }

    /// The credits whose spend has to be summed, because AWS itself tells no balance of them.
    static func summed(_ terms: [CreditTerm], _ figures: BillingFigures, at now: Date) -> [CreditTerm] {
        let aws = AWSCredits(figures, terms, at: now)
        guard aws.listed.isEmpty else { return [] }
        return terms.filter { $0.granted != nil && !aws.isTold($0.name) }
    }

    private func told(_ terms: [CreditTerm]) -> [ToldBalance] {
        let aws = AWSCredits(figures, terms, at: now)
        let summed = Balances.summed(terms, figures, at: now)
        let gross = grossShares(summed, meteredSince: meteredSince)
        let newest = grossShares(summed, meteredSince: nil)
        let named = terms.map { term in
            aws.balance(of: term, aged)
                ?? own(term, gross[term.name], newest: newest[term.name], isListed: aws.listed.isEmpty)
        }
        let all = named + aws.others(aged)
        guard let end = figures.plan?.closesAt else { return all }
        return all.map { $0.ending(by: end) }
    }

    /// By name: what was spent since the grant, shared out where there are several.
    private func grossShares(
        _ terms: [CreditTerm], meteredSince: Date?
    ) -> [String: (burned: Money, gross: GrossSpend)] {
        let spends = terms.compactMap { term in
            term.granted.flatMap { GrossSpend(since: $0, figures, meteredSince: meteredSince, at: now) }.map {
                (term, $0)
            }
        }
        guard let longest = spends.min(by: { $0.0.granted ?? now < $1.0.granted ?? now })?.1 else { return [:] }
        let shares =
            spends.count == 1 ? [longest.total] : GrossShares.burned(spends.map(\.0), longest.spans)
        return Dictionary(zip(spends, shares).map { ($0.0.name, ($1, $0.1)) }) { first, _ in first }
    }

    /// A credit of which AWS itself tells no balance.
    private func own(
        _ term: CreditTerm, _ gross: (burned: Money, gross: GrossSpend)?,
        newest: (burned: Money, gross: GrossSpend)?, isListed: Bool
    ) -> ToldBalance {
        func balance(_ told: (burned: Money, gross: GrossSpend)) -> CreditBalance {
            var balance = term.balance(
                .grossSinceGrant, burned: told.burned, asOf: told.gross.asOf, told.gross.basis)
            balance.isLowerBound = told.gross.isLowerBound
            return balance
        }
        if let gross, !gross.gross.isEstimated || term.entered == nil {
            let isMetered = gross.gross.isMeteredAlone
            // What the meter alone tells is as old as the grant, and unpaid days do not age a figure; else its last
            // change does.
            let isExact = isMetered || gross.gross.isLapsed
            var told = isExact ? ToldBalance(balance(gross), starts: term.granted) : aged(balance(gross))
            told.isMeteredAlone = isMetered
            told.partDay = gross.gross.partDay
            told.isDrawn = gross.gross.coversEC2
            // EstimatedCharges tell whole months: what was spent in one before the grant is in them.
            let isOfTheGrant = term.granted.map { UTCCalendar.startOfMonth($0) == $0 } ?? false
            told.newest = newest.flatMap { isMetered && $0.gross.isEstimated && !isOfTheGrant ? nil : balance($0) }
            return told
        }
        if let entered = term.entered {
            let basis = term.isRenewed ? "whole again since its renewal, metered onward" : "typed in, metered onward"
            var balance = term.balance(.entered, burned: entered.used, asOf: entered.at, basis)
            // What was spent between a renewal and the first scan nobody saw.
            balance.isLowerBound = term.isRenewed && meteredSince.map { $0 > entered.at } ?? false
            return ToldBalance(balance, starts: nil)
        }
        if !isListed {
            return ToldBalance(
                term.balance(
                    .none, burned: nil, asOf: nil, "AWS lists no such credit; 'costguard credits' shows those it lists"),
                starts: term.granted)
        }
        let basis = term.granted == nil ? Balances.undated : Balances.silent
        return ToldBalance(
            term.balance(term.granted == nil ? .grossSinceGrant : .none, burned: nil, asOf: nil, basis),
            starts: term.granted)
    }

    /// A figure that has not changed is as old as when it did.
    private func aged(_ balance: CreditBalance) -> ToldBalance {
        let last = before.first { $0.name == balance.name && $0.source == balance.source }
        let isSame = balance.burned != nil && last?.burned == balance.burned
        return ToldBalance(isSame ? balance.told(at: last?.asOf ?? balance.asOf) : balance, starts: nil)
    }

    private static let undated =
        "set 'granted' in the configuration, or enter a balance with 'costguard credits set': without either nobody "
        + "knows what was spent from this credit"
    private static let silent = "no source tells: Cost Explorer and EstimatedCharges are both silent"
}

extension ToldBalance {
    /// The same, worth nothing from an instant on at the latest.
    fileprivate func ending(by end: Date) -> ToldBalance {
        var told = self
        told.balance.expiresAt = min(balance.expiresAt ?? end, end)
        told.newest?.expiresAt = told.balance.expiresAt
        told.rank = DrawRank(expires: told.balance.expiresAt, after: rank)
        return told
    }

    /// A credit that pays for everything.
    init(_ balance: CreditBalance, starts: Date?) {
        self.init(
            balance: balance, newest: nil, rank: DrawRank(expires: balance.expiresAt, starts: starts), startsAt: starts,
            isDrawn: true)
    }
}

extension CreditTerm {
    /// Its balance by a source, with nothing drawn from it since.
    func balance(
        _ source: BalanceSource, burned: Money?, asOf: Date?, _ basis: String, expires told: Date? = nil
    ) -> CreditBalance {
        CreditBalance(
            name: name, source: source, granted: amount, burned: burned, burnPerHour: nil,
            expiresAt: told ?? expires, asOf: asOf, basis: basis, levels: levels)
    }
}

extension CreditBalance {
    /// The same figure, told at another time.
    func told(at time: Date?) -> CreditBalance {
        var copy = self
        copy.asOf = time
        return copy
    }
}
