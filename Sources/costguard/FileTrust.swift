// A configuration or rule that others may write could make us stop their enemies' machines: refused for acting.

import CostModel
import Foundation
import RuleEngine

enum FileTrust {
    /// - Throws: `refused` where the configuration or a rule file can be written by group or others.
    static func check(_ session: Session) throws {
        let files = [session.paths.configuration] + session.rules.headers.map(\.origin)
        for path in Set(files).sorted() where FileManager.default.fileExists(atPath: path) {
            var info = stat()
            guard stat(path, &info) == 0 else { continue }
            if info.st_mode & 0o022 != 0 {
                throw CommandError(
                    "Others may write '\(path)' (mode \(String(info.st_mode & 0o777, radix: 8)))",
                    hint: "chmod go-w '\(path)'", status: .refused)
            }
        }
    }
}
