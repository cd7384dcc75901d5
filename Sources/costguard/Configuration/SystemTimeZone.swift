// The time zone of the machine and of its user, for people's times: by its name, never by an offset alone.

import CostModel
import Foundation

enum SystemTimeZone {
    /// The zone's IANA name by `TZ`, `/etc/localtime` or `/etc/timezone`, the first that tells a known one; nil where
    /// none does. Sources: tzset(3), localtime(5).
    ///
    /// - Parameter root: where `/etc` stands.
    static func name(_ environment: [String: String], root: String = "") -> String? {
        if let text = environment["TZ"] {
            let name = text.hasPrefix(":") ? String(text.dropFirst()) : text
            // Set to nothing it is UTC.
            if name.isEmpty { return "UTC" }
            if let known = known(tail(of: name) ?? name) { return known }
        }
        if let link = try? FileManager.default.destinationOfSymbolicLink(atPath: root + "/etc/localtime"),
            let known = tail(of: link).flatMap(known)
        {
            return known
        }
        let file = FileManager.default.contents(atPath: root + "/etc/timezone").map {
            String(decoding: $0, as: UTF8.self)
        }
        return file?.split(whereSeparator: \.isNewline).first.flatMap {
            known($0.trimmingCharacters(in: .whitespaces))
        }
    }

    /// A zone that a person typed, in whatever case; nil where nobody knows it.
    static func typed(_ text: String) -> String? {
        if let known = known(text) { return known }
        let name = text.lowercased().replacing(" ", with: "_")
        return TimeZone.knownTimeZoneIdentifiers.first { $0.lowercased() == name }
    }

    /// Why a text is no zone, with those of its city, or the nearest name.
    static func fault(_ text: String) -> String {
        let city = "/" + text.lowercased().replacing(" ", with: "_")
        let names = TimeZone.knownTimeZoneIdentifiers
        let near = names.first { $0.lowercased().hasSuffix(city) } ?? NearestName.nearest(to: text, among: names)
        return "'\(text)' is no time zone: write \(near ?? "a name such as Europe/Berlin, or UTC")"
    }

    /// Offsets (`GMT+2`) and abbreviations (`CET`) are no places: they know nothing of summer.
    private static func known(_ name: String) -> String? {
        if ["UTC", "Etc/UTC", "Etc/UCT", "Zulu", "Universal"].contains(name) { return "UTC" }
        guard name.contains("/"), !name.contains(".."), TimeZone(identifier: name) != nil else { return nil }
        return name
    }

    /// What stands behind `zoneinfo/`, such as Europe/Berlin.
    private static func tail(of path: String) -> String? {
        guard let range = path.range(of: "zoneinfo/") else { return nil }
        let name = String(path[range.upperBound...])
        // The same zones, counted otherwise.
        for part in ["posix/", "right/"] where name.hasPrefix(part) { return String(name.dropFirst(part.count)) }
        return name
    }
}
