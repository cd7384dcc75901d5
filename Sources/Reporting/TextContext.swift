// What a text report needs to know besides its subject.

import CostModel
import Foundation

/// The reader's surroundings, and what else is known. What is absent is left out of the text, or said to be missing.
public struct TextContext: Sendable {
    /// For people; everything else is UTC.
    public var timeZone: TimeZone
    /// UTC.
    public var now: Date
    /// Whether ANSI colours may be written.
    public var colour: Bool
    /// Columns of the reader's terminal.
    public var width: Int
    /// The last scan; nil before the first.
    public var scan: ScanSummary?
    /// What is left of each credit.
    public var balances: [CreditBalance]
    /// What AWS has billed; nil: not asked.
    public var figures: BillingFigures?
    /// What runs, as the last scan saw it.
    public var running: [RunningInstance]
    /// Judgements in which a `where` was false: why a running instance is left alone.
    public var clear: [Judgement]
    /// What cron may do; nil: not told, and spoken of as it is by default.
    public var unattended: UnattendedSettings?
    /// What is spent, by the meter; nil: not known, or not asked for.
    public var spend: SpendFigures?
    /// Commands for the last line; empty: the report's own.
    public var next: [String]

    /// Lines that fit on the reader's screen, its prompt beneath them.
    public var height = 23
    /// Whether all is told, with its details, however long.
    public var isVerbose = false
    /// The command that tells all, where a list is cut off.
    public var whole = "costguard plan -v"

    /// What commands to type next need so that they speak of the same database, a blank before it; else empty.
    public var commandOptions = ""

    /// Whether something was changed after the plan was made.
    public var isChanged = false

    /// Surroundings; what is not given is not known.
    public init(
        timeZone: TimeZone, now: Date, colour: Bool = false, width: Int = 80, scan: ScanSummary? = nil,
        balances: [CreditBalance] = [], figures: BillingFigures? = nil, running: [RunningInstance] = [],
        clear: [Judgement] = [], unattended: UnattendedSettings? = nil, spend: SpendFigures? = nil, next: [String] = []
    ) {
        (self.timeZone, self.now, self.colour, self.width) = (timeZone, now, colour, width)
        (self.scan, self.balances, self.figures) = (scan, balances, figures)
        (self.running, self.clear, self.unattended) = (running, clear, unattended)
        (self.spend, self.next) = (spend, next)
    }

    var palette: Palette { Palette(isOn: colour) }
    func point(_ date: Date) -> String { Moment.point(date, in: timeZone, now: now) }
}
