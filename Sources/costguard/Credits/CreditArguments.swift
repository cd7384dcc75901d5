// What a person types of a credit on the command line, checked: every fault is one clear message.

import ArgumentParser
import CostModel
import Foundation
import Reporting

struct CreditArguments {
    static let usualName = "credit"

    let name: String
    private let amount: Money?
    private let used: Money?
    private let remaining: Money?
    private let granted: Date?
    private let expires: Date?
    private let renews: Renewal?
    private let levels: [AlertLevel]?

    /// The marks that were named with these words.
    var named: [AlertLevel] { levels ?? [] }

    /// - Throws: `ValidationError`, which ends with status 64.
    init(_ command: CreditsSetCommand) throws {
        let words = Self.joined(command.words)
        let amounts = words.filter { CreditInput.looksLikeAmount($0) }
        let names = words.filter { !CreditInput.looksLikeAmount($0) } + [command.name].compactMap { $0 }
        guard amounts.count < 2, names.count < 2 else {
            throw ValidationError("Expected one amount and one name, got '\(command.words.joined(separator: "' '"))'")
        }
        name = names.first ?? Self.usualName
        if let fault = CreditInput.fault(inName: name) { throw ValidationError(fault) }
        if !amounts.isEmpty,
            ["EUR", "GBP", "CHF", "INR", "CAD", "AUD", "JPY", "CNY", "€", "£"].contains(name.uppercased())
        {
            throw ValidationError("'\(name)' is no name of a credit, and its amount is in USD: write 100 or '100 USD'")
        }
        amount = try amounts.first.map { try Self.money($0, "amount", orZero: false) }
        used = try command.used.map { try Self.money($0, "--used", orZero: true) }
        // A lab's page that shows less than nothing left: more was used than it is worth.
        remaining = try command.remaining.map { text in
            guard text.hasPrefix("-") else { return try Self.money(text, "--remaining", orZero: true) }
            return .zero - (try Self.money(String(text.dropFirst()), "--remaining", orZero: true))
        }
        granted = try command.granted.map { try Self.day($0, "--granted", CreditInput.start) }
        expires = try command.expires.map { try Self.day($0, "--expires", CreditInput.expiry) }
        renews = try command.renews.map { text in
            guard let renewal = Renewal(rawValue: text) else {
                throw ValidationError("'\(text)' is no way to renew: the only one is 'monthly'")
            }
            return renewal
        }
        let marks = command.alert.flatMap { $0.split(separator: ",") }
        levels = marks.isEmpty ? nil : try marks.map { try Self.level(String($0)) }
    }

    /// A shell takes `100 USD` and `USD 100` for two words.
    private static func joined(_ words: [String]) -> [String] {
        var joined: [String] = []
        var isOpen = false
        for word in words {
            let isSign = ["usd", "$", "us$"].contains(word.lowercased())
            if let last = joined.last,
                isOpen ? CreditInput.looksLikeAmount(word) : isSign && CreditInput.amount(last) != nil
            {
                joined[joined.count - 1] = "\(last) \(word)"
                isOpen = false
            } else {
                joined.append(word)
                isOpen = isSign
            }
        }
        return joined
    }

    private static func money(_ text: String, _ what: String, orZero: Bool) throws -> Money {
        if let money = CreditInput.amount(text), orZero || money > .zero { return money }
        throw ValidationError(
            "\(what): '\(text)' is no amount of a credit: write USD as a plain number, such as 100 or 62.50, "
                + "\(orZero ? "0 or more" : "above 0") and under 1000000")
    }

    private static func day(_ text: String, _ what: String, _ read: (String) -> Date?) throws -> Date {
        if let date = read(text) { return date }
        throw ValidationError("\(what): \(TypedDay.fault(text)); \(CreditInput.dayForms)")
    }

    private static func level(_ text: String) throws -> AlertLevel {
        if let level = AlertLevel(text) { return level }
        throw ValidationError("--alert: \(AlertMarkText.fault(text)): \(AlertMarkText.forms)")
    }

    /// The credit as it stands with these words: what they do not say is as it was.
    ///
    /// - Parameters:
    ///   - before: what was typed before.
    ///   - grant: what the configuration says, which holds.
    /// - Throws: `ValidationError` for words that cannot be true; `CommandError` where the configuration says otherwise.
    func credit(
        before: EnteredCredit?, _ grant: CreditGrant?, file: String, at now: Date
    ) throws -> EnteredCredit {
        if let grant { try checkTerms(grant, file) }
        let sum = used.flatMap { used in remaining.map { used + $0 } }
        guard let amount = grant?.amount ?? amount ?? before?.amount ?? sum else {
            throw ValidationError("How large the credit '\(name)' is nobody said: 'costguard credits set \(name) 100'")
        }
        let isNew = used != nil || remaining != nil
        let burned = try balance(of: amount) ?? (isNew ? nil : before?.used)
        let credit = EnteredCredit(
            name: name, at: isNew ? now : before?.at ?? now, amount: amount, used: burned,
            granted: grant?.granted ?? granted ?? before?.granted,
            expires: grant?.expires ?? expires ?? before?.expires,
            renews: grant?.renews ?? renews ?? before?.renews, levels: levels ?? before?.levels)
        try check(credit, at: now)
        for level in levels ?? [] {
            if let fault = level.fault(amount: amount, expires: credit.expires, at: now) {
                throw ValidationError("--alert: the mark '\(level.text)' says nothing of this credit: \(fault)")
            }
        }
        return credit
    }

    private func balance(of amount: Money) throws -> Money? {
        if let remaining, remaining > amount {
            throw ValidationError("--remaining \(remaining) is more than the credit of \(amount) USD ever was")
        }
        // A lab's page may show more than its budget: what goes beyond was spent all the same, and nothing is left.
        if let used, let remaining, used + remaining != amount, used < amount || remaining > .zero {
            throw ValidationError(
                "--used \(used) and --remaining \(remaining) do not add up to \(amount) USD: one of them is enough")
        }
        return used ?? remaining.map { amount - $0 }
    }

    private func check(_ credit: EnteredCredit, at now: Date) throws {
        if let granted = credit.granted, granted > now {
            throw ValidationError("--granted: the day has not come yet")
        }
        if expires != nil, let end = credit.expires, end <= now {
            throw ValidationError("--expires: the day has passed, so there is nothing left to guard")
        }
        if let granted = credit.granted, let end = credit.expires, end <= granted {
            throw ValidationError("The credit '\(name)' would expire before it is granted")
        }
    }

    /// The configuration is the user's own file: a word against it is refused, not forgotten.
    private func checkTerms(_ grant: CreditGrant, _ file: String) throws {
        let against = [
            amount.map { $0 != grant.amount } ?? false ? "amount" : nil,
            granted != nil && grant.granted != nil && granted != grant.granted ? "granted" : nil,
            expires != nil && grant.expires != nil && expires != grant.expires ? "expires" : nil,
            renews != nil && grant.renews != nil && renews != grant.renews ? "renews" : nil,
            levels != nil && levels != grant.levels ? "alerts" : nil,
        ].compactMap { $0 }
        guard let first = against.first else { return }
        throw CommandError(
            "The configuration says otherwise of the credit '\(name)': \(against.joined(separator: ", "))",
            hint: "change '\(first)' in '\(file)', or enter the balance alone: --used or --remaining")
    }
}
