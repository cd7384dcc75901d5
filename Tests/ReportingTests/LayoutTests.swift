import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct LayoutTests {
    @Test func nothingButUnbreakableLinesIsWiderThanTheTerminal() {
        for width in [60, 80, 120, 200] {
            var context = Sample.context
            context.width = width
            let text = PlanReport.text(Sample.plan, context) + StatusReport.text(context, plan: nil, journal: [])
            // A command is there to be copied, and stands whole.
            let lines = text.split(separator: "\n").filter { !$0.hasPrefix("    aws ec2 ") }
            for line in lines { #expect(String(line).columns <= width, "\(line)") }
        }
    }

    @Test func longSectionsAreCutAndSaySo() {
        var lines = TextLines(Sample.context)
        lines.some(Array(0..<25)) { number, lines in lines.add("line \(number)") }
        #expect(lines.lines.count == 21)
        #expect(lines.lines.last == "  and 5 more: see --format json")
    }

    @Test func whatSaysWhoseItIsStandsApartFromWhatNobodyClaims() {
        let rule = Sample.flag("unattached-volume", "Disk attached to nothing", view: "volumes")
        func disk(_ id: String, _ reason: String, claimed: Bool) -> Finding {
            let key = ResourceKey(kind: .volume, account: Sample.account, region: Sample.virginia, id: id)
            let judgement = Sample.judgement(key, rule, .holds, name: nil, reason: reason)
            return Finding(
                judgement: judgement, verdict: .flagged, unattended: false, attendedBecause: nil, refusal: nil,
                savingPerMonth: Money("8"), savingIsUpperBound: false, loses: [], heldSeconds: 0, isClaimed: claimed)
        }
        let findings =
            [disk("vol-a", "loose", claimed: false), disk("vol-b", "loose", claimed: false)]
            + (10..<22).map { disk("vol-\($0)", "of claim \($0)", claimed: true) }
        let plan = Plan(
            id: "00000000", account: Sample.account, createdAt: Sample.morning, asOf: [], gaps: [], findings: findings,
            steps: [], faults: [], running: 0)
        var context = Sample.context
        context.isVerbose = true
        let text = PlanReport.text(plan, context)
        #expect(text.contains("vol-a +1, N. Virginia: loose"), "\(text)")
        for number in 10..<20 { #expect(text.contains("vol-\(number), N. Virginia: of claim \(number)"), "\(text)") }
        #expect(text.contains("vol-20 +1, N. Virginia: of claim 20") && !text.contains("of claim 21"), "\(text)")
    }

    @Test func colourChangesNoWord() {
        var coloured = Sample.context
        coloured.colour = true
        let text = PlanReport.text(Sample.plan, coloured)
        #expect(text.contains("\u{1b}[1m"))
        let plain = text.replacing(#/\u{1b}\[[0-9]+m/#, with: "")
        #expect(plain == PlanReport.text(Sample.plan, Sample.context))
    }

    @Test(
        "wraps at blanks only",
        arguments: [
            ("one two three", 7, ["one two", "three"]), ("abcdefghij kl", 4, ["abcdefghij", "kl"]), ("", 9, [""]),
            ("  led by blanks", 9, ["led by", "blanks"]),
            ("within 3 h, then", 8, ["within", "3 h,", "then"]), ("at 0.53 USD/h now", 9, ["at", "0.53 USD/h", "now"]),
            ("a h b", 1, ["a", "h", "b"]), ("東京 東京", 5, ["東京", "東京"]),
        ])
    func wraps(text: String, width: Int, lines: [String]) { #expect(text.wrapped(to: width) == lines) }

    @Test(
        "cuts to columns, not to characters",
        arguments: [
            ("short", 9, "short"), ("much too long", 6, "much …"), ("東京東京", 5, "東京…"),
        ])
    func cuts(text: String, width: Int, cut: String) { #expect(text.cut(to: width) == cut) }

    @Test(
        "times for people",
        arguments: [
            ("UTC", 0.0, "09:00 UTC"), ("Europe/Berlin", 0, "10:00 UTC+1"), ("Asia/Kolkata", 0, "14:30 UTC+5:30"),
            ("America/New_York", 0, "04:00 UTC-5"), ("UTC", 24, "Sun 22 Nov 09:00 UTC"),
            ("UTC", 24 * 60, "Wed 20 Jan 2027 09:00 UTC"), ("Europe/Berlin", 14.5, "Sun 22 Nov 00:30 UTC+1"),
            // Berlin's clocks change on 28 March 2027 at 01:00 UTC.
            ("Europe/Berlin", 126 * 24 + 16, "Sun 28 Mar 2027 03:00 UTC+2"),
        ] as [(String, Double, String)])
    func points(zone: String, hours: Double, expected: String) throws {
        let zone = try #require(TimeZone(identifier: zone))
        let date = Sample.morning + hours * 3600
        #expect(TimeText.point(date, in: zone, now: Sample.morning) == expected)
    }

    @Test(
        "spans",
        arguments: [
            (0.0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"), (172_799, "47 h"),
            (172_800, "2 days"), (-5, "0 s"), (.infinity, "11574074 days"),
        ])
    func spans(seconds: Double, expected: String) { #expect(TimeText.span(seconds) == expected) }

    @Test func aCreditIsValidToItsLastDay() {
        #expect(TimeText.lastDay(before: Date(timeIntervalSince1970: 1_814_400_000)) == "30 Jun 2027")
    }

    @Test(
        "JSON numbers keep their digits",
        arguments: [
            (0.1, "0.1"), (5, "5"), (-0.25, "-0.25"), (.nan, "null"), (.infinity, "null"), (1e308, "1e+308"),
        ])
    func numbers(number: Double, digits: String) { #expect(JSONText.document(number) == digits + "\n") }

    @Test func jsonCarriesAnyTextWithoutLoss() throws {
        let text = HostileTextTests.text + "\u{e0041}\u{2028}\\ 🚀 \u{0}"
        let document = JSONText.document([text])
        let back = try JSONDecoder().decode([String].self, from: Data(document.utf8))
        #expect(back == [text])
    }

    @Test("of whatever kind a number is, one that is not known is null")
    func unknownNumbers() {
        struct Numbers: Codable {
            var single: Float?
            var whole: UInt?
            var tiny: Int8?
            var small: Int16?
            var middle: Int32?
            var large: Int64?
            var byte: UInt8?
            var port: UInt16?
            var address: UInt32?
            var bytes: UInt64?
        }
        let names = ["single", "whole", "tiny", "small", "middle", "large", "byte", "port", "address", "bytes"]
        let members = names.map { "  \"\($0)\": null" }.joined(separator: ",\n")
        #expect(JSONText.document(Numbers()) == "{\n\(members)\n}\n")
    }

    @Test("what is not known is null, what is left out is not there, and members stand in their order")
    func membersOfADocument() throws {
        struct Thing: Codable {
            let name: String?
            let count: Int?
            let share: Double?
            let isSure: Bool?
            let cost: Money?
            let kind: Verdict?
            let parts: [Part]
            @LeftOut var note: String?
        }
        struct Part: Codable {
            @LeftOut var note: String?
            var small: UInt8 = 7
            var part: Float = 0.5
        }
        let nothing = Thing(
            name: nil, count: nil, share: nil, isSure: nil, cost: nil, kind: nil, parts: [], note: nil)
        let words = ["name", "count", "share", "isSure", "cost", "kind"].map { "  \"\($0)\": null,\n" }.joined()
        #expect(JSONText.document(nothing) == "{\n\(words)  \"parts\": []\n}\n")
        let parts = "[\n  {\n    \"note\": \"n\",\n    \"small\": 7,\n    \"part\": 0.5\n  }\n]\n"
        #expect(JSONText.document([Part(note: "n")]) == parts)
        #expect(JSONText.document(Joined(Part(), ["a": 1])).hasSuffix("0.5,\n  \"a\": 1\n}\n"))
    }

    @Test(
        "a value of a column is read as it was written",
        arguments: [.null, .integer(-7), .real(0.1), .text("7")] as [FactValue])
    func columnValues(value: FactValue) throws {
        #expect(try JSONDecoder().decode([FactValue].self, from: Data(JSONText.document([value]).utf8)) == [value])
    }
}
