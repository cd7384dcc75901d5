// What people call the columns, metrics and settings that rules name, and a rule's condition in their words. JSON, CSV and
// rule files keep the names.

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
