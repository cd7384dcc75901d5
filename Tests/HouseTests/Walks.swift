// What docs/walks.md shows: whole evenings with the guard, from the first word to the undo. What people do at AWS meanwhile is
// done to the simulated account; what they type is typed.

import Foundation
import SimulatedAWS

/// One story, on an account of its own.
struct Walk {
    let title: String
    let machines: [Instance]
    let steps: [Step]

    enum Step {
        /// A paragraph of the page.
        case tell(String)
        /// A line that is typed, and the part of its answer that is shown; nil: it is typed and not shown.
        case type(String, from: String?, lines: Int)
        case typeUnseen(String)
        /// Minutes go by. A line that is typed takes one too.
        case wait(Int)
        /// The last mail with that in its subject, so many lines of it.
        case mail(about: String, lines: Int)
        /// Somebody's hands at AWS.
        case hand(@Sendable (inout World) -> Void)
        /// Lines that are added to the configuration.
        case configure(String)
    }

    static let all = [notice, pause, brake, leak]

    private static func machine(
        _ number: Int, _ name: String, _ type: String, hoursAgo: Double, busy: Bool = false,
        tags: [String: String] = [:]
    ) -> Instance {
        Instance(
            id: "i-0" + String(repeating: "\(number)", count: 16), type: type,
            launchedAt: CommandStage.now.addingTimeInterval(-hoursAgo * 3_600), imageID: "ami-0123456789abcdef0",
            tags: tags.merging(["Name": name]) { $1 },
            load: LoadProfile(LoadProfile.Level(cpuPercent: busy ? 71 : 0.4)))
    }

    private static func begin(_ credit: String, granted: String, _ more: String = "") -> Step {
        .typeUnseen(
            "init --credit \(credit) --granted \(granted) --email student@example.edu --unattended\(more)")
    }

    private static let notice = Walk(
        title: "Told before: a notice, an objection, a stop, its undo",
        machines: [machine(1, "train", "p3.2xlarge", hoursAgo: 30, tags: ["owner": "ada"])],
        steps: [
            .tell(
                """
                Ada left a GPU machine on. Nobody reports the load of its GPU, so costguard may stop it only after a notice, which
                `costguard init` asked for. The rule has held for half an hour, and the mail goes out.
                """),
            begin("100", granted: "2026-11-01", " --gpu-after-notice"), .typeUnseen("run --apply"), .wait(35),
            .typeUnseen("run --apply"), .mail(about: "will stop", lines: 22),
            .type("status", from: "TOLD BEFORE", lines: 2),
            .tell("She needs the machine tonight, has no shell at hand, and takes the tag away in the console."),
            .hand { $0["us-east-1"][instance: "i-01111111111111111"]?.tags["costguard:stop-after"] = nil }, .wait(15),
            .typeUnseen("run --apply"), .type("keep", from: nil, lines: 6),
            .type("explain train", from: nil, lines: 4),
            .tell("A day later it idles still, a new notice goes out, and this time nobody objects."),
            .wait(25 * 60), .typeUnseen("run --apply"), .wait(35), .typeUnseen("run --apply"), .wait(125),
            .type("run --apply", from: "STOPPED", lines: 6), .mail(about: "stopped", lines: 14),
            .tell("Ada comes back."),
            .type("undo train --yes", from: nil, lines: 12), .type("history", from: nil, lines: 12),
        ])

    private static let pause = Walk(
        title: "The night before the deadline: pause and resume",
        machines: [machine(2, "render", "m5.2xlarge", hoursAgo: 30)],
        steps: [
            .tell("Everybody works, nobody wants to be asked. While it is paused, every verb and every mail says so."),
            begin("100", granted: "2026-11-01"), .typeUnseen("run --apply"), .wait(35),
            .type("pause --for 10h --because 'paper due'", from: nil, lines: 8),
            .type("run --apply", from: nil, lines: 6),
            .type("resume", from: nil, lines: 4), .type("run --apply", from: "STOPPED", lines: 4),
        ])

    private static let brake = Walk(
        title: "The brake: armed, looked at, pulled",
        machines: [
            machine(3, "sweep-1", "m5.2xlarge", hoursAgo: 3, busy: true),
            machine(4, "sweep-2", "m5.2xlarge", hoursAgo: 3, busy: true),
            machine(5, "web", "t3.small", hoursAgo: 90, busy: true, tags: ["costguard:keep": "course page"]),
        ],
        steps: [
            .tell("A credit of 3 USD, two machines at work that nobody will stop, and one that is kept."),
            begin("3", granted: "2026-11-21"), .configure("brake: { pause: 0s }\n"), .typeUnseen("run --apply"),
            .type("brake preview", from: nil, lines: 40), .type("brake arm --yes", from: "Armed", lines: 14),
            .tell("The next run of cron. Each step is mailed before and after, and at the end what burns on."),
            .wait(15), .type("run --apply", from: "STOPPED", lines: 8), .mail(about: "brake at 97", lines: 24),
            .mail(about: "still burn", lines: 12), .type("brake", from: nil, lines: 12),
            .tell("What was stopped stays so, until somebody starts it."),
            .type("brake disarm", from: nil, lines: 3), .type("history", from: nil, lines: 16),
        ])

    private static let leak = Walk(
        title: "The worst hour: keys have leaked",
        machines: [machine(6, "web", "t3.small", hoursAgo: 90, busy: true)]
            + (7...9).map { machine($0, "", "p3.2xlarge", hoursAgo: 0.4, busy: true) },
        steps: [
            .tell("Somebody else's machines run in the account. Take the keys away first; then:"),
            begin("100", granted: "2026-11-01"),
            .type("stop --started-within 24h --except web", from: nil, lines: 24),
            .tell(
                "Without a terminal nothing is asked, and nothing was done. The number and the price are the answer:"),
            .type("stop --started-within 24h --except web --confirm '3 9.18'", from: nil, lines: 20),
        ])
}
