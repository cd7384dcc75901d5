// What is said of the brake at one time: how each rung stands and what holds it, what would be stopped, and what burns on.
// The judge is in Planning; the words are Reporting's.

package import Foundation

/// Why the brake stops nothing without a person, though it is armed.
package enum BrakeObstacle: String, CaseIterable, Sendable, Codable {
    /// `unattended.actions` lacks `stop`.
    case notAllowed = "not-allowed"
    /// `unattended.from` is still to come.
    case notYet = "not-yet"
    /// A person has paused it.
    case paused
    /// The last run was told to look only: it lacked `--apply`.
    case lookedOnly = "looked-only"
    /// Something spoke against the time in the last run.
    case clock = "clock-in-doubt"
    /// No run has judged it since it was armed.
    case noRun = "no-run"
}

/// How the brake on an account stands.
package struct BrakeView: Sendable {
    /// Whose.
    package let account: AccountID
    /// As the configuration has it.
    package let settings: BrakeSettings
    /// A person's word; nil: it is off.
    package let arming: BrakeArming?
    /// The credit that it is on, or would be.
    package let credit: CreditBalance?
    /// The judge's word, as of `at`.
    package let judgement: BrakeJudgement
    /// What keeps it from stopping anything.
    package let obstacles: [BrakeObstacle]
    /// The scan that it rests on.
    package let at: Date

    /// A view, all its parts given.
    package init(
        account: AccountID, settings: BrakeSettings, arming: BrakeArming?, credit: CreditBalance?,
        judgement: BrakeJudgement, obstacles: [BrakeObstacle], at: Date
    ) {
        self.account = account
        self.settings = settings
        self.arming = arming
        self.credit = credit
        self.judgement = judgement
        self.obstacles = obstacles
        self.at = at
    }

    /// What the rungs were when it was armed, where that is not what they are now.
    package var rungsBefore: String? { arming?.rungs.flatMap { $0 == settings.rungsText ? nil : $0 } }

    /// What is in force, in the order of the rungs.
    package var firings: [BrakeFiring] {
        judgement.rungs.compactMap { rung in if case .fired(let firing) = rung.state { firing } else { nil } }
    }
}

/// What costs, by kind, at list prices.
package struct BurningKind: Hashable, Sendable {
    /// Of which kind.
    package let kind: ResourceKind
    /// How many.
    package let count: Int
    /// All of them, an hour.
    package let perHour: Money
    /// A kind with its sum.
    package init(kind: ResourceKind, count: Int, perHour: Money) {
        self.kind = kind
        self.count = count
        self.perHour = perHour
    }
}

/// What a rung that stops would stop now.
package struct BrakePreviewRung: Sendable {
    /// The rung, with how it stands.
    package let rung: BrakeJudgement.Rung
    /// What it would stop, the dearest first; empty for a rung that only tells.
    package let steps: [PlanStep]
    /// What each loses, by resource; only where it loses something.
    package let loses: [ResourceKey: [String]]
    /// What runs on, and why: by a guardrail, by a keep, because nobody knows enough.
    package let left: [(resource: ResourceKey, name: String?, why: String)]
    /// A rung, all its parts given.
    package init(
        rung: BrakeJudgement.Rung, steps: [PlanStep], loses: [ResourceKey: [String]],
        left: [(resource: ResourceKey, name: String?, why: String)]
    ) {
        self.rung = rung
        self.steps = steps
        self.loses = loses
        self.left = left
    }

    /// List price of what is stopped, an hour; what has no known price is not in it.
    package var savesPerHour: Money { steps.compactMap(\.savingPerHour).reduce(.zero, +) }
}

/// What the brake would do.
package struct BrakePreview: Sendable {
    /// How it stands.
    package let view: BrakeView
    /// Every rung, in their order.
    package let rungs: [BrakePreviewRung]
    /// What burns now, dearest first.
    package let burning: [BurningKind]
    /// A preview, all its parts given.
    package init(view: BrakeView, rungs: [BrakePreviewRung], burning: [BurningKind]) {
        self.view = view
        self.rungs = rungs
        self.burning = burning
    }

    /// List price of what burns now, an hour.
    package var perHour: Money { burning.map(\.perHour).reduce(.zero, +) }
}
