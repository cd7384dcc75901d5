// What a lab's page shows, as people type it. Here because this suite alone sees inside the program.

import CostModel
import Testing

@testable import costguard

@Suite struct LearnerLabTests {
    @Test(
        "two amounts are read from the page's line, in whatever words",
        arguments: [
            ("Used $12.40 of $50", "12.40", "50"), ("used $0 of $100", "0", "100"), ("12.4 / 50", "12.4", "50"),
            ("  $8.70 of $50.00 ", "8.70", "50.00"), ("Used $50.75146 of $50", "50.75146", "50"),
        ])
    func amounts(line: String, used: String, amount: String) {
        let read = LearnerLab.amounts(line)
        #expect(read?.used == Money(used) && read?.amount == Money(amount))
    }

    @Test(
        "what is no such line is asked again",
        arguments: ["", "50", "Used of", "1 of 2 of 3", "Used $1,250 of $2,000", "1.2.3 of 50", "5 of 0"])
    func nonsense(line: String) { #expect(LearnerLab.amounts(line) == nil) }
}
