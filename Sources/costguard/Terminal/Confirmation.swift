// A person's word before anything is changed.

/// What must be said before `count` steps are done.
struct Confirmation {
    let count: Int
    /// Above it, the number itself must be typed.
    let limit: Int
    let yes: Bool
    /// With `--yes`: `--count`.
    let typed: Int?
    /// The command that asks again, as it was typed, without what answers by itself.
    let command: String

    /// Returns when the word was given; what is to be done was shown before.
    ///
    /// - Throws: `refused` where it was not, or where nobody can be asked.
    func obtain(_ terminal: Terminal) throws {
        if yes {
            if let typed, typed != count { throw refusal("there are \(count) steps, --count says \(typed)") }
            if count > limit, typed == nil { throw refusal("\(count) steps are above the limit of \(limit)") }
            return
        }
        guard Terminal.canAsk else {
            throw CommandError(
                "Nobody can be asked: this is no terminal",
                hint: "say '\(command)' in a terminal; 'costguard apply --help' tells how a script answers",
                status: .refused)
        }
        let wanted = count > limit ? String(count) : "yes"
        let answer = terminal.ask("Type \(wanted) to go on:")
        guard answer == wanted else { throw refusal("the answer was not '\(wanted)'") }
    }

    private func refusal(_ why: String) -> CommandError {
        CommandError("Nothing was changed: \(why)", hint: "'\(command)' asks again", status: .refused)
    }
}
