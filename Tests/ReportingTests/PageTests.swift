// Pages: escaped, closed, under a strict policy; rows, links and units as people use them.

import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct PageTests {
    @Test func textIsEscapedByScalars() {
        #expect(Markup("<b>&\"'").source == "&lt;b&gt;&amp;&quot;&#39;")
        // One character of Swift each, and still brackets and quotes to a browser.
        #expect(Markup("<\u{301}script>\u{301} \"\u{20dd}").source == "&lt;\u{301}script&gt;\u{301} &quot;\u{20dd}")
        let name = "\" onload=\"x"
        #expect(
            Markup.tag("i", ["title": name], "\(name)").source
                == "<i title=\"&quot; onload=&quot;x\">&quot; onload=&quot;x</i>")
    }

    @Test func aPageObeysItsOwnStyleAlone() throws {
        let page = Sample.report.html
        let begin = try #require(page.range(of: "<style>")), end = try #require(page.range(of: "</style>"))
        #expect(SHA256.base64(String(page[begin.upperBound..<end.lowerBound])) == PageStyle.digest)
        #expect(page.contains("content=\"default-src &#39;none&#39;; style-src &#39;sha256-\(PageStyle.digest)&#39;;"))
        for forbidden in ["<script", "<img", "<link", "<iframe", " style=\"", "url(", "@import", " src="] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
        #expect(!page.replacing(/https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\//, with: "").contains("://"))
    }

    @Test func noNameBreaksOutOfAPage() {
        let evil = "<script>alert(1)</script>\"><img src=x onerror=y>'\u{202e}<\u{301}b>" + HostileTextTests.text
        var context = HostileTextTests.context
        context.running = [
            RunningInstance(key: HostileTextTests.key, name: evil, type: evil, launchTime: nil, perHour: nil)
        ]
        let figures = ReportFigures(
            services: SpendByService(
                basis: .billed, from: Sample.morning, until: Sample.morning,
                services: [ServiceSpend(name: evil, amount: Money("1")!)]),
            burning: [ResourceSpend(key: HostileTextTests.key, name: evil, spend: Sample.spend("1"))])
        let report = AccountReport(plan: HostileTextTests.plan, context: context, figures: figures, alarm: evil)
        let row = AccountRow(name: evil, file: evil, problem: evil)
        let pages = [
            report.html, report.planPage, CreditsReport.html(context, figures), AccountsReport([row], context).html,
        ]
        let tags: Set<Substring> = [
            "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2", "h3",
            "p", "b", "span", "small", "a", "dl", "dt", "dd", "ul", "li", "table", "thead", "tbody", "tr", "th", "td",
            "figure", "figcaption", "svg", "desc", "rect", "line", "path", "polygon", "circle", "text", "div", "code",
            "details", "summary", "!doctype",
        ]
        for page in pages {
            for match in page.matches(of: /<\/?([^\s<>\/]*)/) { #expect(tags.contains(match.1), "\(match.0)") }
            let obeyed = page.unicodeScalars.contains { scalar in
                let category = scalar.properties.generalCategory
                return scalar != "\n" && (category == .control || category == .format)
            }
            #expect(!obeyed)
            for attribute in page.matches(of: /<[a-z0-9]+((?:\s+[a-z0-9:A-Z-]+="[^"<>]*")*)>/) {
                #expect(!attribute.1.contains(/\son[a-z]+=/) && !attribute.1.contains("javascript:"))
            }
        }
        for text in [report.text, AccountsReport([row], context).text] { #expect(!text.contains("\u{202e}")) }
        for csv in [report.csv, AccountsReport([row], context).csv] {
            #expect(!csv.contains(",=") && !csv.contains(",\"="))
        }
    }

    @Test func everyElementIsClosed() {
        for page in [Sample.report.html, Sample.accounts.html, Sample.emptyReport.html, Sample.report.planPage] {
            var open: [Substring] = []
            for match in page.matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) where match.2 != "meta" {
                if match.1.isEmpty { open.append(match.2) } else { #expect(open.popLast() == match.2) }
            }
            #expect(open.isEmpty)
        }
    }

    @Test("a number keeps its unit on its line, wherever it stands; a command is copied as it is")
    func unitsStayWithTheirNumbers() {
        let units = #/[0-9] (?:USD|%|GiB|GB|MB|KB|h|d|min|days)\b/#
        let odd = AccountReport(
            plan: HostileTextTests.plan, context: HostileTextTests.context, figures: Sample.figuresOfReport)
        for page in [Sample.report, odd].flatMap({ [$0.html, $0.planPage] }) + [Sample.accounts.html] {
            let body = page.replacing(#/<style>[^<]*<\/style>|<code>[^<]*<\/code>|="[^"]*"/#, with: "")
            #expect(body.contains("\u{a0}USD") || page == Sample.accounts.html)
            #expect(body.firstMatch(of: units) == nil, "\(body.firstMatch(of: units)?.0 ?? "")")
        }
        #expect(Markup("about 30 min more, 83 % of 1.28 USD/h").source.split(separator: " ").count == 6)
        #expect(Markup.verbatim("costguard credits set 100 USD").source == "costguard credits set 100 USD")
    }

    @Test("what would stop is a row each, closed, with why and what is lost inside")
    func stepsAreRows() throws {
        let page = Sample.report.html
        let rows = page.matches(of: #/<details>(?s:(.*?))<\/details>/#).map(\.1)
        #expect(rows.count == Sample.plan.steps.count)
        let row = try #require(rows.first)
        let summary = try #require(row.firstMatch(of: #/<summary>(?s:(.*?))<\/summary>/#)).1
        #expect(summary.contains("hw3-gpu") && summary.contains("12.62\u{a0}USD a day") && !summary.contains("<a "))
        #expect(row.contains("125\u{a0}GB scratch disk") && row.contains("#InstanceDetails:instanceId=i-0a1b"))
    }

    @Test("every kind that is flagged leads to its page in the console, refused and unknown things too")
    func flaggedThingsHaveLinks() {
        let page = Sample.report.html
        for key in Sample.plan.findings.map(\.resource) where key.kind != .credit {
            #expect(page.contains("href=\"\(ConsoleLink.page(of: key) ?? "none")\""), "\(key.id)")
        }
    }

    @Test("on paper no section is kept whole at the price of a half-empty page, and rows stand open")
    func paper() throws {
        let print = try #require("\(PageStyle.sheet)".split(separator: "@media print").last)
        #expect(!print.contains(#/(section|div|\.rows|details)[^{}]*\{[^}]*break-inside/#))
        #expect(!print.contains(#/break-(before|after): *(page|always|left|right)/#))
        #expect(print.contains("details::details-content { content-visibility: visible;"))
    }

    @Test("what a list does not name is counted and summed alike in text and on the page")
    func restOfAList() {
        let services = (1...10).map { ServiceSpend(name: "service \($0)", amount: Money("\($0).25") ?? .zero) }
        let burning = (1...11).map { number in
            ResourceSpend(
                key: Sample.key("i-\(number)"), name: nil, spend: Sample.spend("\(Double(12 - number) / 100)"))
        }
        let figures = ReportFigures(
            services: SpendByService(
                basis: .billed, from: Sample.morning, until: Sample.morning, services: services), burning: burning)
        let report = AccountReport(plan: Sample.plan, context: Sample.report.context, figures: figures)
        // The dearest eight are named: 1.25 and 2.25 are left of the services; 0.03, 0.02 and 0.01 an hour of what burns.
        #expect(report.text.contains("and 2 more, 3.50 USD together"), "\(report.text)")
        #expect(report.text.contains("and 3 more, 1.44 USD a day together"), "\(report.text)")
        #expect(report.html.contains("and 2 more: 3.50<") && report.html.contains("and 3 more: 1.44<"))
    }
}
