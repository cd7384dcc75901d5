// The configuration's credits.

import CostModel
import Foundation
import RuleEngine

struct CreditsReader {
    let log: DiagnosticLog

    func read(_ value: YAMLValue?) -> [CreditGrant] {
        var names: Set<String> = []
        return (value?.list() ?? []).compactMap { item in
            guard let map = item.map() else { return nil }
            map.allow(["name", "amount", "granted", "expires", "renews", "alerts"])
            guard let name = map.required("name")?.string(), let amount = map.required("amount").flatMap(amount) else {
                return nil
            }
            if !names.insert(name).inserted {
                item.report("two credits are named '\(name)'", hint: "give each its own name")
            }
            if let fault = CreditText.fault(inName: name) { map["name"]?.report(fault) }
            let granted = map["granted"].flatMap(day)
            let expires = map["expires"].flatMap(day).map { $0.addingTimeInterval(86_400) }
            if let granted, let expires, expires <= granted {
                map["expires"]?.report("the credit '\(name)' expires before it is granted")
            }
            let levels = map["alerts"].map { ($0.list() ?? []).compactMap(level) } ?? AlertLevel.usual
            return CreditGrant(
                name: name, amount: amount, granted: granted, expires: expires,
                renews: map.choice("renews", of: Renewal.self),
                levels: levels)
        }
    }

    private func amount(_ value: YAMLValue) -> Money? {
        guard let text = value.string() else { return nil }
        if let money = CreditText.amount(text), money > .zero { return money }
        value.report(
            "'\(text)' is no amount of a credit", hint: "write USD as a plain number above 0, such as 100 or 62.50")
        return nil
    }

    /// The start of a UTC day.
    private func day(_ value: YAMLValue) -> Date? {
        guard let text = value.string() else { return nil }
        if let day = UTCDay.date(text) { return day }
        value.report("'\(text)' is no day", hint: "write YYYY-MM-DD")
        return nil
    }

    private func level(_ value: YAMLValue) -> AlertLevel? {
        guard let text = value.string() else { return nil }
        if let level = AlertLevel(text) { return level }
        value.report("'\(text)' is no mark", hint: "write such as \(AlertLevel.forms)")
        return nil
    }
}
