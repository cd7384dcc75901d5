// The services that are simulated, and the protocols they speak.

package import CostModel

/// How requests and answers are written.
package enum WireProtocol: Equatable {
    /// Form in, XML out, lists as `…Set/item`, errors in `<Response>`.
    case ec2
    /// Form in, XML out with a `…Result` wrapper, lists as `member`, errors in `<ErrorResponse>`.
    case query
    /// JSON both ways; the operation stands behind the prefix in X-Amz-Target.
    case json(version: String, prefix: String)
    /// The action stands in the path; answers are XML or JSON.
    case rest(isXML: Bool)
}

/// A service by its signing name.
package enum Service: Hashable, Sendable {
    case ec2, sns, sts, autoscaling, monitoring, ce, freetier, billing
    /// Their actions are the tests'.
    case pricing, budgets, kms, cloudformation
    /// One that a kind's file names.
    case kind(KindService)

    private static let written: [Service] = [
        .ec2, .sns, .sts, .autoscaling, .monitoring, .ce, .freetier, .billing, .pricing, .budgets, .kms,
        .cloudformation,
    ]

    /// One of those whose actions are written here, or in the tests.
    package init?(rawValue: String) {
        guard let service = Service.written.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = service
    }

    /// The name that requests are signed for.
    package var rawValue: String {
        switch self {
        case .ec2: "ec2"
        case .sns: "sns"
        case .sts: "sts"
        case .autoscaling: "autoscaling"
        case .monitoring: "monitoring"
        case .ce: "ce"
        case .freetier: "freetier"
        case .billing: "billing"
        case .pricing: "pricing"
        case .budgets: "budgets"
        case .kms: "kms"
        case .cloudformation: "cloudformation"
        case .kind(let service): service.signing
        }
    }

    /// Whether it has one home, whatever a policy says of regions.
    package var isGlobal: Bool {
        switch self {
        case .sts, .ce, .freetier, .billing, .pricing, .budgets: true
        case .ec2, .sns, .autoscaling, .monitoring, .kms, .cloudformation: false
        case .kind(let service): service.shape == .single
        }
    }

    /// How it is spoken to.
    package var wireProtocol: WireProtocol {
        switch self {
        case .ec2: .ec2
        case .sns, .sts, .autoscaling, .cloudformation: .query
        case .monitoring: .json(version: "1.0", prefix: "GraniteServiceVersion20100801")
        case .ce: .json(version: "1.1", prefix: "AWSInsightsIndexService")
        case .freetier: .json(version: "1.0", prefix: "AWSFreeTierService")
        case .billing: .json(version: "1.0", prefix: "AWSBilling")
        case .pricing: .json(version: "1.1", prefix: "AWSPriceListService")
        case .budgets: .json(version: "1.1", prefix: "AWSBudgetServiceGateway")
        case .kms: .json(version: "1.1", prefix: "TrentService")
        case .kind(let service):
            switch service.wire {
            case .ec2: .ec2
            case .query: .query
            case .json(let target, let version): .json(version: version, prefix: target)
            case .restJSON: .rest(isXML: false)
            case .restXML: .rest(isXML: true)
            }
        }
    }

    /// The XML namespace, which ends in the version that every request names.
    package var namespace: String {
        switch self {
        case .ec2: "http://ec2.amazonaws.com/doc/2016-11-15"
        case .sns: "http://sns.amazonaws.com/doc/2010-03-31"
        case .sts: "https://sts.amazonaws.com/doc/2011-06-15"
        case .autoscaling: "http://autoscaling.amazonaws.com/doc/2011-01-01"
        case .cloudformation: "http://cloudformation.amazonaws.com/doc/2010-05-15"
        case .monitoring, .ce, .freetier, .billing, .pricing, .budgets, .kms: ""
        case .kind(let service):
            switch service.wire {
            case .ec2(let version), .query(let version): "http://\(service.host).amazonaws.com/doc/\(version)"
            case .json, .restJSON, .restXML: ""
            }
        }
    }

    /// The version that every request names.
    package var version: String { String(namespace.suffix(10)) }

    /// The prefix of its IAM actions.
    package var permissionPrefix: String { self == .monitoring ? "cloudwatch" : rawValue }

    /// The type of its answers.
    package var contentType: String {
        switch wireProtocol {
        case .ec2, .query, .rest(isXML: true): "text/xml;charset=UTF-8"
        case .json(let version, _): "application/x-amz-json-\(version)"
        case .rest(isXML: false): "application/json"
        }
    }

    /// The action that a request names; nil where it names none.
    func action(of request: WireRequest, _ form: Form) -> String? {
        switch wireProtocol {
        case .ec2, .query: return form["Action"]
        case .json(_, let prefix):
            guard let target = request.header("x-amz-target"), target.hasPrefix(prefix + ".") else { return nil }
            return String(target.dropFirst(prefix.count + 1))
        case .rest: return nil
        }
    }
}
