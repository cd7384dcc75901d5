// What the doctor says of prices. Here because this suite alone sees inside the program.

import CostModel
import Foundation
import Testing

@testable import costguard

@Suite struct DoctorPricesTests {
    private static let listed = Date(timeIntervalSince1970: 1_784_505_600)  // 2026-07-20
    private static let oregon = Region("us-west-2") ?? .global

    private func finding(_ refreshed: [(String, Double)], used: [Region], afterDays days: Double) -> DoctorFinding? {
        let prices = refreshed.map { region, day in
            ListedPrice(
                item: "gp3", region: region, price: Money(nanoUSD: 80_000_000),
                refreshedAt: Self.listed.addingTimeInterval(day * 86_400))
        }
        return DoctorLocal.prices(
            PriceBook(listDate: "2026-07-20", prices: prices), used: used,
            now: Self.listed.addingTimeInterval(days * 86_400))
    }

    @Test("half a year is no age yet, a day more is", arguments: [(180, true), (181, false)])
    func age(days: Double, isFine: Bool) throws {
        let found = try #require(finding([], used: [], afterDays: days))
        #expect((found.grade == .fine) == isFine)
        #expect(found.text.contains("built-in list of 2026-07-20, \(Int(days)) days old"))
        #expect(found.text.contains("costguard prices refresh") != isFine)
    }

    @Test("the oldest of the regions in use counts")
    func oldest() throws {
        let refreshed = [("us-east-1", 300.0), (Self.oregon.code, 100.0)]
        let both = try #require(finding(refreshed, used: [.northVirginia, Self.oregon], afterDays: 301))
        #expect(both.text.contains("AWS's Price List (us-west-2) of 2026-10-28, 201 days old"), "\(both.text)")
        let one = try #require(finding(refreshed, used: [.northVirginia], afterDays: 301))
        #expect(one.grade == .fine && one.text.contains("1 day old"), "\(one.text)")
        let never = try #require(finding(refreshed, used: [.northVirginia, .global], afterDays: 301))
        #expect(never.text.contains("built-in list") && never.grade == .worth)
    }

    @Test("a refresh that is older than the program's list does not count")
    func olderThanTheList() throws {
        let found = try #require(finding([("us-east-1", -30)], used: [.northVirginia], afterDays: 1))
        #expect(found.text.contains("built-in list of 2026-07-20, 1 day old"), "\(found.text)")
    }
}
