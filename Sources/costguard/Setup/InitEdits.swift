// What the answers of `init` make of a configuration's text, of a new one and of one that stands already: single places
// are set, and all else stays as it is.

import AWSAPI
import CostModel
import Foundation
import RuleEngine
import YAML

struct InitEdits {
    private(set) var editor: YAMLEditor
    let path: String

    /// - Parameter path: the file, for messages.
    init(_ text: String, path: String) {
        editor = YAMLEditor(text)
        self.path = path
    }

    var text: String { editor.text }
    /// What the text says.
    private(set) var settings = Settings()

    /// Sets what was answered, and nothing else.
    ///
    /// - Throws: where a place cannot be changed for certain, or the whole would be faulty; nothing is to be written then.
    mutating func apply(_ answers: InitAnswers) throws {
        if let profile = answers.profile { try set(["profile"], .quoted(profile)) }
        if let zone = answers.timeZone { try set(["timezone"], .plain(zone)) }
        if let topic = answers.topic { try set(["notify", "sns"], .quoted(topic)) }
        if let database = answers.database { try set(["database"], .quoted(database)) }
        if let heartbeat = answers.heartbeat { try set(["notify", "heartbeat"], .quoted(heartbeat.text)) }
        if answers.isLearnerLab { try applyLab() }
        try applyCredit(answers)
        if let given = answers.unattendedGiven {
            try set(["unattended", "actions"], .list(given ? [.plain("stop")] : []))
        }
        if let given = answers.gpuGiven { try set(["unattended", "gpuLoadUnknown"], .plain("\(given)")) }
        if let given = answers.gpuNoticeGiven, given || editor.has([.key("notices"), .key("gpuLoadUnknown")]) {
            try set(["notices", "gpuLoadUnknown"], .plain(given ? GPUText.noticeText : "false"))
        }
        if let day = answers.rehearsesUntil { try set(["unattended", "from"], .plain(UTCTime.dayText(day))) }
        if let given = answers.storeGiven { try set(["unattended", "losesInstanceStore"], .plain("\(given)")) }
        try check()
    }

    /// Notes the mail address of an owner.
    ///
    /// - Throws: as `apply`.
    mutating func add(owner name: String, address: String) throws {
        try set(["owners", "aliases", name], .quoted(address))
        try check()
    }

    /// Takes over what another configuration says and this one does not.
    mutating func adopt(_ other: String) throws {
        do { try editor.adopt(other) } catch { throw refusal(error) }
        try check()
    }

    private mutating func applyCredit(_ answers: InitAnswers) throws {
        let credit: [YAMLStep] = [.key("credits"), .named(answers.creditName)]
        let isNew = !editor.has(credit)
        if let amount = answers.amount { try set(credit + [.key("amount")], .plain("\(amount)")) }
        for (key, day) in [("granted", answers.granted), ("expires", answers.expires)] {
            guard let day else { continue }
            try set(credit + [.key(key)], UTCTime.day(day) == nil ? .quoted(day) : .plain(day))
        }
        if answers.isLearnerLab, isNew, editor.has(credit) {
            try set(credit + [.key("alerts")], .list(LearnerLab.marks.map { .plain($0.text) }))
        }
    }

    /// What fits a lab, wherever the file says nothing of its own.
    private mutating func applyLab() throws {
        for (path, value) in LearnerLab.settings where !editor.has(path.map(YAMLStep.key)) { try set(path, value) }
        let regions = try parsed().regions
        if regions?.allSatisfy({ LearnerLab.regions.contains($0.code) }) != true {
            try set(["regions"], .list(LearnerLab.regions.map(YAMLWriting.plain)))
        }
    }

    private mutating func set(_ keys: [String], _ value: YAMLWriting) throws {
        try set(keys.map(YAMLStep.key), value)
    }

    private mutating func set(_ place: [YAMLStep], _ value: YAMLWriting) throws {
        do { try editor.set(place, to: value) } catch { throw refusal(error) }
    }

    private func refusal(_ fault: YAMLEditor.Fault) -> CommandError {
        CommandError(
            "Nothing was written: \(fault), in '\(path)'",
            hint: "write it there by hand: '\(fault.place)' is to be \(fault.wanted)", status: .refused)
    }

    private func parsed() throws -> Settings { try SettingsFile.parse(YAMLFile(origin: path, text: text)) }

    private mutating func check() throws {
        do {
            settings = try parsed()
        } catch {
            throw CommandError(
                "Nothing was written, for the configuration would be faulty:\n\(error)",
                hint: "say it otherwise, or mend '\(path)' first", status: .refused)
        }
    }
}
