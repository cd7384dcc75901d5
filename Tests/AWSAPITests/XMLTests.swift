// The XML reader: what it reads, what it refuses, and that it agrees with FoundationXML.
import Foundation
import Proving
import Testing

@testable import AWSAPI

@Suite struct XMLTests {
    static let instances = """
        <?xml version="1.0" encoding="UTF-8"?>
        <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
            <requestId>8f7724cf-496f-496e-8fe3-example</requestId>
            <reservationSet>
                <item>
                    <ownerId>123456789012</ownerId><groupSet/>
                    <instancesSet>
                        <item>
                            <instanceId>i-0a1b2c3d4e5f60718</instanceId>
                            <instanceState><code>16</code><name>running</name></instanceState>
                            <reason/>
                            <tagSet><item><key>Name</key><value>R&amp;D &#x1F600; &lt;ü&gt;</value></item></tagSet>
                        </item>
                    </instancesSet>
                </item>
            </reservationSet>
            <nextToken></nextToken>
        </DescribeInstancesResponse>
        """

    @Test func readsAnAnswerByNames() throws {
        let root = try XMLNode(parsing: Data(Self.instances.utf8))
        #expect(root.name == "DescribeInstancesResponse")
        let instance = try #require(root["reservationSet"]?.items.first?["instancesSet"]?.items.first)
        #expect(instance.text("instanceId") == "i-0a1b2c3d4e5f60718")
        #expect(instance.descendant("instanceState/name")?.text == "running")
        #expect(instance["tagSet"]?.items.first?.text("value") == "R&D 😀 <ü>")
        #expect(instance.children(named: "instanceState").count == 1)
    }

    @Test func tellsAbsentAndEmptyFromText() throws {
        let root = try XMLNode(parsing: Data(Self.instances.utf8))
        #expect(root.text("nextToken") == nil)
        #expect(root.text("nothing") == nil)
        #expect(root["nextToken"] != nil)
    }

    @Test func findsItemsAndMembersAmongOthers() throws {
        let root = try XMLNode(parsing: Data("<s><item>1</item><other/><member>2</member></s>".utf8))
        #expect(root.items.map(\.text) == ["1", "2"])
    }

    @Test(arguments: [
        "", "   ", "text", "<a>", "<a></b>", "<a/><b/>", "<a/>text", "<a>&nope;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
        "<a>& b</a>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a><![CDATA[x]]></a>", "<a><?php x?></a>",
        "<a b=c/>", "<a b=\"<\"/>", "<a b/>", "<a>x<b/></a>", "<a><b/>x</a>", "</a>", "<1/>", "< a/>", "<a", "<a/",
        "<a><!-- x </a>", "<a><!-- x -- y --></a>", "{\"a\":1}",
    ])
    func refuses(_ text: String) {
        #expect(throws: XMLError.self) { try XMLNode(parsing: Data(text.utf8)) }
    }

    @Test("a tag with a control character does not hide its whole region", arguments: ["&#27;", "&#x1b;", "&#1;"])
    func replacesControlCharacters(_ reference: String) throws {
        #expect(try XMLNode(parsing: Data("<a>x\(reference)y</a>".utf8)).text == "x\u{FFFD}y")
    }

    @Test func refusesBytesThatAreNotUTF8() {
        #expect(throws: XMLError.self) { try XMLNode(parsing: Data([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E])) }
    }

    @Test(arguments: [(64, true), (65, false)])
    func bindsTheDepth(_ depth: Int, _ isAccepted: Bool) {
        let text = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        #expect(((try? XMLNode(parsing: Data(text.utf8))) != nil) == isAccepted)
    }

    @Test func refusesEveryTruncationOfAnAnswer() throws {
        let whole = Data(Self.instances.utf8)
        for count in 0..<whole.count {
            #expect(throws: XMLError.self, "cut at \(count)") { try XMLNode(parsing: whole.prefix(count)) }
        }
    }

    @Test func agreesWithFoundationOnGeneratedDocuments() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            let text = Generated.document(&random)
            let expected = try #require(
                XMLOutline.byFoundation(Data(text.utf8)), "generator made a bad document: \(text)")
            #expect(try XMLOutline.byReader(Data(text.utf8)) == expected)
        }
    }

    @Test func acceptsNothingThatFoundationRefusesAfterAChangedByte() throws {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<600 {
            var bytes = Array(Generated.document(&random).utf8)
            // Not in the declaration: our reader knows the encoding already and believes none of it.
            let body = (Data(bytes).range(of: Data("?>".utf8))?.upperBound ?? 0)..<bytes.count
            bytes[Int.random(in: body, using: &random)] = "<>&;/=\"x! -".utf8.randomElement(using: &random) ?? 0
            let text = String(decoding: bytes, as: UTF8.self)
            guard let own = try? XMLOutline.byReader(Data(text.utf8)) else { continue }
            #expect(own == XMLOutline.byFoundation(Data(text.utf8)), "\(text)")
        }
    }
}
