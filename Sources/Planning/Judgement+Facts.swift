// What Planning reads of a judged row, and the words that it adds to a judgement.

import CostModel
import Foundation

extension Judgement {
    /// What is known of the keys of its disks; nil where nobody asked.
    var diskKeys: DiskKeys? { knownText("disk_keys").flatMap { DiskKeys($0) } }

    /// All tags; nil where they are not known or not a JSON object of texts.
    var tags: [String: String]? {
        guard let json = knownText("tags") else { return nil }
        return try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))
    }

    /// The same judgement with more behind its reason.
    func saying(_ more: String) -> Judgement {
        with { $0.reason += "; \(more)" }
    }

    /// The same judgement, where it matters with a word on what a person might do instead of a stop by AWS.
    var tellingOfShutdown: Judgement {
        guard knownText("shutdown_behavior") == "terminate" else { return self }
        return saying("a stop by AWS keeps it, but a shutdown from within would terminate it")
    }

    /// The same judgement with more that is missing: guardrails need facts that no condition read.
    func lacking(_ more: [MissingFact]) -> Judgement {
        with { $0.missing += more.filter { !missing.contains($0) } }
    }
}
