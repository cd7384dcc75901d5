// Bad inputs for every reader of bytes from outside, by the million: `make fuzz`. Prints a line a reader; a trap or a
// hang ends the program with the reader's name and the number of the input, by which it can be had again.

import ArgumentParser
import CAssets
import Dispatch
import Foundation
import Proving

@main
struct FuzzRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Gives every reader bad inputs.")

    @Option(help: "Inputs for each reader.") var count = 1_000_000
    @Option(help: "The number of the first input.") var first = 0
    @Option(help: "Only readers whose name holds this.") var only: String?
    @Option(help: "Print the input with this number instead, for `--only`.") var show: Int?
    @Option(help: "Readers at the same time.") var parallel = 2

    func run() async throws {
        let targets = try FuzzTarget.all(answers: try await RecordedAnswers.record(), files: FuzzRun.files()).filter {
            target in
            only.map { target.name.contains($0) } ?? true
        }
        if let show, let target = targets.first {
            FileHandle.standardOutput.write(Data(target.mutator.input(show)))
            return
        }
        Watch.start()
        let count = count
        let first = first
        var waiting = targets.enumerated().makeIterator()
        let total = await withTaskGroup(of: Int.self) { group in
            func startNext() {
                guard let (place, target) = waiting.next() else { return }
                group.addTask {
                    await FuzzRun.drive(target, place, first..<(first + count))
                    return count
                }
            }
            for _ in 0..<max(1, parallel) { startNext() }
            var total = 0
            for await done in group {
                total += done
                startNext()
            }
            return total
        }
        print("\(total) inputs for \(targets.count) readers: no crash, no hang")
    }

    private static func drive(_ target: FuzzTarget, _ place: Int, _ numbers: Range<Int>) async {
        let mutator = target.mutator
        let began = ContinuousClock.now
        var slowest = Duration.zero
        var slowestNumber = numbers.lowerBound
        Watch.names[place] = strdup(target.name)
        for number in numbers {
            Watch.numbers[place] = number
            Watch.since[place] = DispatchTime.now().uptimeNanoseconds
            let input = mutator.input(number)
            let start = ContinuousClock.now
            _ = await target.read(input)
            let took = ContinuousClock.now - start
            if took > slowest { (slowest, slowestNumber) = (took, number) }
        }
        Watch.since[place] = 0
        let name = target.name.padding(toLength: 36, withPad: " ", startingAt: 0)
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let worst = String(format: "%.1f ms (input %d)", slowest / .milliseconds(1), slowestNumber)
        let line = "\(name) \(numbers.count) inputs in \(String(format: "%.1f", seconds)) s, slowest \(worst)\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    /// The shipped rules and price lists, by name.
    private static func files() -> [String: String] {
        var files: [String: String] = [:]
        var name: UnsafePointer<CChar>?
        var length = 0
        while let bytes = costguard_asset(files.count, &name, &length), let path = name {
            let text = UnsafeRawBufferPointer(start: bytes, count: length)
            files[String(cString: path)] = String(decoding: text, as: UTF8.self)
        }
        return files
    }
}

/// Where each reader is, in plain memory, so that a handler of signals can tell it.
enum Watch {
    static let places = 64
    nonisolated(unsafe) static let numbers = zeros(Int.self)
    nonisolated(unsafe) static let since = zeros(UInt64.self)
    nonisolated(unsafe) static let names = zeros(UnsafeMutablePointer<CChar>?.self)
    /// Seconds after which an input counts as a hang.
    static let limit: UInt64 = 20

    private static func zeros<Value>(_ type: Value.Type) -> UnsafeMutablePointer<Value> {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: places * 8, alignment: 8)
        memset(memory, 0, places * 8)
        return memory.bindMemory(to: Value.self, capacity: places)
    }

    /// Tells traps and hangs.
    static func start() {
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
            signal(number) { _ in
                Watch.tell("CRASH in one of")
                _exit(70)
            }
        }
        Thread.detachNewThread {
            while true {
                Thread.sleep(forTimeInterval: 1)
                let now = DispatchTime.now().uptimeNanoseconds
                for place in 0..<places where since[place] > 0 && since[place] + limit * 1_000_000_000 < now {
                    tell("HANG in one of")
                    _exit(71)
                }
            }
        }
    }

    private static func tell(_ what: StaticString) {
        write(2, what.utf8Start, what.utf8CodeUnitCount)
        for place in 0..<places where since[place] > 0 {
            dprintfLine(names[place], numbers[place])
        }
    }

    /// Without allocation: the heap may be what is broken.
    private static func dprintfLine(_ name: UnsafeMutablePointer<CChar>?, _ number: Int) {
        guard let name else { return }
        write(2, "\n  ", 3)
        write(2, name, strlen(name))
        write(2, " ", 1)
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { bytes in
            var left = number
            var place = bytes.count
            repeat {
                place -= 1
                bytes[place] = UInt8(48 + left % 10)
                left /= 10
            } while left > 0
            write(2, bytes.baseAddress.map { $0 + place }, bytes.count - place)
        }
        write(2, "\n", 1)
    }
}
