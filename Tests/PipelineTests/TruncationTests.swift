// Real answers of every kind of list, whole and cut at every byte: whole they make the tree that FoundationXML makes,
// cut they are refused. (FoundationXML takes many a cut document for a whole one: there it is no judge.)

import AWSAPI
import Foundation
import Proving
import Testing

@Suite struct TruncationTests {
    @Test("every answer in XML makes the tree that FoundationXML makes, and is refused when it is cut anywhere")
    func everyTruncation() async throws {
        let answers = try await RecordedAnswers.record().filter { $0.value[0].first == UInt8(ascii: "<") }
        #expect(answers.count >= 14, "\(answers.keys.sorted())")
        var cuts = 0
        for (action, all) in answers {
            for answer in all {
                #expect(try XMLOutline.byReader(answer) == XMLOutline.byFoundation(answer), "\(action)")
            }
            // The shortest one that holds an item: the others add more of the same.
            let withItems = all.filter { $0.range(of: Data("<item>".utf8)) != nil }
            guard let answer = (withItems.isEmpty ? all : withItems).min(by: { $0.count < $1.count }) else { continue }
            let end = (answer.lastIndex(of: UInt8(ascii: ">")) ?? 0)
            for count in 0...end {
                let cut = answer.prefix(count)
                #expect(throws: XMLError.self, "\(action) cut at \(count)") { try XMLNode(parsing: cut) }
                cuts += 1
            }
        }
        #expect(cuts > 5_000)
    }
}
