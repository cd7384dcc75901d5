// The configuration file on the disk, while `init` changes it: read once, written whole or not at all, never over what
// somebody else wrote meanwhile.

import AWSAPI
import CostModel
import Foundation

struct ConfigurationFile {
    /// As the user named it.
    let path: String
    /// What stands there; nil where there is no file.
    let text: String?
    /// The file itself, behind links.
    private let target: String
    private let mode: mode_t

    /// - Throws: where it is there and cannot be read, or may not be written.
    init(_ path: String) throws {
        self.path = path
        var info = stat()
        guard stat(path, &info) == 0 else {
            text = nil
            target = path
            mode = 0o600
            return
        }
        guard info.st_mode & S_IFMT == S_IFREG, let data = FileManager.default.contents(atPath: path),
            let text = String(data: data, encoding: .utf8)
        else {
            throw CommandError(
                "Cannot read the configuration file '\(path)' as UTF-8 text",
                hint: "check its permissions: chmod 600 '\(path)'")
        }
        self.text = text
        // A link stays one: what it leads to is changed.
        target =
            realpath(path, nil).map { pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            } ?? path
        mode = info.st_mode & 0o777
    }

    /// Whether its owner made it read only, which is no accident.
    func checkWritable() throws {
        guard text != nil, mode & 0o200 == 0 else { return }
        throw CommandError(
            "Nothing was written: '\(path)' is read only", hint: "if you want it changed: chmod u+w '\(path)'",
            status: .refused)
    }

    /// Puts a text in its place; of a new file for its owner's eyes only, else with the mode that it has.
    ///
    /// - Parameter copiedAt: keep the old one beside it, named by this time; nil: no copy.
    func write(_ new: String, copiedAt: Date? = nil) throws {
        try checkWritable()
        do {
            if let text, let copiedAt {
                let stamp = UTCTime.text(copiedAt).replacing(":", with: "")
                try SecretFile.write(Data(text.utf8), to: "\(path).\(stamp)")
            }
            guard text == nil || FileManager.default.contents(atPath: target) == text.map({ Data($0.utf8) }) else {
                throw CommandError(
                    "Nothing was written: '\(path)' was changed meanwhile", hint: "call it again", status: .refused)
            }
            try SecretFile.write(Data(new.utf8), to: target, mode: mode)
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError("Cannot write the configuration: \(error)", hint: "choose another place with --config")
        }
    }
}
