import CostModel
import Testing

/// Regions and accounts become hosts, paths and sums: only what looks like one is one.
@Suite struct NameTests {
    @Test(
        "a region",
        arguments: [
            "us-east-1", "eu-west-1", "ap-southeast-7", "us-gov-west-1", "us-iso-east-1", "mx-central-1", "global",
        ])
    func regions(code: String) { #expect(Region(code)?.code == code) }

    @Test(
        "no region",
        arguments: [
            "", "us", "us-1", "us-east", "US-EAST-1", "us-east-1a", "us-east-123", "us-east-", "-us-east-1",
            "us--east-1", "us-east-1.evil.example", "us-east-1/", "us-east-1\n", "us east 1", "üs-east-1", "us-east-１",
            "..", "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-1", "Global",
        ])
    func noRegions(code: String) { #expect(Region(code) == nil) }

    @Test(
        "a region by its place",
        arguments: [
            ("Oregon", "us-west-2"), ("oregon", "us-west-2"), ("EU-WEST-1", "eu-west-1"), ("são paulo", "sa-east-1"),
            ("South America (Sao Paulo)", "sa-east-1"), ("US West (Oregon)", "us-west-2"),
            ("us east (n. virginia)", "us-east-1"), ("EU (Ireland)", "eu-west-1"),
            ("Canada (Central)", "ca-central-1"),
            ("Mexico Central", "mx-central-1"), ("AWS GovCloud (US-East)", "us-gov-east-1"),
            ("Beijing", "cn-north-1"),
            ("xx-north-9", "xx-north-9"), ("Atlantis", nil), ("(Oregon)", "us-west-2"), ("Central", nil),
            ("", nil),
            ("()", nil),
        ] as [(String, String?)])
    func places(text: String, code: String?) { #expect(Region.named(text)?.code == code) }

    @Test(
        "the region that was meant",
        arguments: [
            ("us-wset-2", "did you mean 'us-west-2'?"), ("Oregn", "did you mean 'Oregon'?"),
            ("US West (Orgon)", "did you mean 'US West (Oregon)'?"), ("Atlantis", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(text: String, hint: String?) { #expect(Region.hint(for: text) == hint) }

    @Test(
        "the same word is never what was meant, nor one that only looks the same",
        arguments: [
            ("lab", ["lab", "lap"], "lap"), ("lab", ["lab"], nil), ("lab ", ["lab"], nil),
            ("lab", ["l\u{200B}ab"], nil),
            ("Lab", ["lab"], "lab"), ("labb", ["lab"], "lab"),
            // A name that was not typed to its end is the shortest that begins so; a single letter begins too many.
            ("HW3", ["hw30-gpu-box", "hw3-gpu", "web"], "hw3-gpu"), ("h", ["hw3-gpu"], nil), ("gpu", ["hw3-gpu"], nil),
        ] as [(String, [String], String?)])
    func sameWord(name: String, known: [String], near: String?) {
        #expect(NearestName.nearest(to: name, among: known) == near)
    }

    @Test(
        "one of a thing is no plural",
        arguments: [
            (1, "region", "1 region"), (0, "region", "0 regions"), (2, "other entry", "2 other entries"),
            (2, "address", "2 addresses"), (3, "day", "3 days"), (2, "key", "2 keys"), (1, "box", "1 box"),
            (2, "box", "2 boxes"),
        ])
    func counts(count: Int, noun: String, text: String) { #expect(CountText.text(count, noun) == text) }

    @Test func aVerbAgreesWithItsCount() {
        #expect(
            CountText.text(1, "mail", "wait") == "1 mail waits" && CountText.text(2, "mail", "wait") == "2 mails wait")
    }

    @Test func everyPlaceNamesItsRegion() throws {
        for code in [
            "us-west-2", "ca-central-1", "us-gov-west-1", "eusc-de-east-1", "cn-northwest-1", "ap-east-2",
        ] {
            let region = try #require(Region(code))
            #expect(region.place != code && Region.named(region.place) == region)
        }
    }

    @Test func aRegionWithoutAPlaceShowsItsCode() {
        #expect(Region("us-east-1")?.place == "N. Virginia")
        #expect(Region("xx-north-9")?.place == "xx-north-9")
    }

    @Test(
        "an account",
        arguments: [
            ("123456789012", true), ("000000000001", true), ("12345678901", false), ("1234567890123", false),
            ("12345678901a", false), ("１２３４", false), ("１２３４５６７８９０１２", false), ("", false), ("-12345678901", false),
        ])
    func accounts(digits: String, valid: Bool) { #expect((AccountID(digits) != nil) == valid) }
}
