// A course's configuration, as a teacher hands it out: read whole, shown, filled in, and copied. What in it wants a
// student's yes is CourseConcerns'.

import CostModel
import Foundation
import RuleEngine

struct CourseFile {
    /// As it will be written: the teacher's words, comments among them.
    private(set) var text: String
    /// What it says.
    private(set) var settings: Settings
    /// Why it may be another's words; nil where it is ours.
    let distrusted: DistrustedFile?
    private let path: String
    private let concerns: [String]

    /// - Throws: `Diagnostics` with every fault at its line and column; `CommandError` where it is no file to read.
    static func read(_ path: String, rules: [String], terminal: Terminal) throws -> CourseFile {
        let distrusted = TrustedFiles.fault(of: .course, at: path)
        var info = stat()
        guard stat(path, &info) == 0 else {
            throw CommandError("There is no file '\(path)'", hint: "name the file that your course gave you")
        }
        guard info.st_mode & S_IFMT == S_IFREG, info.st_size <= 1 << 20,
            let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw CommandError(
                "'\(path)' is no readable file of UTF-8 text of at most 1 MiB", hint: "check that it is the right file")
        }
        let settings = try SettingsFile.parse(RuleFile(origin: path, text: text))
        // A change to a rule that does not exist, or does not fit it, would else be found by cron.
        _ = try RuleFiles.load(rules, overrides: settings.rules, terminal: terminal)
        let concerns = CourseConcerns.all(settings, distrusted: distrusted)
        let head = "# Taken by 'costguard init --from' from \((path as NSString).lastPathComponent.filter(isPlain))\n"
        return CourseFile(text: head + text, settings: settings, distrusted: distrusted, path: path, concerns: concerns)
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "-_. ".contains(character)
    }

    /// Shows what the file would allow, and takes the student's word for it.
    ///
    /// - Throws: `refused` without a yes; then nothing is written.
    func agree(yes: Bool, terminal: Terminal) throws {
        guard !concerns.isEmpty else { return }
        terminal.warn("'\(path)' does more than look:")
        for concern in concerns { terminal.warn("  - \(concern)") }
        if yes { return }
        let refusal = CommandError(
            "Nothing was written: the course's file wants your yes",
            hint:
                "read the lines above; then say yes on a terminal, or add --yes. Or take those lines out of a copy of "
                + "the file, and name that",
            status: .refused)
        guard Terminal.canAsk, InitQuestions.yes("Do you want that?", terminal) else { throw refusal }
    }

    /// What only the student knows: what is used of the credit, the address, the profile.
    func ask(_ given: InitAnswers, terminal: Terminal) throws -> InitAnswers {
        var answers = given
        if !given.isNamed, let first = settings.credits.first { answers.creditName = first.name }
        func text(_ question: String) -> String? {
            guard Terminal.canAsk, let answer = terminal.ask(question), !answer.isEmpty else { return nil }
            return answer
        }
        if answers.profile == nil, settings.profile == nil {
            answers.profile = text("Which profile of your AWS configuration? (empty: the default)")
        }
        if answers.used == nil, let credit = settings.credits.first(where: { $0.name == answers.creditName }) {
            answers.used = text(
                "How much of '\(credit.name)' (\(credit.amount.cents) USD) is used, as its page shows? (empty: not known)"
            )
        }
        if answers.email == nil, settings.topic == nil {
            answers.email = text("Which address shall alarms go to? (empty: none)")
        }
        if let email = answers.email { try InitQuestions.check(email: email) }
        return answers
    }

    /// What is used of the credit; nil where nobody said.
    func balance(_ answers: InitAnswers) throws -> Money? {
        guard let used = answers.used else { return nil }
        guard settings.credits.contains(where: { $0.name == answers.creditName }) else {
            let names = settings.credits.map(\.name).joined(separator: ", ")
            throw CommandError(
                "--used: the course's file has no credit '\(answers.creditName)'",
                hint: names.isEmpty
                    ? "enter it afterwards: costguard credits set 50 --used 12.40"
                    : "it names \(names): say which with --credit-name", status: .usage)
        }
        return try InitAnswers.money(used)
    }

    /// - Throws: where the file names a topic, so that an address of the student's own has no place.
    func checkTopicIsFree() throws {
        guard settings.topic != nil else { return }
        throw CommandError(
            "The course's file names a topic for mails already, so --email has no place",
            hint: "leave --email out, or take notify.sns out of a copy of the file", status: .usage)
    }

    /// Names the student's profile.
    mutating func set(profile: String) throws {
        guard settings.profile != profile else { return }
        guard settings.profile == nil else {
            throw CommandError(
                "The course's file names the profile '\(settings.profile ?? "")' already",
                hint: "leave --profile out, or change it in a copy of the file", status: .usage)
        }
        try append("profile: \(ConfigurationText.quoted(profile))", what: "profile") { $0.profile == profile }
    }

    /// Names the student's own topic.
    mutating func set(topic: String) throws {
        if settings.sources["notify.deadMan"] == nil {
            return try append("notify: { sns: \"\(topic)\" }", what: "notify.sns") { $0.topic == topic }
        }
        // The section is there: the topic goes into it, whichever way it is written.
        for (pattern, insert) in [
            (#"(?m)^(notify\s*:\s*\{)"#, " sns: \"\(topic)\","),
            (#"(?m)^(notify\s*:[^\n{]*\n)(\s+)"#, "  sns: \"\(topic)\"\n"),
        ] {
            guard let range = text.range(of: pattern, options: .regularExpression) else { continue }
            let match = String(text[range])
            var changed = match + insert
            if !match.hasSuffix("{") {
                let indent = match.components(separatedBy: "\n").last ?? "  "
                changed = match.dropLast(indent.count) + indent + "sns: \"\(topic)\"\n" + indent
            }
            if take(text.replacingCharacters(in: range, with: changed), { $0.topic == topic }) { return }
        }
        throw cannotFill("notify.sns")
    }

    private mutating func append(_ line: String, what: String, holds: (Settings) -> Bool) throws {
        let end = text.hasSuffix("\n") ? "" : "\n"
        guard take(text + end + line + "\n", holds) else { throw cannotFill(what) }
    }

    /// Takes the changed text where it can be read, says what it should, and nothing else has changed.
    private mutating func take(_ changed: String, _ holds: (Settings) -> Bool) -> Bool {
        guard let read = try? SettingsFile.parse(RuleFile(origin: path, text: changed)), holds(read),
            Set(settings.sources.keys).isSubset(of: read.sources.keys),
            read.sources.count <= settings.sources.count + 1, read.credits == settings.credits,
            read.unattended == settings.unattended, read.guardrails == settings.guardrails
        else { return false }
        (text, settings) = (changed, read)
        return true
    }

    private func cannotFill(_ what: String) -> CommandError {
        CommandError(
            "The course's file is written so that '\(what)' cannot be added to it",
            hint: "add '\(what)' to a copy of the file by hand, and name that")
    }
}
