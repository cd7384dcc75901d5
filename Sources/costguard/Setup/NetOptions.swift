// Which of AWS's own nets `init` makes.

import ArgumentParser
import CostModel

struct NetOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Make a monthly budget of so many USD that counts what credits pay; AWS mails at 50, 80 and 100 %. Free.",
            valueName: "usd"))
    var budget: String?

    @Flag(help: "Make an alarm on each GPU machine of the last scan: AWS mails when its processor idles. 10 are free.")
    var gpuAlarms = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Hours in a row that count as idle for these alarms, 1 to 24.", valueName: "number"))
    var gpuAlarmHours: Int = 3

    @Flag(
        help:
            "Let these alarms stop the machine too: AWS sees its processor alone, and no guardrail of costguard holds.")
    var gpuAlarmsStop = false

    /// Whether any is wanted.
    var isAsked: Bool { budget != nil || gpuAlarms }

    /// The budget's amount. `validate` has seen to it.
    var limit: Money? { budget.flatMap(CreditInput.amount).flatMap { $0 > .zero ? $0 : nil } }

    func validate() throws {
        if let budget, limit == nil {
            throw ValidationError("--budget: '\(budget)' is no amount: write USD a month as 100 or 62.50, above 0")
        }
        guard (1...24).contains(gpuAlarmHours) else {
            throw ValidationError("--gpu-alarm-hours takes a number from 1 to 24, got \(gpuAlarmHours)")
        }
        if !gpuAlarms, gpuAlarmsStop || gpuAlarmHours != 3 {
            throw ValidationError("\(gpuAlarmsStop ? "--gpu-alarms-stop" : "--gpu-alarm-hours") needs --gpu-alarms")
        }
    }
}
