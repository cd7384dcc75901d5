// The configuration's brake: the credit, its rungs in their order, how it steps. Armed it is by 'costguard brake arm' alone.

import CostModel
import Foundation
import RuleEngine
import YAML

struct BrakeReader {
    /// Those of the same file.
    let credits: [CreditGrant]

    static let keys = ["credit", "rungs", "machinesPerStep", "pause"]

    func read(_ map: YAMLMap) -> BrakeSettings {
        map.allow(Self.keys)
        var brake = BrakeSettings()
        brake.credit = map["credit"].flatMap(credit)
        if let value = map["rungs"], let items = value.list() {
            if items.isEmpty {
                value.report("'rungs' names none", hint: "leave it out for the usual ones, or name at least one")
            }
            let read = items.map { ($0, rung($0)) }
            brake.rungs = read.compactMap(\.1)
            if brake.rungs.count == items.count { order(brake, read.map(\.0)) }
        }
        if let number = map.integer("machinesPerStep") {
            if !(1...1000).contains(number) {
                map["machinesPerStep"]?.report("'machinesPerStep': got \(number) expected 1 to 1000")
            }
            brake.machinesPerStep = min(max(number, 1), 1000)
        }
        if let seconds = map.duration("pause") {
            if !(0...BrakeSettings.mostPauses).contains(seconds) {
                map["pause"]?.report("'pause': got \(DurationText.text(seconds)) expected 0s to 10m")
            }
            brake.pauseSeconds = min(max(seconds, 0), BrakeSettings.mostPauses)
        }
        return brake
    }

    private func credit(_ value: YAMLValue) -> String? {
        guard let name = value.string() else { return nil }
        if let fault = CreditInput.fault(inName: name) { value.report(fault) }
        return name
    }

    private func rung(_ value: YAMLValue) -> BrakeRung? {
        guard let map = value.map() else { return nil }
        map.allow(["percent", "leftUSD", "action"])
        let action = map.required("action") == nil ? nil : map.choice("action", of: BrakeAction.self)
        guard (map["percent"] == nil) != (map["leftUSD"] == nil) else {
            value.report(
                "a rung has one mark", hint: "write either 'percent: 90' or 'leftUSD: 10'")
            return nil
        }
        guard let mark = map["percent"].flatMap(percent) ?? map["leftUSD"].flatMap(left), let action else { return nil }
        return BrakeRung(mark, action)
    }

    private func percent(_ value: YAMLValue) -> AlertLevel? {
        guard let number = value.number() else { return nil }
        if number >= 0.001, number <= 100 { return .percentBurned(number) }
        value.report("'percent': got \(number) expected above 0, and 100 at most")
        return nil
    }

    private func left(_ value: YAMLValue) -> AlertLevel? {
        guard let text = value.string() else { return nil }
        if let usd = Money(text), usd > .zero { return .usdLeft(usd) }
        value.report("'leftUSD': got '\(text)' expected USD as a plain number above 0")
        return nil
    }

    /// Rungs of a credit whose worth stands in the file are held against each other in USD.
    private func order(_ brake: BrakeSettings, _ items: [YAMLValue]) {
        let named = brake.credit.map { name in credits.first { $0.name == name } } ?? credits.first
        let granted = brake.credit != nil || credits.count == 1 ? named?.amount : nil
        for (index, item) in items.enumerated() {
            if let fault = brake.fault(at: index, granted: granted) { item.report(fault) }
            if let granted, brake.rungs[index].spent(of: granted) <= .zero {
                item.report(
                    "'\(brake.rungs[index].mark.text)' is reached on the first day",
                    hint: "the credit is worth \(granted) USD")
            }
        }
    }
}
