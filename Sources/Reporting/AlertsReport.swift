// What is armed: each mark of each credit, where it comes from, what it has told, how far away it is.

package import CostModel
package import Foundation

/// A mark on a credit, as armed.
package struct ArmedMark: Sendable {
    /// The mark.
    package let level: AlertLevel
    /// `config.yaml:7`, `usual`, `credits set`, `alerts add`.
    package let source: String
    /// When its mail was stored; nil: it has told nothing since it was last left.
    package let toldAt: Date?
    /// A mark, all its parts given.
    package init(level: AlertLevel, source: String, toldAt: Date?) {
        self.level = level
        self.source = source
        self.toldAt = toldAt
    }
}

/// Marks as text, JSON or CSV.
package enum AlertsReport {
    /// A few lines for each credit, then where mails go.
    ///
    /// - Parameters:
    ///   - credits: with their marks, in the order in which they are armed.
    ///   - waiting: marks that were added for every credit, where none is known yet.
    ///   - mail: one line on the topic.
    package static func text(
        _ credits: [(balance: CreditBalance, marks: [ArmedMark])], waiting: [AlertLevel], mail: String,
        _ context: TextContext
    ) -> String {
        var lines = TextLines(context)
        if credits.isEmpty {
            let added = waiting.isEmpty ? "" : ", and \(waiting.map(\.text).joined(separator: ", "))"
            lines.add("No credit is known yet. Each that comes gets the usual marks\(added).")
        }
        for (balance, marks) in credits {
            let sentences = CreditText(balance: balance, context: context)
            sentences.head(&lines)
            if marks.isEmpty { lines.add("no mark is armed", head: "  ") }
            let next = Set(sentences.ahead)
            for mark in ordered(marks) {
                let head = "  " + Sanitizer.terminal(mark.level.text).padded(to: 23)
                let lead = next.contains(mark.level) ? "next: " : ""
                let alert = AlertsDocument.Alert(mark, on: balance, at: context.now)
                lines.add("\(lead)\(standing(alert, mark.level, balance, context)) (\(mark.source))", head: head)
            }
        }
        lines.add(mail)
        lines.next(context.next)
        return lines.text
    }

    /// One JSON object, schema version 1; `state` is armed, passed, told or impossible.
    package static func json(
        _ credits: [(balance: CreditBalance, marks: [ArmedMark])], topic: String?, at now: Date
    ) -> String {
        JSONText.document(AlertsDocument(topic: topic, alerts: alerts(credits, now)))
    }

    private static func alerts(
        _ credits: [(balance: CreditBalance, marks: [ArmedMark])], _ now: Date
    ) -> [AlertsDocument.Alert] {
        credits.flatMap { balance, marks in marks.map { AlertsDocument.Alert($0, on: balance, at: now) } }
    }

    /// One row for each mark; what is not known is an empty cell.
    package static func csv(_ credits: [(balance: CreditBalance, marks: [ArmedMark])], at now: Date) -> String {
        var table = CSVText([
            "credit", "mark", "kind", "source", "state", "why", "told_at", "away_usd", "expected_at",
        ])
        for alert in alerts(credits, now) {
            table.row([
                .text(alert.credit), .text(alert.mark), .text(alert.kind.rawValue), .text(alert.source),
                .text(alert.state.rawValue), .text(alert.why), .text(alert.toldAt.map(UTCTime.text)),
                .number(alert.awayUSD?.description), .text(alert.expectedAt.map(UTCTime.text)),
            ])
        }
        return table.document
    }

    /// By kind, and of each kind the one that is passed first before the others.
    private static func ordered(_ marks: [ArmedMark]) -> [ArmedMark] {
        AlertLevel.Kind.allCases.flatMap { kind in
            marks.filter { $0.level.kind == kind }.sorted { $1.level.isBeyond($0.level) }
        }
    }

    private static func standing(
        _ alert: AlertsDocument.Alert, _ level: AlertLevel, _ balance: CreditBalance, _ context: TextContext
    ) -> String {
        switch alert.state {
        case .told: "told \(alert.toldAt.map(context.point) ?? "")"
        case .impossible: "cannot fire: \(alert.why ?? "")"
        case .passed: "passed; the next run mails, unless a stronger mark was told"
        case .armed: distance(alert, level, balance, context)
        }
    }

    private static func distance(
        _ alert: AlertsDocument.Alert, _ level: AlertLevel, _ balance: CreditBalance, _ context: TextContext
    ) -> String {
        let now = context.now
        let at = alert.expectedAt.map { ", about \(context.point($0))" } ?? ""
        switch level {
        case .percentBurned, .usdLeft:
            return alert.awayUSD.map { "\($0.cents) USD away\(at)" } ?? "what is left is not known"
        case .hoursLeft:
            guard let hours = balance.runwayHours(at: now) else { return "nothing burns it, or nobody knows" }
            return "\(QuantityText.decimal(hours, places: 0)) h left now\(at)"
        case .burnPerDay:
            return balance.burnPercentPerDay(at: now).map { "\(QuantityText.decimal($0, places: 1)) % a day now" }
                ?? "the burn is not known"
        case .expiresWithin:
            return alert.expectedAt.map { "on \(TimeText.day($0, in: .gmt, now: now))" } ?? "never"
        case .endsBefore:
            return balance.forecastEnd(at: now).map { "ends \(context.point($0)) at the usual burn" }
                ?? "it does not end by its usual burn, or nobody knows"
        }
    }
}

/// `alerts list --format json`.
struct AlertsDocument: Codable {
    /// How a mark stands.
    enum State: String, CaseIterable, Codable { case armed, passed, told, impossible }

    /// A mark of a credit, as it stands at one time.
    struct Alert: Codable {
        let credit, mark: String
        let kind: AlertLevel.Kind
        let source: String
        let state: State
        /// Why it can never be passed.
        let why: String?
        let toldAt: Date?
        let awayUSD: Money?
        let expectedAt: Date?
    }

    var schemaVersion = SchemaVersion.one
    let topic: String?
    let alerts: [Alert]
}

extension AlertsDocument.Alert {
    init(_ mark: ArmedMark, on balance: CreditBalance, at now: Date) {
        let (state, why) = Self.state(mark, balance, now)
        self.init(
            credit: balance.name, mark: mark.level.text, kind: mark.level.kind, source: mark.source, state: state,
            why: why, toldAt: mark.toldAt, awayUSD: Self.away(mark.level, balance, now),
            expectedAt: Self.expected(mark.level, balance, now))
    }

    private static func state(_ mark: ArmedMark, _ balance: CreditBalance, _ now: Date) -> (
        AlertsDocument.State, why: String?
    ) {
        if mark.toldAt != nil { return (.told, nil) }
        if case .expiresWithin = mark.level, balance.expiresAt == nil {
            return (.impossible, "no expiry of the credit is known")
        }
        if let fault = mark.level.fault(amount: balance.granted, expires: balance.expiresAt, at: now) {
            return (.impossible, fault)
        }
        return (balance.isPast(mark.level, at: now) ?? false ? .passed : .armed, nil)
    }

    /// How much may still be spent before a mark on an amount; nil for others, and where nobody knows.
    private static func away(_ level: AlertLevel, _ balance: CreditBalance, _ now: Date) -> Money? {
        guard let left = balance.remaining(at: now) else { return nil }
        switch level {
        case .percentBurned(let percent):
            let kept = balance.granted - balance.granted.scaled(by: Int64((percent * 1000).rounded()), over: 100_000)
            return max(.zero, left - kept)
        case .usdLeft(let usd): return max(.zero, left - usd)
        case .hoursLeft, .burnPerDay, .expiresWithin, .endsBefore: return nil
        }
    }

    /// When a mark is passed, at the present burn; nil where it never is, or nobody knows.
    private static func expected(_ level: AlertLevel, _ balance: CreditBalance, _ now: Date) -> Date? {
        switch level {
        case .percentBurned, .usdLeft:
            guard let away = away(level, balance, now), away > .zero, let rate = balance.burnPerHour, rate > .zero,
                let runway = balance.runwayHours(at: now), let left = balance.remaining(at: now)
            else { return nil }
            // The wait for its turn is in the runway, and not in what is left.
            let hours = runway - Double((left - away).nanoUSD) / Double(rate.nanoUSD)
            return now.addingTimeInterval(hours * .hour)
        case .hoursLeft(let hours):
            return balance.runwayHours(at: now).flatMap {
                $0 > hours ? now.addingTimeInterval(($0 - hours) * .hour) : nil
            }
        case .expiresWithin(let days): return balance.expiresAt?.addingTimeInterval(-days * .day)
        case .burnPerDay, .endsBefore: return nil
        }
    }
}
