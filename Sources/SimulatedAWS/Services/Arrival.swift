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

    /// nil without a readable credential scope of a known service.
    init?(_ request: WireRequest) {
        guard let scope = request.header("authorization").flatMap(CredentialScope.init),
            let service = Service(rawValue: scope.service)
        else { return nil }
        (self.request, self.scope, self.service) = (request, scope, service)
        if case .json = service.wireProtocol {
            form = Form([])
        } else {
            form = Form(request.body)
        }
        action = service.action(of: request, form) ?? ""
    }

    /// Whether the call leaves the world as it is.
    var isRead: Bool { ["Describe", "Get", "List"].contains(where: action.hasPrefix) }

    /// Whether the answer is made of what is in the region and nothing else, so that it may be kept.
    var isListing: Bool { isRead && [.ec2, .autoscaling, .monitoring].contains(service) }
}
