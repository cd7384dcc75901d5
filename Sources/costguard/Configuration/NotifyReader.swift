// The section `notify` of a configuration: who is told, and when.

import AWSAPI
import CostModel
import Foundation
import Pipeline
import RuleEngine
import YAML

extension SettingsReader {
    func notify(_ notify: YAMLMap, _ settings: inout Settings) {
        notify.allow(["sns", "deadMan", "digest", "heartbeat"])
        note(notify, "sns", &settings, under: "notify.")
        settings.topic = notify["sns"].flatMap(topic)
        note(notify, "deadMan", &settings, under: "notify.")
        if let seconds = notify.duration("deadMan") { settings.deadManSeconds = TimeInterval(seconds) }
        note(notify, "digest", &settings, under: "notify.")
        settings.digest = notify["digest"].flatMap(digest)
        note(notify, "heartbeat", &settings, under: "notify.")
        settings.heartbeat = notify["heartbeat"].flatMap(heartbeat)
    }

    private func digest(_ value: YAMLValue) -> DigestTime? {
        guard let text = value.string() else { return nil }
        if let time = DigestTime(text) { return time }
        value.report("'\(text)' is no time of day", hint: "write such as \"08:00\"")
        return nil
    }

    private func heartbeat(_ value: YAMLValue) -> OutsideAddress? {
        guard let text = value.string() else { return nil }
        do throws(OutsideAddressError) {
            return try OutsideAddress(text)
        } catch {
            value.report("'notify.heartbeat' \(error.why)", hint: "write such as https://hc-ping.com/YOUR-UUID")
            return nil
        }
    }

    private func topic(_ value: YAMLValue) -> String? {
        guard let text = value.string() else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isName = parts.last.map {
            $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
        }
        if parts.count == 6, parts[0] == "arn", parts[2] == "sns", Region(parts[3]) != nil, AccountID(parts[4]) != nil,
            isName == true, parts[5] != ""
        {
            return text
        }
        value.report(
            "'\(text)' is no ARN of an SNS topic", hint: "such as arn:aws:sns:us-east-1:123456789012:costguard")
        return nil
    }
}
