// The configuration's credits.

import CostModel
import Foundation
import Reporting
import RuleEngine

struct CreditsReader {
    let log: DiagnosticLog

    /// Marks where the file names none.
    static let defaultLevels: [AlertLevel] = [50, 80, 95, 100].map(AlertLevel.percentBurned)

    func read(_ value: YAMLValue?) -> [CreditGrant] {
        var names: Set<String> = []
        return (value?.list() ?? []).compactMap { item in
            guard let map = item.map() else { return nil }
            map.allow(["name", "amount", "granted", "expires", "alerts"])
            guard let name = map.required("name")?.string(), let amount = map.required("amount").flatMap(amount) else {
                return nil
            }
            if !names.insert(name).inserted {
                item.report("two credits are named '\(name)'", hint: "give each its own name")
            }
            // The name stands in mails, in keys of alerts, and as the id of the credit.
            if name.isEmpty || name.contains("/") || name.utf8.count > 64 || Sanitizer.terminal(name) != name {
                map["name"]?.report("'\(name)' is no name: expected 1 to 64 characters without '/' and line ends")
            }
            let granted = map["granted"].flatMap(day)
            let expires = map["expires"].flatMap(day).map { $0.addingTimeInterval(86_400) }
            if let granted, let expires, expires <= granted {
                map["expires"]?.report("the credit '\(name)' expires before it is granted")
            }
            let levels = map["alerts"].map { ($0.list() ?? []).compactMap(level) } ?? Self.defaultLevels
            return CreditGrant(name: name, amount: amount, granted: granted, expires: expires, levels: levels)
        }
    }

    private func amount(_ value: YAMLValue) -> Money? {
        guard let text = value.string() else { return nil }
        if let money = Money(text), money > .zero, money < Money(nanoUSD: 1_000_000_000_000_000) { return money }
        value.report(
            "'\(text)' is no amount of a credit", hint: "write USD as a plain number above 0, such as 100 or 62.50")
        return nil
    }

    /// The start of a UTC day.
    private func day(_ value: YAMLValue) -> Date? {
        guard let text = value.string() else { return nil }
        let style = Date.ISO8601FormatStyle().year().month().day()
        // A parser that takes 30 February for 2 March would move a credit's end.
        if text.utf8.count == 10, let date = try? Date(text, strategy: style), date.formatted(style) == text {
            return date
        }
        value.report("'\(text)' is no day", hint: "write YYYY-MM-DD")
        return nil
    }

    private func level(_ value: YAMLValue) -> AlertLevel? {
        guard let text = value.string() else { return nil }
        if let level = AlertLevel(text) { return level }
        value.report("'\(text)' is no mark", hint: "write such as 80%, 20 USD left or 24h left")
        return nil
    }
}
