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
            ("Atlantis", nil), ("", nil),
        ] as [(String, String?)])
    func places(text: String, code: String?) { #expect(Region.named(text)?.code == code) }

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
