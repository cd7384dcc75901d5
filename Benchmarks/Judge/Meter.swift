// What is measured: time and memory.

import Foundation

enum Meter {
    static func seconds(since began: ContinuousClock.Instant) -> Double { (ContinuousClock.now - began) / .seconds(1) }

    static func seconds<Value>(_ work: () async throws -> Value) async rethrows -> (Value, Double) {
        let began = ContinuousClock.now
        let value = try await work()
        return (value, seconds(since: began))
    }

    /// What this process has used of a processor.
    static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    /// A line of `/proc/self/status`, in MB; -1 where there is none.
    static func megabytes(_ name: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 / 1024 } ?? -1
    }
}

extension Double {
    /// Three decimals.
    var shown: String { String(format: "%.3f", self) }
}
