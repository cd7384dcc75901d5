// One cell of the fault matrix: which call fails, how, on which page, for how long, and what must come of it.

import CostModel
import FaultyAWS
import Foundation
import SimulatedAWS

/// A kind of call that a scan makes, and where the matrix lets it fail.
struct MatrixCall: Sendable, CustomStringConvertible {
    /// What a failure for good leaves.
    enum Loss: Sendable {
        /// A gap of the scan, and nothing said of these kinds of resource in the region.
        case gap(hides: Set<ResourceKind>)
        /// Told beside the money, no gap.
        case money
        /// No scan at all.
        case scan
        /// The regions that everybody has are looked at instead.
        case regions
        /// The mail stays owed.
        case mail
    }

    let service: String
    let action: String
    let region: String
    var loss = Loss.gap(hides: [])
    /// The pages to fail on; one that does not page has but itself.
    var pages: [Fault.Page?] = [nil]
    /// Billed by the request: tried twice at most, and only where AWS or the network failed.
    var isBilled = false
    /// As gaps name the service.
    var gapService: String { ["monitoring": "cloudwatch"][service] ?? service }
    var description: String { "\(service) \(action) in \(region)" }

    static let everyPage: [Fault.Page?] = [.number(1), .number(2), .last]
}

extension MatrixCall {
    /// Where resources stand whose calls fail.
    static let target = "eu-west-1"
    private static let home = "us-east-1"

    private static func list(_ action: String, _ hides: Set<ResourceKind>, pages: [Fault.Page?] = everyPage)
        -> MatrixCall
    {
        MatrixCall(service: "ec2", action: action, region: target, loss: .gap(hides: hides), pages: pages)
    }

    /// Every kind of call that a run without changes makes.
    static let all: [MatrixCall] = [
        list("DescribeInstances", [.instance, .image]),
        list("DescribeVolumes", [.volume]),
        list("DescribeSnapshots", [.snapshot]),
        list("DescribeImages", [.image, .snapshot]),
        list("DescribeLaunchTemplates", [.image, .snapshot]),
        list("DescribeLaunchTemplateVersions", [.image, .snapshot]),
        MatrixCall(
            service: "autoscaling", action: "DescribeLaunchConfigurations", region: target,
            loss: .gap(hides: [.image, .snapshot]), pages: everyPage),
        list("DescribeAddresses", [.address], pages: [nil]),
        list("DescribeInstanceTypes", [], pages: [nil]),
        list("DescribeInstanceAttribute", [], pages: [nil]),
        list("DescribeSpotInstanceRequests", [.image], pages: [nil]),
        list("DescribeSpotFleetRequests", [.image], pages: [nil]),
        list("DescribeFleets", [.image], pages: [nil]),
        MatrixCall(
            service: "autoscaling", action: "DescribeAutoScalingGroups", region: target, loss: .gap(hides: [.image]),
            pages: [nil]),
        list("DescribeImageAttribute", [.image], pages: [nil]),
        list("DescribeSnapshotAttribute", [.snapshot], pages: [nil]),
        MatrixCall(
            service: "monitoring", action: "GetMetricStatistics", region: target, loss: .gap(hides: [.instance])),
        MatrixCall(
            service: "monitoring", action: "GetMetricData", region: target, loss: .gap(hides: [.instance]),
            pages: everyPage),
        MatrixCall(service: "monitoring", action: "ListMetrics", region: target, loss: .gap(hides: [])),
        MatrixCall(service: "sts", action: "GetCallerIdentity", region: home, loss: .scan),
        MatrixCall(service: "ec2", action: "DescribeRegions", region: home, loss: .regions),
        MatrixCall(
            service: "ce", action: "GetCostAndUsage", region: home, loss: .money, pages: everyPage,
            isBilled: true),
        MatrixCall(service: "billing", action: "GetCredits", region: home, loss: .money),
        MatrixCall(service: "freetier", action: "GetAccountPlanState", region: home, loss: .money),
        MatrixCall(service: "monitoring", action: "GetMetricStatistics", region: home, loss: .money),
        MatrixCall(service: "sns", action: "Publish", region: home, loss: .mail),
    ]
}

/// A way to fail, once or for good.
struct MatrixFault: Sendable, CustomStringConvertible {
    /// What the client makes of it.
    enum Nature: Sendable {
        /// Tried again up to five times.
        case passing
        /// Not AWS's words: tried again once.
        case unreadable
        /// A refusal by AWS, told as such.
        case denied
        /// Not tried again.
        case lasting
        /// An answer after all.
        case harmless
        /// A list that begins anew; harmless where no page asks for a further one.
        case repeated
    }

    let name: String
    let kind: Fault.Kind
    let nature: Nature
    /// Nil: for good.
    let times: Int?
    /// As the network failed or AWS did: what a billed call is tried again for.
    var isServers = false
    var description: String { "\(name) \(times.map { "\($0) ×" } ?? "for good")" }

    static let all: [MatrixFault] = passing + unreadable + final + harmless

    private static let passing = [
        ("throttle", Fault.Kind.throttle, false), ("http 500", .http(500), true), ("http 503", .http(503), true),
        ("reset", .reset, true), ("lost answer", .lostAnswer, true), ("cut answer", .cutAnswer, true),
        ("web page 502", .html(502), true), ("longer than it says", .wrongLength(by: 9), true),
    ].flatMap { name, kind, isServers in
        [1, nil].map { MatrixFault(name: name, kind: kind, nature: .passing, times: $0, isServers: isServers) }
    }

    /// Cost Explorer's pages come packed, and half a packed answer is the network's failure.
    private static let unreadable = [
        ("half answer", Fault.Kind.halfAnswer, true), ("web page 200", .html(200), false), ("empty", .empty, false),
        ("shorter than it says", .wrongLength(by: -7), true),
    ].flatMap { name, kind, isServers in
        [1, nil].map { MatrixFault(name: name, kind: kind, nature: .unreadable, times: $0, isServers: isServers) }
    }

    private static let final = [
        MatrixFault(name: "denied", kind: .denied, nature: .denied, times: nil),
        MatrixFault(name: "region denied", kind: .regionDenied, nature: .denied, times: nil),
        MatrixFault(name: "not opted in", kind: .notOptedIn, nature: .lasting, times: nil),
        MatrixFault(name: "expired", kind: .expired, nature: .lasting, times: nil),
        MatrixFault(name: "gzip bomb", kind: .gzipBomb(inflated: 4 << 20), nature: .lasting, times: nil),
        MatrixFault(name: "repeated token", kind: .repeatedToken, nature: .repeated, times: nil),
    ]

    private static let harmless = [
        MatrixFault(name: "delay", kind: .delay(.milliseconds(3)), nature: .harmless, times: nil),
        MatrixFault(name: "drip", kind: .drip(bytes: 2048, every: .milliseconds(1)), nature: .harmless, times: nil),
        MatrixFault(name: "clock off by 2 min", kind: .clockOff(120), nature: .harmless, times: nil),
        MatrixFault(name: "stale", kind: .stale, nature: .harmless, times: nil),
    ]
}

/// What must come of a cell.
enum MatrixOutcome: Equatable { case whole, denied, failed }

struct MatrixCell: CustomStringConvertible {
    let call: MatrixCall
    let page: Fault.Page?
    let fault: MatrixFault

    var description: String { "\(fault): \(call), page \(page.map { "\($0)" } ?? "-")" }

    /// The calls that meet every fault, on their middle page: one that answers in XML, one in JSON, which is billed.
    private static let representatives = ["DescribeInstances", "GetCostAndUsage"]

    /// Each way that the client goes, once: tried again, given up, unreadable, refused, running in a circle.
    private static let handful = [
        "throttle 1 ×", "lost answer for good", "half answer 1 ×", "denied for good", "repeated token for good",
    ]

    /// What a run of the tests goes through.
    static let all = isWhole ? whole : everyday

    /// `COSTGUARD_WHOLE_MATRIX=1`: the whole product, which takes many minutes.
    private static let isWhole = ProcessInfo.processInfo.environment["COSTGUARD_WHOLE_MATRIX"] == "1"

    /// Every fault at every call, on its first, middle and last page.
    private static let whole = MatrixCall.all.flatMap { call in
        call.pages.flatMap { page in MatrixFault.all.map { MatrixCell(call: call, page: page, fault: $0) } }
    }

    /// Every fault meets the representatives on their middle page, and a handful every call: EC2's list on each page, the
    /// others on one, another for each fault and call. A list begins anew where a token was sent: on the middle page.
    private static let everyday = MatrixCall.all.enumerated().flatMap { place, call in
        MatrixFault.all.flatMap { fault -> [MatrixCell] in
            let middle = call.pages[call.pages.count / 2]
            func cells(_ pages: [Fault.Page?]) -> [MatrixCell] {
                pages.map { MatrixCell(call: call, page: $0, fault: fault) }
            }
            guard let turn = handful.firstIndex(of: fault.description) else {
                return representatives.contains(call.action) ? cells([middle]) : []
            }
            if call.action == representatives[0] { return cells(call.pages) }
            if fault.nature == .repeated { return call.pages.count > 1 ? cells([middle]) : [] }
            return cells([call.pages[(place + turn) % call.pages.count]])
        }
    }

    /// The rule of the house, in one place: what is tried again and passes, what is a gap and of which kind.
    var expected: MatrixOutcome {
        switch fault.nature {
        case .harmless: .whole
        case .denied: .denied
        case .lasting: .failed
        // The fault bites where a token was sent; the last page names no other.
        case .repeated: page == .number(2) ? .failed : .whole
        case .passing, .unreadable:
            fault.times == nil || (call.isBilled && !fault.isServers) ? .failed : .whole
        }
    }
}
