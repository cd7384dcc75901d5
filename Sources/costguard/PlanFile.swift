// A plan as a file beside the database, for reading and for `apply PATH`.

import AWSAPI
import CostModel
import Foundation
import Reporting

enum PlanFile {
    /// Older ones are forgotten: a plan of last month is not applied any more.
    static let keptDays = 30.0

    /// Writes `<id>.json` whole or not at all, for its owner's eyes only.
    static func write(_ plan: Plan, below directory: String) throws {
        try SecretFile.write(Data(PlanReport.json(plan).utf8), to: "\(directory)/\(plan.id).json")
        forgetOld(below: directory, at: plan.createdAt)
    }

    /// Twelve hexadecimal digits, or eight as 0.1.0 wrote them: what else a person keeps there is not ours.
    private static func isPlan(_ name: String) -> Bool {
        name.hasSuffix(".json") && [13, 17].contains(name.count) && name.dropLast(5).allSatisfy(\.isHexDigit)
    }

    /// - Parameter now: the time of the plan that was just written: a clock that is ahead must forget nothing.
    private static func forgetOld(below directory: String, at now: Date) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: directory)) ?? [] where isPlan(name) {
            let path = "\(directory)/\(name)"
            guard let changed = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date,
                now.timeIntervalSince(changed) > keptDays * .day
            else { continue }
            // That an old file stays is no harm.
            try? files.removeItem(atPath: path)
        }
    }
}
