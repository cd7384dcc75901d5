// What real machines did, by the hour: a CSV file with a row for each hour in which a machine was switched on.

import CostModel
import Foundation

/// One machine over time.
struct Trace {
    /// An hour in which it was on.
    struct Hour {
        let cpuPercent, peakPercent: Double
        let bytesIn, bytesOut, diskRead, diskWritten: Double
        /// Whether it belongs to an episode of work, as whoever made the file saw it.
        let works: Bool
    }
    let name: String
    let cores: Int
    /// By the hour since 1970, UTC.
    private(set) var hours: [Int: Hour] = [:]

    private static let columns = [
        "machine", "cores", "hour", "cpu_percent", "cpu_percent_peak5", "bytes_in", "bytes_out", "disk_read",
        "disk_written", "work_minutes_medium",
    ]

    /// Every machine of a file, in its order.
    static func read(_ path: String) throws -> [Trace] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var lines = text.split(whereSeparator: \.isNewline)[...]
        let header = lines.popFirst()?.split(separator: ",").map(String.init) ?? []
        let places = columns.compactMap { header.firstIndex(of: $0) }
        guard places.count == columns.count else {
            throw BenchError("\(path): got the columns \(header) expected \(columns)")
        }
        var traces: [Trace] = []
        for line in lines {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let numbers = places.dropFirst().map { $0 < fields.count ? Double(fields[$0]) : nil }
            guard let name = fields.first.map(String.init), numbers.allSatisfy({ $0 != nil }) else {
                throw BenchError("\(path): a line with other than numbers: \(line)")
            }
            let values = numbers.map { $0 ?? 0 }
            if traces.last?.name != name { traces.append(Trace(name: name, cores: Int(values[0]))) }
            traces[traces.count - 1].hours[Int(values[1])] = Hour(
                cpuPercent: values[2], peakPercent: values[3], bytesIn: values[4], bytesOut: values[5],
                diskRead: values[6], diskWritten: values[7], works: values[8] > 0)
        }
        return traces
    }

    private init(name: String, cores: Int) {
        self.name = name
        self.cores = cores
    }

    /// What CloudWatch has of a metric; nothing for metrics that the file does not tell of. Of an hour's short buckets
    /// one bears the peak, the others the rest.
    func points(of query: MetricQuery) -> [MetricPoint] {
        let count = 3600 / query.period
        return (query.start / 3600...max(query.start, query.end - 1) / 3600).flatMap { hour -> [MetricPoint] in
            guard let value = hours[hour] else { return [] }
            return (0..<count).compactMap { place in
                let start = hour * 3600 + place * query.period
                guard (query.start..<query.end).contains(start) else { return nil }
                return value.value(of: query, in: place, of: count).map { MetricPoint(start: start, value: $0) }
            }
        }
    }
}

extension Trace.Hour {
    fileprivate func value(of query: MetricQuery, in place: Int, of count: Int) -> Double? {
        switch (query.namespace, query.metric, query.statistic) {
        case ("AWS/EC2", "CPUUtilization", .average):
            guard count > 1 else { return cpuPercent }
            let rest = max(0, cpuPercent * Double(count) - peakPercent) / Double(count - 1)
            return place == 0 ? peakPercent : rest
        case ("AWS/EC2", "NetworkIn", .sum): return bytesIn / Double(count)
        case ("AWS/EC2", "NetworkOut", .sum): return bytesOut / Double(count)
        case ("AWS/EC2", "EBSReadBytes", .sum): return diskRead / Double(count)
        case ("AWS/EC2", "EBSWriteBytes", .sum): return diskWritten / Double(count)
        case ("AWS/EC2", _, .sampleCount): return Double(12 / count)
        default: return nil
        }
    }
}

/// What cannot be measured, and why.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
