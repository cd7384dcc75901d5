// Whether the machines with a GPU have an alarm of AWS's own, for the doctor.

import CostModel
import Foundation
import Notifying
import Storage

struct GPUAlarms {
    let session: Session
    let connection: AWSConnection

    /// Nil where no scan saw such a machine, or where alarms may not be looked at: they are an offer, no need.
    func finding(_ account: AccountID) async -> DoctorFinding? {
        guard let database = try? session.openForReading(),
            let machines = try? await database.gpuMachines(in: account), !machines.isEmpty
        else { return nil }
        var missing = 0
        for (region, machines) in Dictionary(grouping: machines, by: \.key.region) {
            guard let existing = try? await IdleAlarm.existing(in: region, connection.client) else { return nil }
            missing += machines.count { existing[IdleAlarm.prefix + $0.key.id] == nil }
        }
        guard missing > 0 else {
            return .fine("gpu alarms", "\(machines.count): AWS mails too when a GPU machine idles")
        }
        return .worth(
            "gpu alarms", "\(missing) of \(machines.count) GPU machines have none of AWS's own",
            "free for 10 of them", type: "costguard init --gpu-alarms")
    }
}
