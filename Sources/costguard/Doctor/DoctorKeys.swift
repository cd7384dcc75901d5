// Who calls AWS, and when: keys and how long they last, a lab, the clock, and on which machine the program runs.

import AWSAPI
import CostModel
import Foundation
import Reporting

struct DoctorKeys {
    let session: Session
    let connection: AWSConnection
    let account: AccountID
    let outlook: KeyOutlook

    /// - Parameter isWhole: tells more of the machine that this is.
    func findings(_ host: any HostWitness, isWhole: Bool) async -> [DoctorFinding] {
        let found = [credentials, keys, lab, clock].compactMap { $0 }
        return found + [self.host(await host.sight(asking: true, at: session.clock()), isWhole: isWhole)]
    }

    /// Keys of this shell alone guard nothing: cron and timers start without its variables.
    private var credentials: DoctorFinding {
        let words = "\(connection.source), account \(account)"
        guard connection.source == "environment" else { return .fine("credentials", words) }
        return .worth(
            "credentials", "\(words): cron knows nothing of this shell's variables",
            "for cron, put the keys into ~/.aws/credentials")
    }

    /// What is said of keys in a lab that costguard is not set up for, its setup does.
    private var keys: DoctorFinding {
        var finding = outlook.finding
        if isUnknownLab, finding.grade == .worth { (finding.hint, finding.command) = (nil, nil) }
        return finding
    }

    private var isUnknownLab: Bool {
        connection.client.callerIsLearnerLab && !LearnerLab.isMeant(by: session.settings)
    }

    /// Nil outside of AWS Academy's labs.
    private var lab: DoctorFinding? {
        guard connection.client.callerIsLearnerLab else { return nil }
        guard isUnknownLab else { return .fine("learner lab", "these keys are of one, and it is set up") }
        return .worth(
            "learner lab", "these keys are of AWS Academy's Learner Lab, and costguard is not set up for one",
            "set costguard up for it", type: "costguard init --learner-lab")
    }

    private var clock: DoctorFinding {
        let reading = session.time.reading.timeReading
        if let doubt = reading.doubt {
            return .fails(
                "clock", "the time cannot be relied on, and nothing is stopped: \(doubt)",
                "see that nothing between here and AWS changes answers, and set this machine's clock by NTP")
        }
        guard reading.ahead != nil else {
            return .fails(
                "clock", "no answer of AWS told the time, and nothing is stopped",
                "see that nothing between here and AWS takes the header 'Date' out of answers")
        }
        guard let line = ClockText.line(reading) else { return .fine("clock", "agrees with AWS") }
        let here = UTCTime.text(session.time.machine)
        let there = UTCTime.text(session.time.now)
        return .worth(
            "clock", "\(line): here it is \(here), in truth \(there), which every run uses", ClockText.mending)
    }

    /// On which machine the program runs: an instance that it never stops, or none.
    ///
    /// - Parameter isWhole: tells what the metadata service said too.
    private func host(_ sight: HostSight, isWhole: Bool) -> DoctorFinding {
        let subject = "own host"
        guard let first = sight.hosts.first else {
            let silence = isWhole ? sight.metadataSilence.map { ". The metadata service: \($0)" } ?? "" : ""
            return .fine(subject, "none on EC2, as far as keys and firmware tell\(silence)")
        }
        let names = Set(sight.hosts.map(\.id)).sorted().joined(separator: ", ")
        let witnesses = sight.hosts.map(\.witness.text).joined(separator: " and ")
        if sight.hosts.allSatisfy({ $0.account != nil && $0.account != account }) {
            return .fine(subject, "\(names), in another account (\(first.account?.digits ?? "")), by \(witnesses)")
        }
        return .fine(subject, "\(names), by \(witnesses): never stopped by costguard")
    }
}
