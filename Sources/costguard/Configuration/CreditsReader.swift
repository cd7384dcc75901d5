// The configuration's credits.

import CostModel
import Foundation
import RuleEngine
import YAML

struct CreditsReader {
    let log: DiagnosticLog

    /// The credits, and by name the lines of the file in which their marks stand.
    func read(_ value: YAMLValue?) -> (grants: [CreditGrant], markLines: [String: Int]) {
        var names: Set<String> = []
        var lines: [String: Int] = [:]
        let items: [YAMLValue] = value?.list() ?? []
        let grants = items.compactMap { item -> CreditGrant? in
            guard let map = item.map() else { return nil }
            map.allow(["name", "amount", "granted", "expires", "renews", "alerts"])
            guard let name = map.required("name")?.string(), let amount = map.required("amount").flatMap(amount) else {
                return nil
            }
            if !names.insert(name).inserted {
                item.report("two credits are named '\(name)'", hint: "give each its own name")
            }
            if let fault = CreditInput.fault(inName: name) { map["name"]?.report(fault) }
            let granted = map["granted"].flatMap { day($0, CreditInput.start) }
            let expires = map["expires"].flatMap { day($0, CreditInput.expiry) }
            if let granted, let expires, expires <= granted {
                map["expires"]?.report("the credit '\(name)' expires before it is granted")
            }
            let named = map["alerts"].map { marks($0, amount: amount, expires: expires) }
            if named != nil { lines[name] = map.position(of: "alerts").line }
            var grant = CreditGrant(
                name: name, amount: amount, granted: granted, expires: expires,
                renews: map.choice("renews", of: Renewal.self),
                levels: named ?? AlertLevel.usual)
            grant.namesMarks = named != nil
            return grant
        }
        return (grants, lines)
    }

    /// A mark that can never say anything is a mistake. That a day has passed by now is none: a file is read for years;
    /// nor that no expiry stands here: AWS may tell it.
    private func marks(_ value: YAMLValue, amount: Money, expires: Date?) -> [AlertLevel] {
        (value.list() ?? []).compactMap { item in
            guard let level = level(item) else { return nil }
            guard let fault = level.fault(amount: amount, expires: expires, at: nil) else { return level }
            item.report("the mark '\(level.text)' says nothing of this credit", hint: fault)
            return nil
        }
    }

    private func amount(_ value: YAMLValue) -> Money? {
        guard let text = value.string() else { return nil }
        if let money = CreditInput.amount(text), money > .zero { return money }
        value.report(
            "'\(text)' is no amount of a credit", hint: "write USD as a plain number above 0, such as 100 or 62.50")
        return nil
    }

    private func day(_ value: YAMLValue, _ read: (String) -> Date?) -> Date? {
        guard let text = value.string() else { return nil }
        if let date = read(text) { return date }
        value.report(TypedDay.fault(text), hint: CreditInput.dayForms)
        return nil
    }

    private func level(_ value: YAMLValue) -> AlertLevel? {
        guard let text = value.string() else { return nil }
        if let level = AlertLevel(text) { return level }
        value.report(AlertMarkText.fault(text), hint: AlertMarkText.forms)
        return nil
    }
}
