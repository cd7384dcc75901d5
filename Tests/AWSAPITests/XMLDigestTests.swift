// An element's digest: of its bytes, whatever they mean.

import Foundation
import Testing

@testable import AWSAPI

@Suite struct XMLDigestTests {
    private func digest(_ content: String, salt: String = "s") throws -> UInt64 {
        try #require(XMLNode(parsing: Data("<list><item>\(content)</item><item/></list>".utf8)).items.first)
            .digest(salt: salt)
    }

    @Test("it is the begin of the SHA-256 of the salt and the bytes between the tags")
    func value() throws {
        let content = "<a>1</a><b><c/></b>"
        let expected = LibCrypto.sha256(Data("salt\(content)".utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        #expect(try digest(content, salt: "salt") == expected)
    }

    @Test(
        "any other byte, in the depths too, makes another one",
        arguments: [
            "<a>2</a><b><c/></b>", "<a>1</a><b><c></c></b>", "<a>1</a> <b><c/></b>", "<b><c/></b><a>1</a>", "1", "",
        ])
    func others(_ content: String) throws {
        #expect(try digest(content) != digest("<a>1</a><b><c/></b>"))
        #expect(try digest(content) != digest(content, salt: "t"))
        #expect(try digest(content) == digest(content))
    }
}
