// A plan written: to standard output in the format asked for, and beside the database for `apply PATH`.

import AWSAPI
import CostModel
import Foundation
import Pipeline
import Reporting

/// A plan in the format asked for, and the exit status that it earns.
enum PlanOutput {
    /// - Parameter isChanged: something was done since: the page must not say otherwise.
    static func write(
        _ result: PlanResult, session: Session, output: OutputOptions, isChanged: Bool = false
    ) throws {
        var context = session.textContext(result, file: output.output)
        context.isChanged = isChanged
        let text =
            switch output.format {
            case .json: PlanReport.json(result.plan, selfCost: result.selfCost, scan: result.scan)
            case .csv: PlanReport.csv(result.plan)
            case .text: PlanReport.text(result.plan, context)
            case .html:
                AccountReport(
                    plan: result.plan, context: context, figures: ReportFigures(selfCost: result.selfCost)
                ).planPage
            }
        try session.terminal.write(text, to: output.output)
    }

    static func status(of plan: Plan, failOn: Severity?) -> ExitStatus {
        if !plan.complete { return .incomplete }
        guard let failOn else { return .done }
        let counted: Set<Verdict> = [.flagged, .refused, .pending, .due]
        return plan.findings.contains { counted.contains($0.verdict) && $0.rule.severity >= failOn } ? .findings : .done
    }
}

/// A plan as a file beside the database.
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
