import CostModel
import Foundation
import Testing

@Suite struct AlertWordTests {
    private func word(_ text: String, _ credit: String? = nil, isAdded: Bool = true) -> AlertWord {
        AlertWord(
            credit: credit, level: AlertLevel(text) ?? .percentBurned(1), isAdded: isAdded,
            at: Date(timeIntervalSince1970: 0))
    }

    private func marks(_ words: [AlertWord], fixed: [AlertLevel] = []) -> [String] {
        words.applied(to: [.percentBurned(50), .percentBurned(80)], of: "class", fixed: fixed).map(\.text)
    }

    @Test func addedMarksComeAfterTheOthers() {
        #expect(
            marks([word("60%"), word("24h left", "class"), word("5%", "lab")]) == ["50 %", "80 %", "60 %", "24 h left"])
        #expect(marks([word("80%")]) == ["50 %", "80 %"])
    }

    @Test func whatWasTakenAwayIsGoneUnlessTheConfigurationNamesIt() {
        #expect(marks([word("80%", isAdded: false)]) == ["50 %"])
        #expect(marks([word("80%", isAdded: false)], fixed: [.percentBurned(80)]) == ["50 %", "80 %"])
        #expect(marks([word("60%"), word("60%", isAdded: false)]) == ["50 %", "80 %"])
    }

    @Test func aWordOnThisCreditBeatsOneOnAll() {
        #expect(marks([word("60%", isAdded: false), word("60%", "class")]) == ["50 %", "80 %", "60 %"])
        #expect(marks([word("60%", "class", isAdded: false), word("60%")]) == ["50 %", "80 %"])
    }
}
