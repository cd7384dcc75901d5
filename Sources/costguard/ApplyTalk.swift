// What applying says on standard error.

import CostModel
import Pipeline

enum ApplyTalk {
    static func tell(_ applied: [AppliedStep], to terminal: Terminal) {
        for item in applied {
            let name = item.step.name.map { " (\($0))" } ?? ""
            let thing = "\(item.step.resource.id)\(name) in \(item.step.resource.region.place)"
            switch item.outcome {
            case .done: terminal.say("Stopped \(thing)")
            case .failed(let why): terminal.warn("Not stopped: \(thing): \(why)")
            case .skipped(let why): terminal.warn("Left alone: \(thing): \(why)")
            case .uncertain(let why): terminal.warn("Not known whether stopped: \(thing): \(why)")
            }
        }
    }

    static func tell(settled: [JournalEntry], to terminal: Terminal) {
        for entry in settled {
            let outcome =
                switch entry.outcome {
                case .done: "it was stopped"
                case .failed(let why), .skipped(let why), .uncertain(let why): why
                case nil: "still open"
                }
            terminal.warn("An earlier run was cut short while stopping \(entry.intent.resource.id): \(outcome)")
        }
    }
}
