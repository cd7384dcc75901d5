// On which machine the program runs, for the doctor: an instance that it never stops, or none.

import CostModel

enum DoctorHost {
    private static let subject = "own host"

    /// - Parameter isWhole: tells what the metadata service said too.
    static func finding(_ sight: HostSight, guarding account: AccountID, isWhole: Bool) -> DoctorFinding {
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
