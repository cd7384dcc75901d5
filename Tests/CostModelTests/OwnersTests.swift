// Whose a machine is, and whom a mail then reaches.

import CostModel
import Testing

@Suite struct OwnersTests {
    @Test(
        "the tag that counts",
        arguments: [
            (["owner": "ada"], "ada"), (["Owner": "ada"], "ada"), (["OWNER": "ada"], "ada"), (["oWner": "ada"], "ada"),
            (["Owner": "bob", "owner": " ada \n"], "ada"), (["owner": "  ", "OWNER": "eve"], "eve"),
            (["owner": "Ada\u{1b}[31m  Lovelace"], "Ada[31m Lovelace"), (["team": "ada"], nil), (["owner": ""], nil),
        ] as [([String: String], String?)])
    func tag(tags: [String: String], name: String?) { #expect(Owners.name(in: tags) == name) }

    private let owners = Owners(aliases: [
        "ada": "ada@example.org", "arn:aws:iam::123456789012:user/bob": "bob@example.org", "Ada": "other@example.org",
    ])

    @Test(
        "the address of a name",
        arguments: [
            ("ada", "ada@example.org"), ("Ada", "other@example.org"), (" ADA ", "other@example.org"),
            ("arn:aws:iam::123456789012:user/bob", "bob@example.org"), ("eve@example.org", "eve@example.org"),
            ("eve", nil), ("e v e@example.org", nil), ("", nil),
        ] as [(String, String?)])
    func address(name: String, address: String?) { #expect(owners.address(of: name) == address) }

    @Test func withoutAnAddressTheNameIsTheAddressee() { #expect(owners.addressee(" eve ") == "eve") }

    @Test(
        "who is reached by a mail to ada",
        arguments: [
            (MailReader.Filter.all, true, true), (.all, false, false), (.owners(["bob", "ada"]), true, true),
            (.owners(["bob"]), true, false), (.other, true, false), (.unknown("denied"), true, false),
        ])
    func reached(filter: MailReader.Filter, confirmed: Bool, reached: Bool) {
        #expect(MailReader(endpoint: "x", isConfirmed: confirmed, filter: filter).isReached(by: "ada") == reached)
    }

    @Test func aMailToNobodyByNamePassesNoFilter() {
        #expect(!MailReader(endpoint: "x", isConfirmed: true, filter: .owners(["ada"])).isReached(by: nil))
    }
}
