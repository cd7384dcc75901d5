// Which stored times tell that they were written under a clock that was ahead, and what becomes of them. The journal is
// not among them, and neither is what AWS itself dates: launch times, points of metrics, charges.

import CostModel

/// One time of one table.
struct AheadTime: Hashable, Sendable {
    /// What becomes of a row whose time is ahead.
    enum Fate: Hashable, Sendable {
        /// It is taken out: the next scan makes it anew, or it never was.
        case gone
        /// The time becomes this SQL expression over the row `t`, of `:now`, and of `:newest`, the newest time that is
        /// ahead: what is set back by the difference keeps its order.
        case moved(String)
    }

    let table: String
    let column: String
    let fate: Fate
    /// Rows that are left alone whatever their time, as an SQL expression.
    var exempt = "0"

    /// What was really done then was done at some time since the last scan that is known to be true, and before now.
    private static let lastTrue = """
        coalesce((SELECT max(s.at) FROM scan s WHERE s.account = t.account AND s.at <= :now), :now)
        """
    /// Half-way, as the meter has it where nobody knows.
    private static let halfWay = "max(t.started, (\(lastTrue) + :now) / 2)"

    private static func gone(_ table: String, _ column: String, exempt: String = "0") -> AheadTime {
        AheadTime(table: table, column: column, fate: .gone, exempt: exempt)
    }
    private static func moved(_ table: String, _ column: String, _ to: String = ":now") -> AheadTime {
        AheadTime(table: table, column: column, fate: .moved(to), exempt: "0")
    }

    /// In the order in which they are handled: scans first, for the others look at those that are left.
    static let all: [AheadTime] =
        [
            gone("scan", "at"), gone("hold", "judged_at"), gone("late_fact", "at"),
            gone("unanswered_fact", "at"), gone("plan", "created_at"),
            // What was stopped is in the journal, and its mail is owed whenever it was.
            gone("episode", "since", exempt: "t.key LIKE 'stopped/%'"),
            gone("mail", "created_at", exempt: "t.id LIKE 'stopped-%'"),
            gone("balance", "as_of"), gone("balance", "drawn_until"), gone("balance", "burning_since"),
            gone("balance_history", "at"), gone("credit_answer", "credits_at"), gone("credit_answer", "plan_at"),
            gone("usage_span", "started"), gone("unwatched", "stopped"), gone("meter_mark", "since"),
            gone("surplus_span", "started"), moved("surplus_span", "stopped", "max(t.started + 1, :now)"),
            gone("service_use", "started"), moved("service_use", "stopped", "max(t.started + 1, :now)"),
            gone("service_mark", "since"), moved("service_mark", "until", "max(t.since, \(lastTrue))"),
            moved("usage_span", "stopped", halfWay), moved("meter_mark", "until", "max(t.since, \(lastTrue))"),
            moved("meter_mark", "left_at", "max(t.since, \(lastTrue))"), moved("free_tier_plan", "ended_at", lastTrue),
            // Before whatever begins now: which account was the first is not for the clock to say.
            moved("account", "first_scan", "t.first_scan - (:newest - :now) - 1"), moved("account", "now", lastTrue),
            moved("listing", "tried_at", lastTrue), moved("listing", "good_at", lastTrue),
            moved("tag_history", "first_seen"),
            // Those last asked between are asked again.
            moved("metric_series", "asked_until", "NULL"),
            moved("cost_request", "at", "t.at - (:newest - :now)"), moved("billing_answer", "at", lastTrue),
            moved("billing_answer", "costs_at", lastTrue), moved("cost_line", "answered_at", lastTrue),
            // What people typed is theirs.
            moved("entered_credit", "at"), moved("entered_credit", "withdrawn_at"), moved("alert_word", "at"),
            moved("keep", "since"), moved("keep", "ended_at"), moved("pause", "since"), moved("pause", "ended_at"),
            moved("stop_order", "since"), moved("stop_order", "ended_at"),
            gone("rehearsal", "at"), moved("rehearsal", "used_at"),
            moved("brake", "since"), moved("brake", "ended_at"), moved("brake_firing", "at"),
            moved("brake_firing", "done_at"), moved("brake_firing", "ended_at"),
            gone("brake_state", "read_at"), gone("brake_state", "doubt_since"), gone("brake_state", "noted_at"),
            // With its mail: it is owed anew, and its time begins when that is told.
            gone("notice", "owed_at"), moved("notice", "marked_at"), moved("notice", "unmarked_at"),
            moved("notice", "ended_at"),
            moved("scan_health", "seen_at"), moved("scan_health", "failing_since"),
            moved("mail", "last_attempt_at"), moved("mail", "sent_at"),
            moved("instance_use", "since", lastTrue), moved("own_host", "at"), moved("price", "refreshed_at"),
            moved("price_history", "valid_from", "t.valid_from - (:newest - :now)"),
        ]
        + KindTable.names.flatMap { table in ["first_seen", "last_seen"].map { moved(table, $0) } }
}
