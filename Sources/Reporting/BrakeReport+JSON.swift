// The brake as JSON: how it stands, and what it would do.

package import CostModel
import Foundation

extension BrakeReport {
    /// One JSON object, schema version 1.
    package static func json(_ view: BrakeView, _ context: TextContext) -> String {
        JSONText.document(
            BrakeDocument(
                account: view.account, armed: view.arming != nil, armedBy: view.arming?.who,
                armedSince: view.arming?.since, credit: credit(view), asOf: view.at,
                rungs: view.judgement.rungs.map(rung), holds: holds(view, context), stopsNothingBecause: view.obstacles,
                rungsWhenArmed: view.arming?.rungs))
    }

    /// One JSON object, schema version 1.
    package static func json(_ preview: BrakePreview, _ context: TextContext) -> String {
        let view = preview.view
        return JSONText.document(
            BrakePreviewDocument(
                account: view.account, armed: view.arming != nil, credit: credit(view), asOf: view.at,
                holds: holds(view, context), costsUSDPerHour: preview.perHour,
                costsUSDPerDay: preview.perHour.scaled(by: 24, over: 1),
                rungs: preview.rungs.map { item in
                    BrakePreviewDocument.RungPreview(
                        rung: rung(item.rung), savesUSDPerHour: item.savesPerHour,
                        unpriced: item.steps.count { $0.savingPerMonth == nil },
                        wouldStop: item.steps.map { step in
                            .init(
                                resource: ResourceEntry(step.resource, name: step.name),
                                savesUSDPerHour: step.savingPerHour, loses: item.loses[step.resource] ?? [])
                        },
                        leaves: item.left.map {
                            .init(resource: ResourceEntry($0.resource, name: $0.name), because: $0.why)
                        })
                },
                burns: preview.burning.map {
                    .init(kind: $0.kind, count: $0.count, usdPerHour: $0.perHour)
                }, notSeen: BrakeText.unseen))
    }

    private static func credit(_ view: BrakeView) -> BrakeDocument.Credit? {
        view.credit.map { credit in
            .init(
                name: credit.name, source: credit.source, grantedUSD: credit.granted,
                usedAtLeastUSD: view.judgement.spent, burnUSDPerHour: credit.burnPerHour,
                secondsToNextRun: Int(view.judgement.interval))
        }
    }

    private static func holds(_ view: BrakeView, _ context: TextContext) -> String? {
        view.judgement.hold.map { BrakeText.hold($0, credit: view.credit?.name ?? view.arming?.credit, context) }
    }

    private static func rung(_ rung: BrakeJudgement.Rung) -> BrakeDocument.Rung {
        func made(_ state: BrakeDocument.State, fired: Date? = nil, expected: Date? = nil) -> BrakeDocument.Rung {
            BrakeDocument.Rung(
                mark: rung.rung.mark.text, action: rung.rung.action, atUSDUsed: rung.mark, state: state,
                firedAt: fired, expectedAt: expected)
        }
        return switch rung.state {
        case .fired(let firing): made(.fired, fired: firing.at)
        case .due: made(.due)
        case .held: made(.held)
        case .waits(let date): made(.waits, expected: date)
        }
    }
}

/// `brake status --format json`.
struct BrakeDocument: Codable {
    enum State: String, CaseIterable, Codable { case fired, due, held, waits }
    struct Credit: Codable {
        let name: String
        let source: BalanceSource
        let grantedUSD: Money
        let usedAtLeastUSD, burnUSDPerHour: Money?
        let secondsToNextRun: Int
    }
    struct Rung: Codable {
        let mark: String
        let action: BrakeAction
        let atUSDUsed: Money?
        let state: State
        let firedAt, expectedAt: Date?
    }

    var schemaVersion = SchemaVersion.one
    let account: AccountID
    let armed: Bool
    let armedBy: String?
    let armedSince: Date?
    let credit: Credit?
    let asOf: Date
    let rungs: [Rung]
    let holds: String?
    let stopsNothingBecause: [BrakeObstacle]
    let rungsWhenArmed: String?
}

/// `brake preview --format json`.
struct BrakePreviewDocument: Codable {
    struct Stop: Codable {
        let resource: ResourceEntry
        let savesUSDPerHour: Money?
        let loses: [String]
    }
    struct Left: Codable {
        let resource: ResourceEntry
        let because: String
    }
    struct RungPreview: Codable {
        let rung: BrakeDocument.Rung
        let savesUSDPerHour: Money
        let unpriced: Int
        let wouldStop: [Stop]
        let leaves: [Left]
    }
    struct Burning: Codable {
        let kind: ResourceKind
        let count: Int
        let usdPerHour: Money
    }

    var schemaVersion = SchemaVersion.one
    let account: AccountID
    let armed: Bool
    let credit: BrakeDocument.Credit?
    let asOf: Date
    let holds: String?
    let costsUSDPerHour, costsUSDPerDay: Money
    let rungs: [RungPreview]
    let burns: [Burning]
    let notSeen: String
}
