// One of the two AWS configuration files on the disk: which it is, who named it, and what it holds.
import Foundation

/// A file of the AWS configuration, read.
struct SharedFile {
    let path: String
    let content: INIFile
    private let variable: String?
    private let state: State

    private enum State {
        case read, missing, irregular, unreadable
    }

    /// Reads the file that a variable names, else the standard one.
    /// - Throws: `CredentialError` for one that is no text.
    init(variable: String, standard: String, _ environment: [String: String]) throws(CredentialError) {
        let given = environment[variable] ?? ""
        path = UserPath.expanded(given.isEmpty ? "~/.aws/\(standard)" : given, environment: environment)
        self.variable = given.isEmpty ? nil : variable
        var info = stat()
        guard stat(path, &info) == 0 else {
            state = .missing
            content = INIFile()
            return
        }
        guard info.st_mode & S_IFMT == S_IFREG else {
            state = .irregular
            content = INIFile()
            return
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            state = .unreadable
            content = INIFile()
            return
        }
        // Text of two bytes a letter, as an older PowerShell writes it with `>`, is full of zeros.
        guard !data.contains(0) else {
            throw CredentialError(
                "AWS configuration '\(path)' is no UTF-8 text\n"
                    + "hint: save it as UTF-8; in PowerShell by 'Set-Content -Encoding utf8' instead of '>'")
        }
        state = .read
        content = INIFile(String(decoding: data, as: UTF8.self), file: path)
    }

    /// That nothing was found, and why: the two files by name, and what of them is not as somebody meant it.
    static func whereabouts(_ config: SharedFile, _ credentials: SharedFile) -> String {
        let files = [credentials, config]
        let notes = files.compactMap(\.note) + files.compactMap(\.content.unread)
        return (["looked in '\(credentials.path)' and '\(config.path)'"] + notes).joined(separator: "; ")
    }

    /// The same of texts that are no files.
    static func whereabouts(unread: [String?]) -> String {
        (["looked in ~/.aws"] + unread.compactMap { $0 }).joined(separator: "; ")
    }

    private var note: String? {
        let name = variable.map { "'\(path)', which \($0) names," } ?? "'\(path)'"
        switch state {
        case .read: return nil
        case .missing: return variable == nil ? nil : "\(name) is not there"
        case .irregular: return "\(name) is no regular file"
        case .unreadable: return "\(name) may not be read by this user"
        }
    }
}
