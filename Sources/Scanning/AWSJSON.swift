// JSON as AWS's services write it: keys begin with a capital, in our types with a small letter unless they are
// spelled out.

import AWSAPI
import CostModel
import Foundation

/// A type whose coding keys are AWS's own, as are those of all that it holds: where there are many thousand keys,
/// changing each costs more than reading it.
protocol SpelledOut {}

enum AWSJSON {
    static func encode<Request: Encodable>(_ request: Request) throws -> Data {
        let encoder = JSONEncoder()
        if !(Request.self is any SpelledOut.Type) {
            encoder.keyEncodingStrategy = .custom { Key($0.last, changingFirst: { $0.uppercased() }) }
        }
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(request)
    }

    /// Throws `ScanError`, without the answer's text: a decoder's own words quote it.
    static func decode<Answer: Decodable>(_ data: Data, of operation: String) throws -> Answer {
        let decoder = JSONDecoder()
        if !(Answer.self is any SpelledOut.Type) {
            decoder.keyDecodingStrategy = .custom { Key($0.last, changingFirst: { $0.lowercased() }) }
        }
        do {
            return try decoder.decode(Answer.self, from: data)
        } catch {
            throw ScanError("The answer of '\(operation)' cannot be read: got \(data.count) bytes of another form")
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int?

        init(_ key: (any CodingKey)?, changingFirst change: (Substring) -> String) {
            let text = key?.stringValue ?? ""
            stringValue = change(text.prefix(1)) + text.dropFirst()
            intValue = key?.intValue
        }
        init(stringValue: String) {
            self.stringValue = stringValue
            intValue = nil
        }
        init(intValue: Int) {
            stringValue = String(intValue)
            self.intValue = intValue
        }
    }
}

extension AWSClient {
    /// Calls a JSON operation until its answer names no next token.
    /// - Parameters:
    ///   - request: the body for a token; nil on the first page.
    ///   - receive: takes an answer and returns its token.
    func jsonPages<Request: Encodable, Answer: Decodable>(
        _ service: AWSService, _ operation: String, region: Region, request: (String?) -> Request,
        receive: (Answer) throws -> String?
    ) async throws {
        var token: String?
        var seen: Set<String> = []
        repeat {
            let body = try AWSJSON.encode(request(token))
            let answer: Answer = try await json(service, operation, body: body, region: region.code) {
                try AWSJSON.decode($0, of: operation)
            }
            token = try receive(answer).flatMap { $0.isEmpty ? nil : $0 }
            if let token, !seen.insert(token).inserted {
                throw ScanError("The pages of '\(operation)' do not end: AWS gave the same token twice")
            }
        } while token != nil
    }
}
