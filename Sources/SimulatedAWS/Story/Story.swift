// The account that the demo and the tests look at: a student's. Two hours and ten minutes
// before the instant given, which is what Cost Explorer has told by the demo's first scan, 83.40 of 100 USD are burned.
// Everything hangs on the instant given; nothing is random.

package import Foundation

/// Worlds to start from.
package enum Story {
    /// The public half of the student's key; it opens nothing but a simulated AWS.
    package static let accessKeyID = "AKIASIMULATEDSTUDENT"
    /// The secret half.
    package static let secretAccessKey = "simulated/secret+that/opens/nothing/0000"
    /// The student's account.
    package static let account = "123456789012"
    /// The topic of the student's mails, with one confirmed recipient.
    package static let topic = "arn:aws:sns:us-east-1:123456789012:costguard"
    /// Since when the credit of 100 USD is burned: 2026-09-01.
    package static let grantedAt = Date(timeIntervalSince1970: 1_788_220_800)

    /// How long before the instant of `student` the demo's first scan is; Cost Explorer is asked by that one alone.
    static let firstScan: TimeInterval = 90 * 60
    /// How far Cost Explorer is behind in the student's account.
    static let costExplorerDelay: TimeInterval = 40 * 60

    /// An empty account with the student's key.
    package static func empty() -> World {
        World(
            account: account,
            keys: [
                AccessKey(
                    id: accessKeyID, secret: secretAccessKey, arn: "arn:aws:iam::\(account):user/student")
            ])
    }

    /// The student's account as it stands at an instant from October 2026 on. The clock may start days earlier, to
    /// scan the past: what was not yet made then is not answered then.
    package static func student(at now: Date) -> World {
        var world = empty()
        addOregon(&world, now)
        addVirginia(&world, now)
        addIreland(&world, now)
        var topic = Topic(arn: topic)
        topic.subscribe("student@example.edu", isConfirmed: true)
        world.topics = [topic]
        addEarlierUse(&world, now)
        world.billing.costExplorerDelay = costExplorerDelay
        return world
    }

    /// So many hours before, from whole minutes.
    package static func hours(_ hours: Double, before now: Date) -> Date {
        Date(timeIntervalSince1970: (now.timeIntervalSince1970 / 60).rounded(.down) * 60 - hours * 3_600)
    }

    /// So many days before, from whole minutes.
    package static func days(_ days: Double, before now: Date) -> Date { hours(days * 24, before: now) }

    /// Launches a machine, and lets its price and its disks' flow.
    static func launch(
        _ instance: Instance, disksGiB: [Int], nanoUSDPerHour: Int, in region: String, _ world: inout World
    ) {
        world.launch(instance, disksGiB: disksGiB, in: region)
        world.billing.charges.append(
            .init(compute, nanoUSDPerHour: nanoUSDPerHour, from: instance.launchedAt, resource: instance.id))
        let size = disksGiB.reduce(0, +)
        // gp3 at 0.08 USD a GB-month of 730 h.
        world.billing.charges.append(.init(other, nanoUSDPerHour: size * 109_589, from: instance.createdAt))
    }

    /// The services' names on the bill.
    package static let compute = "Amazon Elastic Compute Cloud - Compute"
    /// The same of disks, snapshots and addresses.
    package static let other = "EC2 - Other"

    /// What was spent before the things that are there now, so that Cost Explorer tells 83.40 USD at the first scan.
    private static func addEarlierUse(_ world: inout World, _ now: Date) {
        let end = days(12, before: now)
        let told = now - firstScan - costExplorerDelay
        let known = world.billing.gross(from: grantedAt, to: told).values.reduce(0, +)
        let hours = Int(end.timeIntervalSince(grantedAt) / 3_600)
        guard hours > 0, known < 83_400_000_000 else { return }
        let until = grantedAt.addingTimeInterval(Double(hours) * 3_600)
        let rate = (83_400_000_000 - known) / hours
        world.billing.charges.append(.init(compute, nanoUSDPerHour: rate, from: grantedAt, until: until))
    }
}
