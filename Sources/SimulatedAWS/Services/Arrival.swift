// A request as it came in, with all that can be known of it before anything is checked.

/// What a request says that it is.
struct Arrival {
    let request: WireRequest
    let scope: CredentialScope
    let service: Service
    /// The action; empty where it names none.
    let action: String
    /// The parameters of the query protocols; empty for JSON.
    let form: Form
    /// The token of a further page; nil for a first one.
    let token: String?

    /// nil without a readable credential scope of a known service.
    init?(_ request: WireRequest) {
        guard let scope = request.header("authorization").flatMap(CredentialScope.init),
            let service = Service(rawValue: scope.service)
        else { return nil }
        self.request = request
        self.scope = scope
        self.service = service
        if case .json = service.wireProtocol {
            form = Form([])
        } else {
            form = Form(request.body)
        }
        action = service.action(of: request, form) ?? ""
        let isJSON = service.wireProtocol != .ec2 && service.wireProtocol != .query
        token = isJSON ? Arrival.token(inJSON: request.body) : form["NextToken"]
    }

    /// Which page of a list is asked for; 1 is the first.
    var page: Int { token.flatMap(PageToken.init)?.page ?? 1 }

    /// A number in a JSON body, such as `EndTime`, found as a token is.
    func number(_ name: String) -> Double? {
        let name = "\"\(name)\""
        guard let found = request.body.withUnsafeBufferPointer({ offset(of: name, in: $0) }) else { return nil }
        let rest = request.body[(found + name.utf8.count)...].drop { $0 == 32 || $0 == 58 }
        return Double(String(decoding: rest.prefix { (43...57).contains($0) || $0 | 32 == 101 }, as: UTF8.self))
    }

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

    /// Whether the call leaves the world as it is.
    var isRead: Bool { ["Describe", "Get", "List"].contains(where: action.hasPrefix) }

    /// Whether the answer is made of what is in the region and nothing else, so that it may be kept.
    var isListing: Bool { isRead && [.ec2, .autoscaling, .monitoring].contains(service) }
}
