// A person's word before anything is changed.

/// What must be said before `count` steps are done.
struct Confirmation {
    let count: Int
    /// Above it, the number itself must be typed.
    let limit: Int
    let yes: Bool
    /// With `--yes`: `--count`.
    let typed: Int?

    /// Returns when the word was given.
    ///
    /// - Throws: `refused` where it was not, or where nobody can be asked.
    func obtain(plan: String, terminal: Terminal) throws {
        if yes {
            if let typed, typed != count { throw refusal("the plan has \(count) steps, --count says \(typed)", plan) }
            if count > limit, typed == nil { throw refusal("\(count) steps are above the limit of \(limit)", plan) }
            return
        }
        guard Terminal.canAsk else {
            throw CommandError(
                "Nobody can be asked: this is no terminal",
                hint: "say 'costguard apply \(plan) --yes --count \(count)'",
                status: .refused)
        }
        let wanted = count > limit ? String(count) : "yes"
        let answer = terminal.ask("Apply \(count) \(count == 1 ? "step" : "steps"). Type \(wanted) to go on:")
        guard answer == wanted else { throw refusal("the answer was not '\(wanted)'", plan) }
    }

    private func refusal(_ why: String, _ plan: String) -> CommandError {
        CommandError(
            "Nothing was changed: \(why)", hint: "say 'costguard apply \(plan) --yes --count \(count)'",
            status: .refused)
    }
}
