// What is said of changes that an earlier run left open.

import CostModel
import Pipeline

enum SettledMessages {
    static func tell(settled: [JournalEntry], to terminal: Terminal) {
        for entry in settled {
            let outcome =
                switch entry.outcome {
                case .done: "it was stopped"
                case .failed(let why), .refused(_, let why), .skipped(let why), .uncertain(let why): why
                case nil: "still open"
                }
            terminal.warn("An earlier run was cut short while stopping \(entry.intent.resource.id): \(outcome)")
        }
    }
}
