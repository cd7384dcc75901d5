// The student's account holds what the demo tells, at whatever time it is told.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct StoryTests {
    @Test(
        "Cost Explorer tells 83.40 of 100 USD at the demo's first scan, an hour and a half before",
        arguments: [storyTime, storyTime + 40 * 86_400, storyTime - 30 * 86_400])
    func theCreditIsMostlyBurned(now: Date) {
        let billing = Story.student(at: now).billing
        let told = now - 90 * 60 - billing.costExplorerDelay
        let gross = billing.gross(from: Story.grantedAt, to: told).values.reduce(0, +)
        #expect(abs(gross - 83_400_000_000) < 10_000_000)
        #expect(billing.costExplorerDelay == 40 * 60)
    }

    @Test func itBurnsAboutADollarAndAQuarterAnHour() {
        let hour = Story.student(at: storyTime).billing.gross(from: storyTime, to: storyTime + 3_600)
        #expect((1_200_000_000...1_300_000_000).contains(hour.values.reduce(0, +)))
    }

    @Test func progressMovesAndWhatIsYetToComeIsNotThere() async throws {
        try await withAWS(at: storyTime - 12 * 3_600) { _, clock, client in
            func progress() -> String? {
                var now = client
                now.now = clock.now
                return now.query(.ec2, "DescribeInstances").texts("value").first { Int($0) != nil }
            }
            func notebooks() -> Int {
                var now = client
                now.now = clock.now
                now.region = "us-west-2"
                return now.query(.ec2, "DescribeInstances").texts("reservationId").count
            }
            #expect(progress() == "39" && notebooks() == 0)
            clock.advance(by: 12 * 3_600)
            #expect(progress() == "63" && notebooks() == 1)
        }
    }

    @Test func theKeepTagEndsThreeAndAHalfWeeksAhead() {
        let thesis = Story.student(at: storyTime)["us-east-1"].instances.first { $0.tags["Name"] == "thesis-db" }
        #expect(thesis?.tags["costguard:keep"] == "2026-12-15")
    }

    @Test func everyIDIsThereOnceAndHasTheShapeOfAWS() {
        var ids: [String] = []
        for region in Story.student(at: storyTime).regions.values {
            ids += region.instances.map(\.id)
            ids += region.volumes.map(\.id)
            ids += region.snapshots.map(\.id)
            ids += region.images.map(\.id)
            ids += region.addresses.map(\.id)
        }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z]+-[0-9a-f]{17}/) != nil })
    }

    @Test func thePackerLeftoversNameImagesThatAreGone() {
        let region = Story.student(at: storyTime)["eu-west-1"]
        let images = Set(region.images.map(\.id))
        let orphans = region.snapshots.filter { snapshot in
            !images.contains { snapshot.description.hasSuffix("for \($0)") }
        }
        #expect(orphans.map(\.sizeGiB) == [8, 8])
    }
}
