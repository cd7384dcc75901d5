// What is said beside the data: folded at the terminal's width, with commands whole.

import Testing

@testable import Reporting

@Suite struct MessageTextTests {
    @Test("a long line is folded under itself, and none is wider than the terminal", arguments: [40, 60, 80, 200])
    func folds(width: Int) {
        let text = "costguard: " + Array(repeating: "There is no plan", count: 20).joined(separator: ", ")
        let lines = MessageText.lines(text, width: width)
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  T") || $0.hasPrefix("  ") })
        #expect(lines.map { $0.drop { $0 == " " } }.joined(separator: " ") == text)
    }

    @Test("what fits stays as it is, blanks and all")
    func keeps() {
        #expect(MessageText.lines("  idle     i-0abc   stopped", width: 80) == ["  idle     i-0abc   stopped"])
        #expect(MessageText.lines("", width: 80) == [""])
    }

    @Test(
        "a command in quotes is never broken",
        arguments: [
            ("'costguard credits set lab 100 --used 37'", 50), ("`aws ec2 describe-instances --region us-east-1`", 50),
            ("('costguard apply 7f3a91c2 --only i-0123456789abcdef0')", 44), ("'costguard init --email ADDRESS',", 44),
        ])
    func keepsCommands(command: String, width: Int) {
        for words in 0..<12 {
            let text = Array(repeating: "say", count: words) + [command] + ["then", "go", "on"]
            let lines = MessageText.hint(text.joined(separator: " "), width: width)
            #expect(lines.count { $0.contains(command) } == 1, "\(lines)")
        }
    }

    @Test("a name in quotes is no command, and an apostrophe opens nothing")
    func breaksNames() {
        let lines = MessageText.hint(
            "the credit 'a very long name of a credit' of AWS's is the student's, costguard's own is not", width: 40)
        #expect(lines.allSatisfy { $0.count <= 40 }, "\(lines)")
    }

    @Test("a line that is a command stays whole, indented or not")
    func keepsLines() {
        let line =
            "  costguard credits set 'a credit with a long name' 100 --used 12.40 --expires 2027-06-30 --alert 50%"
        #expect(MessageText.lines(line, width: 60) == [line])
    }

    @Test("a hint stands under its own label")
    func hangs() {
        let lines = MessageText.hint(
            "see that nothing between here and AWS changes answers, and set the clock", width: 40)
        #expect(lines.first?.hasPrefix("hint: see") == true)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("      ") && !$0.hasPrefix("       ") })
    }
}
