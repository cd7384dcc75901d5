// A page: one file that needs no network and runs no script. What stands in it is for the sections.

import CostModel
import Foundation

enum Page {
    /// A browser obeys nothing but this file's own style: whatever a name in it may try.
    static let policy =
        "default-src 'none'; style-src 'sha256-\(PageStyle.digest)'; base-uri 'none'; form-action 'none'"

    /// The whole file.
    ///
    /// - Parameters:
    ///   - title: what the page is about.
    ///   - lead: one line under it.
    ///   - notices: what must be seen first, such as that nobody has looked for hours.
    static func document(
        _ title: String, lead: String, notices: [String] = [], sections: [Markup], command: String,
        _ context: TextContext
    ) -> String {
        let head = Markup.tag(
            "head", [:], .tag("meta", ["charset": "utf-8"]),
            .tag("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
            .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .tag("meta", ["name": "referrer", "content": "no-referrer"]),
            .tag("title", [:], Markup("\(title) · costguard")), .style(PageStyle.sheet))
        let header = Markup.tag(
            "header", [:], .tag("p", ["class": "brand"], "costguard"), .tag("h1", [:], Markup(title)),
            .tag("p", ["class": "soft"], Markup(lead)),
            .all(notices.map { .tag("p", ["class": "notice loss"], Markup($0)) }))
        let footer = Markup.tag(
            "footer", [:],
            .tag(
                "p", [:], "Made \(stamp(context)) by ", .tag("code", [:], .verbatim(command)),
                ". Prices are list prices; what was not seen stands above. This file needs no network."))
        let body = Markup.tag(
            "body", [:], header, .tag("main", [:], all: sections.filter { !$0.isEmpty }), footer)
        return "<!doctype html>\n" + Markup.tag("html", ["lang": "en"], head, body).source
    }

    /// With its year: a file is read later.
    static func stamp(_ context: TextContext) -> String {
        let day = TimeText.shortDay(context.now, in: context.timeZone)
        let year = UTCTime.text(context.now).prefix(4)
        return "\(day) \(year), \(TimeText.clock(context.now, in: context.timeZone))"
    }

    /// A section; nothing where it has no content.
    static func section(_ title: String, style: String? = nil, _ content: Markup...) -> Markup {
        let whole = Markup.all(content)
        guard !whole.isEmpty else { return .nothing }
        return .tag("section", ["class": style], .tag("h2", [:], Markup(title)), whole)
    }

    static func paragraph(_ text: String?, style: String? = nil) -> Markup {
        text.map { .tag("p", ["class": style], Markup($0)) } ?? .nothing
    }

    /// Terms and what is said of them; those without a word are left out.
    static func facts(_ facts: [Fact]) -> Markup {
        let known = facts.compactMap { term, text in text.map { (term, $0) } }
        guard !known.isEmpty else { return .nothing }
        return .tag(
            "dl", [:], all: known.map { .tag("dt", [:], Markup($0.0)) + .tag("dd", [:], Markup($0.1)) })
    }

    /// A name, cut where it would fill a page: AWS allows 256 characters.
    static func title(_ key: ResourceKey, _ name: String?) -> String { CommonText.title(key, name).cut(to: 64) }

    /// A line of a ledger: what, words under it, and a figure at the right.
    struct Entry {
        let title: String
        var detail = ""
        var note = ""
        var figure = ""
        /// Its page in AWS's console; nil: none.
        var link: String?
        /// Of the greatest, 0 to 1; nil: no bar.
        var share: Double?
    }

    static func ledger(_ entries: [Entry]) -> Markup {
        guard !entries.isEmpty else { return .nothing }
        return .tag(
            "table", ["class": "plain"],
            .tag(
                "tbody", [:],
                all: entries.map { entry in
                    let detail =
                        entry.detail.isEmpty ? Markup.nothing : .tag("span", ["class": "soft"], "  \(entry.detail)")
                    let note = entry.note.isEmpty ? Markup.nothing : .tag("small", [:], Markup(entry.note))
                    return .tag(
                        "tr", [:],
                        .tag(
                            "td", [:], .tag("b", [:], link(Markup(entry.title), entry.link)), detail, note,
                            entry.share.map(bar) ?? .nothing),
                        .tag("td", ["class": "n"], Markup(entry.figure)))
                }))
    }

    /// Text that leads to AWS's console, where there is a page to lead to.
    static func link(_ text: Markup, _ address: String?) -> Markup {
        address.map { .tag("a", ["href": $0, "rel": "noopener noreferrer"], text) } ?? text
    }

    private static func bar(_ share: Double) -> Markup {
        let width = QuantityText.decimal(max(0.3, min(share, 1) * 100), places: 1)
        return .tag(
            "svg", ["class": "bar", "viewBox": "0 0 100 2", "preserveAspectRatio": "none", "aria-hidden": "true"],
            .tag("rect", ["width": width, "height": "2"]))
    }
}
