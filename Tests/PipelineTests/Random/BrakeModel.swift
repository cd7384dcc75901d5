// The brake as the people of a random account understand it: what was spent of their credit, by the prices on AWS's page,
// and from when on it may, and must, stop what.

import Foundation
import SimulatedAWS

struct BrakeModel {
    enum Reach { case idle, everything }

    /// USD an hour in N. Virginia, 2026-07. The accounts have no other types, and nothing else that costs.
    private static let prices = ["m5.2xlarge": 0.384, "t3.small": 0.0208]

    private var credit: Double?
    var hasCredit: Bool { credit != nil }
    private var spent = 0.0
    private var burn = 0.0
    private var time: Date?
    private var armedAt: Date?
    /// The most that it may do since it was armed: what has fired stays in force.
    private(set) var reach: Reach?
    private var firedAt: Date?

    mutating func grant(_ usd: Double, at now: Date) {
        credit = usd
        time = now
    }

    mutating func arm(at now: Date) {
        disarm()
        armedAt = now
        look()
    }

    mutating func disarm() {
        armedAt = nil
        reach = nil
        firedAt = nil
    }

    mutating func pass(to now: Date, _ machines: [Instance], _ mails: [SentMail]) {
        guard credit != nil, let before = time else { return }
        burn = machines.filter { $0.power == .running }.compactMap { Self.prices[$0.type] }.reduce(0, +)
        spent += burn * now.timeIntervalSince(before) / 3_600
        time = now
        if let armedAt {
            firedAt =
                firedAt
                ?? mails.filter { $0.at >= armedAt && $0.subject?.contains("brake at 97 %") == true }.map(\.at).min()
        }
        look()
    }

    /// A rung fires where its mark would be passed before the next run: those come each half hour, and some are left out.
    private mutating func look() {
        guard armedAt != nil, let credit else { return }
        let soon = spent + burn * 1.25
        if soon >= 0.97 * credit { reach = .everything }
        if reach == nil, soon >= 0.9 * credit { reach = .idle }
    }

    /// Whether a person started it after everything was to be stopped: it is theirs for an hour.
    func spares(_ machine: Instance, at now: Date) -> Bool {
        guard let firedAt else { return false }
        return machine.launchedAt > firedAt && now.timeIntervalSince(machine.launchedAt) < 3_600
    }

    func hasFiredAtAll(before now: Date) -> Bool { firedAt.map { $0 < now } ?? false }

    /// Whether the last mark was passed, by more than what one run may be late, and by what the meter may not have seen.
    var isOverdue: Bool { armedAt != nil && credit.map { spent >= 1.1 * $0 } ?? false }
}
