// A plan as a file beside the database, for reading and for `apply PATH`.

import CostModel
import Foundation
import Reporting

enum PlanFile {
    /// Writes `<id>.json` whole or not at all, for its owner's eyes only.
    static func write(_ plan: Plan, below directory: String) throws {
        let files = FileManager.default
        try files.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let (path, fresh) = ("\(directory)/\(plan.id).json", "\(directory)/.\(plan.id).new")
        let data = Data(PlanReport.json(plan).utf8)
        guard files.createFile(atPath: fresh, contents: data, attributes: [.posixPermissions: 0o600]),
            rename(fresh, path) == 0
        else {
            throw CommandError(
                "Cannot write the plan's file '\(path)'", hint: "see that its directory is yours to write")
        }
    }
}
