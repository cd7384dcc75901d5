// The brake as people and programs read it: how it stands, what it would do, and its mails.

import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct BrakeReportTests {
    private static let account = AccountID("123456789012")!
    private static func usd(_ amount: String) -> Money { Money(amount) ?? .zero }
    private static var now: Date { Sample.context.now }

    private static func key(_ id: String, _ kind: ResourceKind = .instance) -> ResourceKey {
        ResourceKey(kind: kind, account: account, region: .northVirginia, id: id)
    }

    private static func rung(_ index: Int, _ state: BrakeJudgement.Rung.State) -> BrakeJudgement.Rung {
        let rung = BrakeSettings.usual[index]
        return BrakeJudgement.Rung(rung: rung, mark: rung.spent(of: usd("100")), state: state)
    }

    private static let firing = BrakeFiring(
        rung: BrakeSettings.usual[1], at: now.addingTimeInterval(-3 * .hour), distance: usd("0.4"))

    private static func view(
        armed: Bool = true, hold: BrakeHold? = nil, obstacles: [BrakeObstacle] = [.notAllowed]
    ) -> BrakeView {
        let rungs = [
            rung(
                0,
                .fired(
                    BrakeFiring(rung: BrakeSettings.usual[0], at: now.addingTimeInterval(-30 * .hour), distance: .zero))
            ),
            rung(1, .fired(firing)), rung(2, hold == nil ? .waits(now.addingTimeInterval(5 * .hour)) : .held),
        ]
        return BrakeView(
            account: account, settings: BrakeSettings(),
            arming: armed
                ? BrakeArming(
                    account: account, credit: "class", since: now.addingTimeInterval(-40 * .hour), who: "ada on laptop")
                : nil,
            credit: CreditBalance(
                name: "class", source: .billingCredits, granted: usd("100"), burned: usd("91.2"),
                burnPerHour: usd("1.16"), expiresAt: nil, asOf: now, basis: "", levels: []),
            judgement: BrakeJudgement(
                rungs: rungs, spent: usd("91.2"), hold: hold, reading: nil, released: [], interval: 900),
            obstacles: obstacles, at: now)
    }

    private static let steps = [
        PlanStep(
            action: .stop, resource: key("i-0aaaaaaaaaaaaaaa1"), name: "train-resnet", rules: ["brake"],
            unattended: true, launchTime: nil, savingPerMonth: usd("730")),
        PlanStep(
            action: .stop, resource: key("i-0aaaaaaaaaaaaaaa2"), name: nil, rules: ["brake"], unattended: true,
            launchTime: nil, savingPerMonth: nil),
    ]

    private static var preview: BrakePreview {
        let view = view(armed: false)
        let left = (resource: key("i-0bbbbbbbbbbbbbbb1"), name: String?.some("web"), why: "kept by its tag")
        return BrakePreview(
            view: view,
            rungs: view.judgement.rungs.enumerated().map { index, rung in
                BrakePreviewRung(
                    rung: rung, steps: index == 0 ? [] : Array(steps.prefix(index)),
                    loses: [steps[0].resource: ["RAM", "125 GB scratch disk"]], left: index == 2 ? [left] : [])
            },
            burning: [
                BurningKind(kind: .instance, count: 3, perHour: usd("1.15")),
                BurningKind(kind: .volume, count: 4, perHour: usd("0.011")),
                BurningKind(kind: .address, count: 2, perHour: usd("0.01")),
            ])
    }

    @Test("how it stands fits a screen, and says who armed it, what fired, and what it cannot do")
    func status() throws {
        let text = BrakeReport.text(Self.view(), Sample.context)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
        try expectGolden(text, "brake.txt")
        try expectGolden(BrakeReport.json(Self.view(), Sample.context), "brake.json")
    }

    @Test("what it would do: each rung with its machines, what they lose, what stays and what burns on")
    func whatItWouldDo() throws {
        let text = BrakeReport.text(Self.preview, Sample.context)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
        try expectGolden(text, "brake-preview.txt")
        try expectGolden(BrakeReport.json(Self.preview, Sample.context), "brake-preview.json")
    }

    @Test("the mail of a rung says why, what goes, and how to keep a machine or switch it off")
    func fired() throws {
        let mail = MailText.brakeFired(
            BrakeFiring(rung: BrakeSettings.usual[2], at: Self.now, distance: Self.usd("0.4")),
            view: Self.view(obstacles: []), preview: Self.preview.rungs[2], mailID: "brake-123456789012-0",
            Sample.context)
        #expect(mail.subject.allSatisfy { $0.isASCII } && mail.subject.count < 100)
        try expectGolden(mail.subject + "\n\n" + mail.body, "mail-brake.txt")
    }

    @Test(
        "each reason to hold is said in words, and names no rung as due",
        arguments: [
            (.noCredit, "no credit 'class'"), (.untold, "nobody tells"),
            (.lost(.freeTierPlan, .none), "now it is nobody"), (.stale(80 * 3600), "for 3 days"),
            (.jumped(from: usd("60"), to: usd("98")), "from 60.00 to 98.00 USD"),
            (.typed(metered: usd("20")), "goes by no typed figure"),
        ] as [(BrakeHold, String)])
    func holds(hold: BrakeHold, words: String) {
        let view = Self.view(hold: hold)
        let text = BrakeReport.text(view, Sample.context).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("97 % stops everything nobody keeps; held"))
        let mail = MailText.brakeHeld(hold, view: view, mailID: "m", Sample.context)
        let body = mail.body.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if case .noCredit = hold { return #expect(text.contains("is known any more")) }
        #expect(text.contains(words) && body.contains(words), "\(text)")
    }

    @Test("other reports mention it in one line; nothing where it is off")
    func line() {
        var lines = TextLines(Sample.context)
        BrakeText.section(Sample.context, &lines)
        #expect(lines.text.isEmpty)
        var context = Sample.context
        context.brake = BrakeNotice(arming: Self.view().arming!, fired: [Self.firing])
        BrakeText.section(context, &lines)
        #expect(lines.text == "BRAKE          armed; it has fired at 90 %: costguard brake\n")
        context.pause = Pause(since: Self.now, until: nil, because: nil, who: "ada", holdsBrake: true)
        #expect(KeepText.pauseLine(context.pause!, context).contains("the brake is paused too"))
    }

    @Test("hostile names stay text")
    func hostile() {
        let step = PlanStep(
            action: .stop, resource: Self.key("i-1"), name: "\u{1b}[31mred\u{202e}\nx", rules: ["brake"],
            unattended: true, launchTime: nil, savingPerMonth: nil)
        let order = BrakeOrder(action: .stopAll, mark: "97 %", since: Self.now)
        let mail = MailText.brakeStep(
            [step], left: 0, pause: 0, order: order, account: Self.account, mailID: "m", Sample.context)
        #expect(!mail.body.contains("\u{1b}") && !mail.body.contains("\u{202e}"))
    }
}
