// The balances that AWS itself tells: its list of credits, or what a Free Tier plan has left; under the user's name for
// each where one fits. Pure.

import CostModel
import Foundation
import Reporting

struct AWSCredits {
    /// The credits of AWS's list; where there are none, a Free Tier plan may speak.
    let listed: [AWSCredit]
    private let figures: BillingFigures
    private let now: Date
    /// By the user's name.
    private var matched: [String: AWSCredit] = [:]
    private var planName: String?

    init(_ figures: BillingFigures, _ terms: [CreditTerm], at now: Date) {
        self.figures = figures
        self.now = now
        listed = figures.credits ?? []
        var free = listed
        for fits in [Self.isNamed, Self.isAlike] {
            for term in terms where matched[term.name] == nil {
                let found = free.filter { fits(term, $0) }
                // Of two that fit nobody can say which is meant.
                guard found.count == 1, let credit = found.first else { continue }
                matched[term.name] = credit
                free.removeAll { $0.id == credit.id }
            }
        }
        let named = terms.first { $0.name.lowercased() == Self.planTitle }
        planName = hasPlan ? named?.name ?? (terms.count == 1 ? terms[0].name : nil) : nil
    }

    static let planTitle = "free tier plan"

    /// Whether AWS tells the balance of the user's credit of this name.
    func isTold(_ name: String) -> Bool { matched[name] != nil || planName == name }

    private var hasPlan: Bool { listed.isEmpty && figures.plan?.remaining != nil }

    private static func isNamed(_ term: CreditTerm, _ credit: AWSCredit) -> Bool {
        [credit.id, credit.description].contains { $0.lowercased() == term.name.lowercased() }
    }

    /// The same amount, and where both tell an end the same one, give or take a day and a half.
    private static func isAlike(_ term: CreditTerm, _ credit: AWSCredit) -> Bool {
        guard term.amount == credit.initial else { return false }
        guard let mine = term.expires, let theirs = credit.expiresAt else { return true }
        return abs(mine.timeIntervalSince(theirs)) <= 36 * .hour
    }

    /// What AWS tells of the user's credit; nil where it tells nothing.
    func balance(of term: CreditTerm, _ aged: (CreditBalance) -> ToldBalance) -> ToldBalance? {
        if let credit = matched[term.name] {
            return told(credit, term.name, term.levels, aged)
        }
        guard planName == term.name, let left = figures.plan?.remaining else { return nil }
        return aged(
            term.balance(
                .freeTierPlan, burned: max(.zero, term.amount - left), asOf: figures.planAt, Self.planBasis,
                expires: figures.plan?.closesAt))
    }

    /// What AWS names and the user does not: credits that can still pay, or the plan. Where none can, those that are used
    /// up: that nothing is left is not the same as that there never was any.
    func others(_ aged: (CreditBalance) -> ToldBalance) -> [ToldBalance] {
        var names = Set(matched.keys)
        let claimed = Set(matched.values.map(\.id))
        let valid = listed.filter { !claimed.contains($0.id) && $0.expiresAt ?? now >= now }
        let paying = valid.filter { $0.left > .zero }
        let credits = (paying.isEmpty && matched.isEmpty ? valid : paying).map { credit in
            told(credit, Self.name(of: credit, besides: &names), AlertLevel.usual, aged)
        }
        return credits + [plan(aged)].compactMap { $0 }
    }

    private func plan(_ aged: (CreditBalance) -> ToldBalance) -> ToldBalance? {
        guard hasPlan, planName == nil, let left = figures.plan?.remaining else { return nil }
        let most = max(left, figures.planMost ?? left)
        return aged(
            CreditBalance(
                name: Self.planTitle, source: .freeTierPlan, granted: most, burned: most - left, burnPerHour: nil,
                expiresAt: figures.plan?.closesAt, asOf: figures.planAt,
                basis: "\(Self.planBasis); granted is the most that was seen left", levels: AlertLevel.usual))
    }

    private static let planBasis = "Free Tier plan, by AWS"

    private func told(
        _ credit: AWSCredit, _ name: String, _ levels: [AlertLevel], _ aged: (CreditBalance) -> ToldBalance
    ) -> ToldBalance {
        let balance = CreditBalance(
            name: name, source: .billingCredits, granted: credit.initial, burned: credit.initial - credit.left,
            burnPerHour: nil, expiresAt: credit.expiresAt, asOf: figures.creditsAt, basis: Self.basis(credit),
            levels: levels)
        return ToldBalance(
            balance: aged(balance).balance,
            rank: DrawRank(expires: credit.expiresAt, services: credit.products.count, starts: credit.startsAt),
            startsAt: credit.startsAt, isDrawn: credit.isEnabled && credit.coversEC2)
    }

    /// What it covers stands with the source, for a credit that pays for one service alone is no help for others.
    private static func basis(_ credit: AWSCredit) -> String {
        let figure = credit.estimated == nil ? "after the last final bill" : "this month's open bill counted in"
        var parts = ["AWS's list of credits, \(figure)"]
        if !credit.products.isEmpty {
            let shown = credit.products.prefix(3).joined(separator: ", ")
            parts.append("for \(shown)" + (credit.products.count > 3 ? " and \(credit.products.count - 3) more" : ""))
        }
        if !credit.isEnabled { parts.append("switched off: AWS does not apply it") }
        return Sanitizer.terminal(parts.joined(separator: "; "))
    }

    /// AWS's words as a name: no '/' in it, for the name is part of an id; two alike bear their number.
    private static func name(of credit: AWSCredit, besides names: inout Set<String>) -> String {
        let plain = Sanitizer.terminal(credit.description).replacing("/", with: "-")
            .trimmingCharacters(in: .whitespaces)
        var name = String(plain.isEmpty ? "credit" : plain.prefix(40))
        if !names.insert(name).inserted {
            name = "\(name.prefix(28)) #\(credit.id.filter(\.isNumber).suffix(10))"
            names.insert(name)
        }
        return name
    }
}
