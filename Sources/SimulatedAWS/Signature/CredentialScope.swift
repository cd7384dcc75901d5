// The Authorization header of Signature Version 4, taken apart.

/// What the Authorization header says.
struct CredentialScope: Sendable {
    var keyID: String
    var day: String
    var region: String
    var service: String
    var signedHeaders: [String]
    var signature: String

    /// nil unless all parts are there.
    init?(authorization: String) {
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
