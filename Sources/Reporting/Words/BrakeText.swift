// The brake in words: that it is armed, what a rung does, why one holds, what costguard does not see.

import CostModel
import Foundation

/// Phrases about the brake.
package enum BrakeText {
    /// `The brake is armed since Mon 30 Nov 12:00 by ada on laptop; it has fired at 90 %`.
    static func line(_ notice: BrakeNotice, _ context: TextContext) -> String {
        let arming = notice.arming
        return "The brake is armed since \(context.point(arming.since)) by \(arming.who); \(fired(notice))"
    }

    private static func fired(_ notice: BrakeNotice) -> String {
        let marks = notice.fired.map(\.rung.mark.text).joined(separator: ", ")
        return marks.isEmpty ? "nothing has fired" : "it has fired at \(marks)"
    }

    /// One line among a report's sections; nothing where it is off.
    static func section(_ context: TextContext, _ lines: inout TextLines) {
        guard let notice = context.brake else { return }
        let paused = context.pause?.holdsBrake == true ? " and paused" : ""
        lines.section("BRAKE", "armed\(paused); \(fired(notice)): costguard brake")
    }

    /// What a rung does.
    static func action(_ action: BrakeAction) -> String {
        switch action {
        case .mail: "sends a mail"
        case .digest: "sends a mail, then one each day"
        case .stopIdle: "stops what is idle"
        case .stopAll: "stops everything nobody keeps"
        }
    }

    /// `97 % of class used`.
    static func mark(_ rung: BrakeRung, of credit: String?) -> String {
        let of = credit.map { " of \($0)" } ?? ""
        if case .percentBurned = rung.mark { return "\(rung.mark.text)\(of) used" }
        return "\(rung.mark.text)\(of)"
    }

    /// Why it holds.
    static func hold(_ hold: BrakeHold, credit: String?, _ context: TextContext) -> String {
        switch hold {
        case .noCredit:
            return credit.map { "no credit '\($0)' is known any more" }
                ?? "there is no credit that it could be on, or several and none is named"
        case .untold: return "nobody tells what was spent of the credit"
        case .lost(let before, let now):
            return
                "\(source(before)) told the balance before, and tells it no more; now it is \(source(now)). To go on by "
                + "that: costguard brake arm"
        case .stale(let age): return "AWS has not told the balance for \(TimeText.span(age))"
        case .jumped(let from, let to):
            return
                "the figure jumped from \(from.cents) to \(to.cents) USD spent, and what was metered does not explain "
                + "that. It is believed once it has stood for an hour"
        case .typed(let metered):
            return "the balance was typed in, and the brake goes by no typed figure; metered since then: "
                + "\(metered.cents) USD. Where the credit has its first day ('granted'), AWS's bill tells"
        }
    }

    private static func source(_ source: BalanceSource) -> String {
        switch source {
        case .billingCredits: "AWS's list of credits"
        case .freeTierPlan: "AWS's Free Tier plan"
        case .grossSinceGrant: "what AWS has billed since the grant"
        case .entered: "a typed figure"
        case .none: "nobody"
        }
    }

    /// Why it stops nothing, and what to do.
    static func obstacle(_ obstacle: BrakeObstacle) -> String {
        switch obstacle {
        case .notAllowed: "cron may stop nothing: write 'unattended: {actions: [stop]}' in the configuration"
        case .notYet: "cron may not act yet (unattended.from in the configuration)"
        case .paused: "it is paused: 'costguard resume' ends that"
        case .lookedOnly: "the last run only looked: let cron call 'costguard run --apply'"
        case .clock: "the last run could not rely on the time"
        case .noRun: "no run has looked since it was armed: let cron call 'costguard run --apply'"
        }
    }

    /// What no figure here holds.
    static let unseen =
        "costguard sees EC2 machines, disks, snapshots and public addresses. What else costs it does not see: NAT gateways, "
        + "load balancers, databases (RDS), SageMaker, EKS, S3, data transfer. Look at them yourself."

    /// `0.21 USD an hour: 3 disks 0.20, 1 address 0.01`.
    static func burning(_ kinds: [BurningKind]) -> String {
        let sum = kinds.map(\.perHour).reduce(.zero, +)
        let parts = kinds.map { "\(CountText.text($0.count, name($0.kind))) \(CommonText.rate($0.perHour))" }
        return "\(CommonText.rate(sum)) USD an hour" + (parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))")
    }

    private static func name(_ kind: ResourceKind) -> String {
        switch kind {
        case .instance: "machine"
        case .volume: "disk"
        default: kind.rawValue
        }
    }
}
