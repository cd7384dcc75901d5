import CostModel
import Foundation
import Testing

@Suite struct AlertEditTests {
    private func edit(_ text: String, _ credit: String? = nil, isAdded: Bool = true) -> AlertEdit {
        AlertEdit(
            credit: credit, level: AlertLevel(text) ?? .percentBurned(1), isAdded: isAdded,
            at: Date(timeIntervalSince1970: 0))
    }

    private func marks(_ edits: [AlertEdit], fixed: [AlertLevel] = []) -> [String] {
        edits.applied(to: [.percentBurned(50), .percentBurned(80)], of: "class", fixed: fixed).map(\.text)
    }

    @Test func addedMarksComeAfterTheOthers() {
        #expect(
            marks([edit("60%"), edit("24h left", "class"), edit("5%", "lab")]) == ["50 %", "80 %", "60 %", "24 h left"])
        #expect(marks([edit("80%")]) == ["50 %", "80 %"])
    }

    @Test func whatWasTakenAwayIsGoneUnlessTheConfigurationNamesIt() {
        #expect(marks([edit("80%", isAdded: false)]) == ["50 %"])
        #expect(marks([edit("80%", isAdded: false)], fixed: [.percentBurned(80)]) == ["50 %", "80 %"])
        #expect(marks([edit("60%"), edit("60%", isAdded: false)]) == ["50 %", "80 %"])
    }

    @Test func anEditOfThisCreditBeatsOneOnAll() {
        #expect(marks([edit("60%", isAdded: false), edit("60%", "class")]) == ["50 %", "80 %", "60 %"])
        #expect(marks([edit("60%", "class", isAdded: false), edit("60%")]) == ["50 %", "80 %"])
    }
}
