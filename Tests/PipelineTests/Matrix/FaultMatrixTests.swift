// Every fault on a call of each kind of answer, and a handful at every call of a scan, once and for good: what passes
// leaves nothing, what lasts leaves exactly its own gap, and nothing is judged from the hole.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import Proving
import SimulatedAWS
import Synchronization
import Testing

@Suite struct FaultMatrixTests {
    private static let workers = 2

    @Test("a scan that nothing disturbs asks every call of the matrix, pages, and claims something of every kind")
    func undisturbed() async throws {
        let directory = try TemporaryDirectory()
        let bench = try await MatrixBench(
            try MatrixEstate.rules(), template: try MatrixBench.template(in: directory.url))
        let seen = try await bench.run(nil)
        #expect(seen.error == nil && seen.gaps.isEmpty && seen.moneyGaps.isEmpty && seen.integrity == "ok")
        for kind in [ResourceKind.instance, .volume, .snapshot, .image, .address] {
            #expect(!seen.claims(of: [kind], in: MatrixCall.target).isEmpty, "\(kind)")
            #expect(!seen.claims(of: [kind], in: MatrixEstate.control).isEmpty, "\(kind)")
        }
        for call in MatrixCall.all where call.action != "GetMetricData" {
            let key = CallKind(service: call.service, action: call.action, region: call.region)
            #expect((bench.server.counts[key]?.requests ?? 0) >= (call.pages.count > 1 ? 3 : 1), "\(call)")
        }
    }

    @Test("every fault of the matrix ends as it must, at its call and page")
    func matrix() async throws {
        let directory = try TemporaryDirectory()
        let rules = try MatrixEstate.rules()
        let template = try MatrixBench.template(in: directory.url)
        let work = Work()
        let counts = try await withThrowingTaskGroup(of: [MatrixOutcome: Int].self) { group in
            for _ in 0..<FaultMatrixTests.workers {
                group.addTask {
                    let bench = try await MatrixBench(rules, template: template)
                    let whole = try await bench.run(nil)
                    var counts: [MatrixOutcome: Int] = [:]
                    while let cell = work.next() {
                        FaultMatrixTests.check(cell, try await bench.run(cell), beside: whole)
                        counts[cell.expected, default: 0] += 1
                    }
                    #expect(bench.server.changes.isEmpty)
                    return counts
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }
        let all = counts.values.reduce(0, +)
        #expect(all == MatrixCell.all.count)
        print(
            "fault matrix: \(all) cells of \(MatrixFault.all.count) faults and \(MatrixCall.all.count) calls:"
                + " \(counts[.whole] ?? 0) pass whole, \(counts[.denied] ?? 0) are told as denied,"
                + " \(counts[.failed] ?? 0) as failed")
    }

    /// The cells that no worker has taken yet.
    private final class Work: Sendable {
        private let left = Mutex(MatrixCell.all[...])
        func next() -> MatrixCell? { left.withLock { $0.popFirst() } }
    }

    private static func check(_ cell: MatrixCell, _ seen: MatrixBench.Seen, beside whole: MatrixBench.Seen) {
        #expect(seen.integrity == "ok", "\(cell)")
        #expect(seen.requests <= 25 * whole.requests, "\(cell)")
        switch (cell.expected, cell.call.loss) {
        case (.whole, _):
            #expect(seen.error == nil && seen.result?.plan.plan.complete == true, "\(cell) \(seen)")
            #expect(seen.gaps.isEmpty && seen.moneyGaps.isEmpty, "\(cell) \(seen.gaps) \(seen.moneyGaps)")
            #expect(seen.claims == whole.claims, "\(cell)")
            #expect(seen.owed == 0 && Set(seen.mails.map(\.message)).count == 1, "\(cell) \(seen.mails)")
        case (_, .scan):
            #expect(seen.error != nil && seen.result == nil, "\(cell)")
        case (let outcome, .gap(let hides)):
            #expect(seen.gaps == [cell.place(outcome)] && seen.moneyGaps.isEmpty, "\(cell) \(seen.gaps)")
            #expect(seen.result?.plan.plan.complete == false, "\(cell)")
            #expect(seen.claims.isSubset(of: whole.claims), "\(cell) \(seen.claims.subtracting(whole.claims))")
            #expect(seen.claims(of: hides, in: MatrixCall.target).isEmpty, "\(cell)")
            let control = { (claims: Set<String>) in claims.filter { $0.contains(MatrixEstate.control) } }
            #expect(control(seen.claims) == control(whole.claims), "\(cell)")
        case (let outcome, .money):
            #expect(seen.moneyGaps == [cell.place(outcome)] && seen.gaps.isEmpty, "\(cell) \(seen.moneyGaps)")
            #expect(seen.result?.plan.plan.complete == true && seen.claims == whole.claims, "\(cell)")
        case (let outcome, .regions):
            let gap = "ec2 DescribeRegions in global: \(outcome)"
            #expect(seen.gaps.contains(gap) && seen.claims == whole.claims, "\(cell) \(seen.gaps)")
            let own = [MatrixCall.target, MatrixEstate.control, "us-east-1"]
            #expect(!seen.gaps.contains { gap in own.contains { gap.contains(" in \($0):") } }, "\(cell)")
        case (_, .mail):
            #expect(seen.result?.mailFailures.count == 1 && seen.owed == 1, "\(cell)")
            #expect(seen.gaps.isEmpty && seen.claims == whole.claims, "\(cell)")
        }
    }
}

extension MatrixCell {
    /// The gap that the cell leaves.
    func place(_ outcome: MatrixOutcome) -> String {
        "\(call.gapService) \(call.action) in \(call.region): \(outcome)"
    }
}

extension FaultyAWS {
    /// What was asked that is no reading and no mail.
    var changes: [CallKind] {
        counts.keys.filter { kind in
            !["Describe", "Get", "List", "Publish"].contains { kind.action.hasPrefix($0) }
        }
    }
}
