// What pays for a machine whether it runs or not: then a stop saves nothing, and loses what is in memory.

/// Capacity that somebody has paid for, or pays for all the while.
public struct Prepaid: Hashable, Sendable {
    /// What it is. Sources: EC2 user guide, "Capacity Reservation pricing and billing" (billed at the on-demand rate
    /// whether used or not) and "Capacity Blocks" (charged up front, no cancelling); AWS Outposts pricing (for a term of
    /// years); Scheduled Reserved Instances.
    public enum Kind: String, Sendable {
        case capacityReservation = "capacity-reservation"
        case capacityBlock = "capacity-block"
        case outpost
        case scheduled
    }
    /// What it is.
    public let kind: Kind
    /// Its id, or an Outpost's ARN; nil where AWS names none.
    public let id: String?

    /// What pays, by what AWS shows of an instance; nil: nothing does. What an instance may use
    /// (`capacityReservationSpecification`) stands on ordinary machines too, and says nothing.
    public init?(lifecycle: String?, reservation: String?, block: String?, outpost: String?) {
        if lifecycle == "capacity-block" || block != nil {
            (kind, id) = (.capacityBlock, block ?? reservation)
        } else if reservation != nil || lifecycle == "interruptible-capacity-reservation" {
            (kind, id) = (.capacityReservation, reservation)
        } else if let outpost {
            (kind, id) = (.outpost, outpost)
        } else if lifecycle == "scheduled" {
            (kind, id) = (.scheduled, nil)
        } else {
            return nil
        }
    }

    /// From the column `prepaid_by`; nil for words of another kind.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let kind = parts.first.flatMap({ Kind(rawValue: String($0)) }) else { return nil }
        self.kind = kind
        id = parts.count > 1 ? String(parts[1]) : nil
    }

    /// As the column `prepaid_by` has it, such as `capacity-reservation cr-0f1e2d`.
    public var text: String { [kind.rawValue, id].compactMap(\.self).joined(separator: " ") }

    /// Whether an hour of the machine costs nothing more: it was paid for up front, or for a term. A reservation's hours
    /// are billed as they pass.
    public var isPaidUpFront: Bool { kind == .capacityBlock || kind == .outpost }
}
