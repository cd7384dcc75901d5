// What people call the columns, metrics and settings that rules name, and how they read their values. JSON, CSV and rule
// files keep the names.

import CostModel
import Foundation

/// Words in the place of names.
enum ColumnText {
    /// `CPU` for `cpu_percent`; a name that nobody knows loses its underscores at least.
    static func text(_ column: String) -> String {
        if let words = known[column] { return words }
        for (prefix, when) in [("yesterday_", " yesterday"), ("week_ago_", " a week ago")]
        where column.hasPrefix(prefix) {
            return text(String(column.dropFirst(prefix.count))) + when
        }
        for (suffix, words) in [("_coverage", "points known of "), ("_count", "number of ")]
        where column.hasSuffix(suffix) {
            return words + text(String(column.dropLast(suffix.count)))
        }
        // The value bears its unit.
        let bare = column.replacing(/_(usd|hours|percent|gib|gb)$/, with: "")
        return bare.replacing("_", with: " ")
    }

    /// A condition as its author wrote it, with words for its names and without the marks of SQL; what stands in quotes
    /// is the author's.
    static func sentence(_ condition: String) -> String {
        let tagged = condition.replacing(/(tag\w*)\(\s*tags\s*,\s*'([^']*)'\s*\)/) { match in
            "\(match.1 == "tag_age_hours" ? "age of tag" : "tag") '\(match.2)'"
        }
        let parts = tagged.split(separator: "'", omittingEmptySubsequences: false)
        return parts.enumerated().map { index, part in
            guard index.isMultiple(of: 2) else { return "'\(part)'" }
            return String(part).replacing(/[A-Za-z][A-Za-z0-9_]*/) { match in
                let word = String(match.0)
                return word.lowercased() == "null" ? "none" : text(word)
            }
        }.joined()
    }

    private static let known = [
        "cpu_percent": "CPU", "gpu_percent": "GPU", "gpu_power_percent": "GPU power", "vcpus": "processors",
        "gpus": "GPUs", "busy_cores": "processors at work", "yesterday_cores": "processors at work yesterday",
        "week_ago_cores": "processors at work a week ago", "bytes_in": "received", "bytes_out": "sent",
        "bytes_in_quiet": "received in the quietest hour", "bytes_in_mean": "received in a usual hour",
        "bytes_in_between": "received between fetches", "disk_read": "read from disks",
        "disk_written": "written to disks", "disk_read_store": "read from scratch disks",
        "disk_written_store": "written to scratch disks", "read_operations": "disk reads",
        "write_operations": "disk writes", "credits_left": "CPU credits left", "credit_balance": "CPU credit balance",
        "credit_surplus": "CPU credits on loan", "hourly_usd": "price an hour", "monthly_usd": "price a month",
        "age_hours": "age", "uptime_hours": "time up", "stopped_hours": "time stopped",
        "unattached_hours": "time unattached", "watched_hours": "time watched",
        "last_launched_hours": "time since its last launch", "size_gib": "size", "instance_type": "type",
        "managed_by": "what manages it", "backs_image": "images it backs", "shared": "shared with other accounts",
        "public_ip": "public address", "attached_instance": "the machine it is attached to",
        "described_image_id": "the image it was made for", "described_image_exists": "that image exists",
        "volume_exists": "its volume exists", "autoscaling_group": "its Auto Scaling group",
        "spell_usd": "cost while idle", "tell_usd": "cost that is told", "habit_factor": "allowance for a habit",
        "quiet_cpu_hours": "quiet by its CPU", "quiet_out_hours": "quiet by what it sends",
        "quiet_in_hours": "quiet by what it receives", "credit_usd": "credit",
        "launch_request_count": "Spot requests, fleets and groups that start it",
    ]
}

/// Writes values with their units.
enum QuantityText {
    /// `30.5 %`, `140 KB`, `0.526 USD`, `9.3 h`; a value whose column's name tells no unit stands alone.
    static func text(_ value: FactValue, of column: String) -> String {
        switch value {
        case .null: "none"
        case .text(let text): Sanitizer.terminal(text).cut(to: 60)
        case .integer(let number): self.text(Double(number), of: column) ?? String(number)
        case .real(let number): number.isFinite ? self.text(number, of: column) ?? short(number) : "not a number"
        }
    }

    private static func text(_ number: Double, of column: String) -> String? {
        let words = column.split(separator: "_")
        if words.last == "percent" { return "\(decimal(number, places: 1)) %" }
        if words.contains("bytes") || words.first == "disk" { return bytes(number) }
        if words.contains("usd") { return "\(short(number)) USD" }
        if words.last == "hours" { return "\(decimal(number, places: 1)) h" }
        if words.last == "gib" { return "\(short(number)) GiB" }
        return words.last == "gb" ? "\(short(number)) GB" : nil
    }

    /// `312 bytes`, `140 KB`, `1.05 MB`: decimal units, three digits at most.
    static func bytes(_ count: Double) -> String {
        var size = count
        var unit = 0
        while abs(size) >= 999.5, unit < units.count - 1 { (size, unit) = (size / 1000, unit + 1) }
        return "\(decimal(size, places: abs(size) < 9.995 ? 2 : abs(size) < 99.95 ? 1 : 0)) \(units[unit])"
    }

    private static let units = ["bytes", "KB", "MB", "GB", "TB", "PB"]

    /// Rounded, without zeros at the end.
    static func decimal(_ number: Double, places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
        let rounded = (number * factor).rounded() / factor
        return Int64(exactly: rounded).map { String($0) } ?? String(rounded)
    }

    /// For programs: more would only show how binary fractions work.
    static func fourDecimals(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }

    /// Four significant digits or so.
    private static func short(_ number: Double) -> String {
        if abs(number) >= 1e15 { return "without bound" }
        if abs(number) >= 1000 { return decimal(number, places: 0) }
        return abs(number) < 0.001 && number != 0 ? String(number) : decimal(number, places: 3)
    }
}
