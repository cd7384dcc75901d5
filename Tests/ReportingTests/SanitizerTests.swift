import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct SanitizerTests {
    @Test(
        "nothing reaches the terminal that it would obey",
        arguments: [
            ("plain", "plain"), ("a\u{1b}[31mred", "a[31mred"), ("a\u{9b}31m", "a31m"),
            ("two\nlines\ttab\r", "two lines tab "),
            ("\u{202e}gpj.exe", "gpj.exe"), ("a\u{2066}b\u{2069}c", "abc"), ("zero\u{200b}width\u{feff}", "zerowidth"),
            ("bell\u{07}\u{00}\u{7f}", "bell"), ("a\u{2028}b\u{85}c", "a b c"), ("\u{e0041}tag", "tag"),
            ("Käse 東京 🚀", "Käse 東京 🚀"),
        ])
    func terminal(text: String, clean: String) { #expect(Sanitizer.terminal(text) == clean) }

    @Test(
        "no cell starts a formula",
        arguments: [
            ("plain", "plain"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "' =1"),
            ("\r=1", "' =1"), ("\nx", "' x"), (" =1", "' =1"), ("＝1", "'＝1"), ("\u{200b}=1", "'=1"),
            ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""),
            ("", ""), ("a=b", "a=b"), ("a;b", "\"a;b\""), ("=1;2", "\"'=1;2\""),
        ])
    func cells(text: String, cell: String) { #expect(Sanitizer.csvCell(text) == cell) }

    @Test(
        "a subject is one line of ASCII",
        arguments: [
            ("fine", "fine"), ("a\r\nBcc: x@y", "a Bcc: x@y"), ("Käse", "K?se"), ("", "costguard"),
            ("\u{1b}", "costguard"),
        ])
    func subjects(text: String, subject: String) { #expect(Sanitizer.subject(text) == subject) }

    @Test func aLongSubjectIsCutBelowAHundred() {
        let subject = Sanitizer.subject(String(repeating: "x", count: 500))
        #expect(subject.count == 99)
        #expect(subject.hasSuffix("..."))
        #expect(Sanitizer.subject(String(repeating: "x", count: 99)).hasSuffix("x"))
    }
}
