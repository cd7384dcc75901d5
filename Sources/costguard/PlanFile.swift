// A plan as a file beside the database, for reading and for `apply PATH`.

import CostModel
import Foundation
import Reporting

enum PlanFile {
    /// Older ones are forgotten: a plan of last month is not applied any more.
    static let keptDays = 30.0

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
        forgetOld(below: directory)
    }

    /// Eight hexadecimal digits: what else a person keeps there is not ours.
    private static func isPlan(_ name: String) -> Bool {
        name.hasSuffix(".json") && name.count == 13 && name.dropLast(5).allSatisfy(\.isHexDigit)
    }

    private static func forgetOld(below directory: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: directory)) ?? [] where isPlan(name) {
            let path = "\(directory)/\(name)"
            guard let changed = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date,
                -changed.timeIntervalSinceNow > keptDays * 86_400
            else { continue }
            // That an old file stays is no harm.
            try? files.removeItem(atPath: path)
        }
    }
}
