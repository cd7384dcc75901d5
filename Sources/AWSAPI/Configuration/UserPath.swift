// Paths as people write them into variables and settings: `~`, `~name`, `$HOME`. systemd, cron and Docker pass such
// texts on as they stand, and the AWS tools read them all the same.
// Source: os.path.expandvars and os.path.expanduser of Python 3.11, read 2026-11-29.
import Foundation

/// Reads paths that name a home directory or a variable.
package enum UserPath {
    /// The path with its variables replaced, then its `~` or `~name`; what is not known stays as it stands. Reads the
    /// user database only where a path wants a home that no variable tells.
    package static func expanded(_ path: String, environment: [String: String]) -> String {
        let path = replacingVariables(in: path, environment)
        guard path.hasPrefix("~") else { return path }
        let name = path.dropFirst().prefix { $0 != "/" }
        guard let home = name.isEmpty ? environment["HOME"] ?? home(of: nil) : home(of: String(name)) else {
            return path
        }
        let rest = path.dropFirst(1 + name.count)
        return (home.hasSuffix("/") ? String(home.dropLast()) : home) + rest
    }

    /// The home directory of a user by the user database, or of the one who runs this program; nil where it knows none.
    package static func home(of name: String?) -> String? {
        guard let user = name.map({ getpwnam($0) }) ?? getpwuid(geteuid()), let home = user.pointee.pw_dir else {
            return nil
        }
        let path = String(cString: home)
        return path.isEmpty ? nil : path
    }

    private static func replacingVariables(in path: String, _ environment: [String: String]) -> String {
        var result = ""
        var rest = Substring(path)
        while let sign = rest.firstIndex(of: "$") {
            result += rest[..<sign]
            rest = rest[rest.index(after: sign)...]
            let isBraced = rest.first == "{"
            let name = isBraced ? rest.dropFirst().prefix { $0 != "}" } : rest.prefix(while: isOfName)
            let end = rest.index(rest.startIndex, offsetBy: name.count + (isBraced ? 1 : 0))
            let isClosed = !isBraced || end < rest.endIndex
            guard isClosed, !name.isEmpty, let value = environment[String(name)] else {
                result += "$"
                continue
            }
            result += value
            rest = isBraced ? rest[rest.index(after: end)...] : rest[end...]
        }
        return result + rest
    }

    private static func isOfName(_ letter: Character) -> Bool {
        letter.isASCII && (letter.isLetter || letter.isNumber || letter == "_")
    }
}
