// What a text report needs to know besides its subject, colour among it.

package import CostModel
package import Foundation

/// The reader's surroundings, and what else is known. What is absent is left out of the text, or said to be missing.
package struct TextContext: Sendable {
    /// For people; everything else is UTC.
    package var timeZone: TimeZone
    /// UTC.
    package var now: Date
    /// Whether ANSI colours may be written.
    package var colour: Bool
    /// Columns of the reader's terminal.
    package var width: Int
    /// The last scan; nil before the first.
    package var scan: ScanSummary?
    /// What is left of each credit.
    package var balances: [CreditBalance]
    /// What AWS has billed; nil: not asked.
    package var figures: BillingFigures?
    /// What runs, as the last scan saw it.
    package var running: [RunningInstance]
    /// Judgements in which a `where` was false: why a running instance is left alone.
    package var clear: [Judgement]
    /// What cron may do; nil: not told, and spoken of as it is by default.
    package var unattended: UnattendedSettings?
    /// What is spent, by the meter; nil: not known, or not asked for.
    package var spend: SpendFigures?
    /// Commands for the last line; empty: the report's own.
    package var next: [String]

    /// Lines that fit on the reader's screen, its prompt beneath them.
    package var height = 23
    /// Whether all is told, with its details, however long.
    package var isVerbose = false
    /// The command that tells all, where a list is cut off.
    package var whole = "costguard plan -v"

    /// What commands to type next need so that they speak of the same database, a blank before it; else empty.
    package var commandOptions = ""

    /// What cron would have done by now, while it may not act yet; empty once it may.
    package var rehearsals: [RehearsedStop] = []

    /// A person's word that cron changes nothing, where it holds.
    package var pause: Pause?
    /// Persons' orders to stop machines later.
    package var orders: [StopOrder] = []

    /// That the brake is armed, and what of it is in force; nil: it is off.
    package var brake: BrakeNotice?

    /// Whether something was changed after the plan was made.
    package var isChanged = false

    /// Surroundings; what is not given is not known.
    package init(
        timeZone: TimeZone, now: Date, colour: Bool = false, width: Int = 80, scan: ScanSummary? = nil,
        balances: [CreditBalance] = [], figures: BillingFigures? = nil, running: [RunningInstance] = [],
        clear: [Judgement] = [], unattended: UnattendedSettings? = nil, spend: SpendFigures? = nil, next: [String] = []
    ) {
        self.timeZone = timeZone
        self.now = now
        self.colour = colour
        self.width = width
        self.scan = scan
        self.balances = balances
        self.figures = figures
        self.running = running
        self.clear = clear
        self.unattended = unattended
        self.spend = spend
        self.next = next
    }

    /// What the meter says, once it has an hour; nil before.
    var metered: SpendFigures? { spend.flatMap { $0.since < $0.until ? $0 : nil } }
    var palette: Palette { Palette(isOn: colour) }
    func point(_ date: Date) -> String { TimeText.point(date, in: timeZone, now: now) }
}

/// ANSI styles; off, they change nothing.
struct Palette {
    let isOn: Bool
    func heading(_ text: String) -> String { styled(text, "1") }
    func good(_ text: String) -> String { styled(text, "32") }
    func bad(_ text: String) -> String { styled(text, "31") }
    func faint(_ text: String) -> String { styled(text, "2") }
    private func styled(_ text: String, _ code: String) -> String { isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
