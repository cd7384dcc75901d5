// A request as it came in, with all that can be known of it before anything is checked: who says that he signed it, for
// which region and service, and its parameters.

import CostModel

/// What a request says that it is.
package struct Arrival {
    /// As it came.
    package let request: WireRequest
    /// Who signed it, for where; not checked.
    package let scope: CredentialScope
    /// The service.
    package let service: Service
    /// The action; empty where it names none.
    package let action: String
    /// The parameters of the query protocols; empty for JSON.
    package let form: Form
    /// The token of a further page; nil for a first one.
    package let token: String?
    /// What it asks of the account's kinds; nil: it asks for something else.
    package let kindCall: KindCall?

    /// nil without a readable credential scope of a service that is known, or that one of the kinds names.
    package init?(_ request: WireRequest, kinds: KindWorld = KindWorld()) {
        guard let scope = request.header("authorization").flatMap(CredentialScope.init),
            let known = Service(rawValue: scope.service)
                ?? kinds.services(signing: scope.service).first.map({ Service.kind($0) })
        else { return nil }
        self.request = request
        self.scope = scope
        let isForm = [.ec2, .query].contains(known.wireProtocol)
        form = isForm ? Form(request.body) : Form([])
        kindCall = kinds.call(request, form, signing: scope.service)
        // Two services may sign by one name.
        service = if case .kind = known, let kindCall { .kind(kindCall.service) } else { known }
        action = kindCall?.operation.name ?? known.action(of: request, form) ?? ""
        token = kindCall?.token ?? (isForm ? form["NextToken"] : Arrival.token(inJSON: request.body))
    }

    /// Which page of a list is asked for; 1 is the first.
    package var page: Int { token.flatMap(PageToken.init)?.page ?? 1 }

    /// The token in a JSON body, found without reading the rest, which may be 500 queries.
    private static func token(inJSON body: [UInt8]) -> String? {
        for name in ["\"NextToken\"", "\"NextPageToken\"", "\"nextToken\""] {
            guard let found = body.withUnsafeBufferPointer({ offset(of: name, in: $0) }) else { continue }
            let rest = body[(found + name.utf8.count)...].drop { $0 == 32 || $0 == 58 }
            guard rest.first == 34 else { continue }
            return String(decoding: rest.dropFirst().prefix { $0 != 34 }, as: UTF8.self)
        }
        return nil
    }

    /// The answer where a call failed.
    package func refusal(_ error: any Error, requestID: String) -> Reply {
        let failure = error as? AWSFailure ?? AWSFailure.server(service, status: 500)
        return failure.reply(service, requestID: requestID)
    }
}

/// What the Authorization header says.
package struct CredentialScope: Sendable {
    /// The access key id that signed.
    package var keyID: String
    /// Such as `20261120`.
    package var day: String
    /// Such as `us-east-1`.
    package var region: String
    /// The signing name of the service.
    package var service: String
    /// The names of the headers that the signature covers, in small letters.
    package var signedHeaders: [String]
    /// In hexadecimal digits.
    package var signature: String

    /// nil unless all parts are there.
    package init?(authorization: String) {
        let prefix = "AWS4-HMAC-SHA256 "
        guard authorization.hasPrefix(prefix) else { return nil }
        var parts: [String: String] = [:]
        for part in authorization.dropFirst(prefix.count).split(separator: ",") {
            let halves = part.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            parts[halves[0].filter { $0 != " " }] = String(halves[1])
        }
        guard let credential = parts["Credential"]?.split(separator: "/"), credential.count == 5,
            credential[4] == "aws4_request", let headers = parts["SignedHeaders"], let signature = parts["Signature"]
        else { return nil }
        keyID = String(credential[0])
        day = String(credential[1])
        region = String(credential[2])
        service = String(credential[3])
        signedHeaders = headers.split(separator: ";").map(String.init)
        self.signature = signature
    }
}

/// A decoded form body.
package struct Form: Sendable {
    private let values: [String: String]

    /// Reads a body.
    package init(_ body: [UInt8]) {
        var values: [String: String] = [:]
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            values[Form.decoded(halves[0])] = halves.count > 1 ? Form.decoded(halves[1]) : ""
        }
        self.values = values
    }

    /// All values by their names.
    var all: [String: String] { values }

    /// A value by its name.
    package subscript(name: String) -> String? { values[name] }

    /// `InstanceId.1`, `InstanceId.2`, … up to the first gap.
    package func list(_ name: String) -> [String] {
        var found: [String] = []
        while let value = values["\(name).\(found.count + 1)"] { found.append(value) }
        return found
    }

    /// `Tag.1.Key` with `Tag.1.Value`, … up to the first gap; a missing value is nil.
    package func pairs(_ name: String, _ key: String, _ value: String) -> [(key: String, value: String?)] {
        var found: [(String, String?)] = []
        while let first = values["\(name).\(found.count + 1).\(key)"] {
            found.append((first, values["\(name).\(found.count + 1).\(value)"]))
        }
        return found
    }

    /// `Filter.1.Name` with `Filter.1.Value.1`, ….
    package var filters: [(name: String, values: [String])] {
        var found: [(String, [String])] = []
        while let name = values["Filter.\(found.count + 1).Name"] {
            found.append((name, list("Filter.\(found.count + 1).Value")))
        }
        return found
    }

    /// Percent signs and plus signs decoded; broken escapes stay as they are.
    package static func decoded(_ bytes: some Collection<UInt8>) -> String {
        var out: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                out.append(32)
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// Where a text stands first in bytes, counted from their start; nil where it does not. Bytes are megabytes at times,
/// where the library's own search over collections takes too long.
package func offset(of text: String, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let pattern = Array(text.utf8)
    guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
    for start in 0...(bytes.count - pattern.count) where bytes[start] == first {
        var length = 1
        while length < pattern.count, bytes[start + length] == pattern[length] { length += 1 }
        if length == pattern.count { return start }
    }
    return nil
}
