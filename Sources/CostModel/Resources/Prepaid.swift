// What pays for a machine whether it runs or not: then a stop saves nothing, and loses what is in memory.

/// Capacity that somebody has paid for, or pays for all the while.
package struct Prepaid: Hashable, Sendable {
    /// What it is. Sources: EC2 user guide, "Capacity Reservation pricing and billing" (billed at the on-demand rate
    /// whether used or not) and "Capacity Blocks" (charged up front, no cancelling); AWS Outposts pricing (for a term of
    /// years); Scheduled Reserved Instances.
    package enum Kind: String, Sendable {
        case capacityReservation = "capacity-reservation"
        case capacityBlock = "capacity-block"
        case outpost
        case scheduled
    }
    /// What it is.
    package let kind: Kind
    /// Its id, or an Outpost's ARN; nil where AWS names none.
    package let id: String?

    /// What pays, by what AWS shows of an instance; nil: nothing does. What an instance may use
    /// (`capacityReservationSpecification`) stands on ordinary machines too, and says nothing.
    package init?(lifecycle: String?, reservation: String?, block: String?, outpost: String?) {
        if lifecycle == "capacity-block" || block != nil {
            kind = .capacityBlock
            id = block ?? reservation
        } else if reservation != nil || lifecycle == "interruptible-capacity-reservation" {
            kind = .capacityReservation
            id = reservation
        } else if let outpost {
            kind = .outpost
            id = outpost
        } else if lifecycle == "scheduled" {
            kind = .scheduled
            id = nil
        } else {
            return nil
        }
    }

    /// From the column `prepaid_by`; nil for words of another kind.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let kind = parts.first.flatMap({ Kind(rawValue: String($0)) }) else { return nil }
        self.kind = kind
        id = parts.count > 1 ? String(parts[1]) : nil
    }

    /// As the column `prepaid_by` has it, such as `capacity-reservation cr-0f1e2d`.
    package var text: String { [kind.rawValue, id].compactMap(\.self).joined(separator: " ") }

    /// Whether an hour of the machine costs nothing more: it was paid for up front, or for a term. A reservation's hours
    /// are billed as they pass.
    package var isPaidUpFront: Bool { kind == .capacityBlock || kind == .outpost }
}
