// What went wrong with one call. Reading it off the wire is ErrorAnswer's matter, saying it AWSErrorText'.
import Foundation

/// A failed AWS call.
package struct AWSError: Error, Sendable, CustomStringConvertible {
    /// What a caller can do about it.
    package enum Kind: String, Sendable {
        /// The keys are good, the permission is missing.
        case denied
        /// The region is one that an account must opt in to, and the keys were not taken there.
        case regionNotEnabled
        /// Too many calls, even after retries.
        case throttled
        /// The keys are wrong or have expired.
        case credentials
        /// This machine's clock is wrong.
        case clock
        /// No answer came: network, timeout, certificate.
        case network
        /// An answer came that is not one of AWS's.
        case unreadable
        /// Not a failure: a dry run says the call would have been allowed.
        case dryRunPassed
        /// Anything else; look at the code.
        case other
    }

    /// AWS's error code such as `UnauthorizedOperation`, or one of ours such as `RepeatedToken`.
    package let code: String
    /// AWS's message, shortened; never a request or its headers.
    package let message: String
    /// HTTP status; nil when no answer came.
    package let httpStatus: Int?
    /// The service's name.
    package let service: String
    /// The action or operation.
    package let operation: String
    /// The region called.
    package let region: String
    /// AWS's id of the request, for its support.
    package let requestID: String?
    /// What a caller can do about it.
    package let kind: Kind
    /// Where the bucket is that was asked for, as S3 says; nil: it does not say. Nothing is known of its form.
    package let bucketRegion: String?

    /// A failed call.
    package init(
        code: String, message: String, httpStatus: Int?, service: String, operation: String, region: String,
        requestID: String? = nil, kind: Kind, bucketRegion: String? = nil
    ) {
        self.code = code
        self.message = message
        self.httpStatus = httpStatus
        self.service = service
        self.operation = operation
        self.region = region
        self.requestID = requestID
        self.kind = kind
        self.bucketRegion = bucketRegion
    }

    /// True when the permission is missing.
    package var isDenied: Bool { kind == .denied }

    /// The code of ours for a host that is not known: a service that its region does not have looks so.
    static let unknownHost = "UnknownHost"

    /// True where the host's name is not known.
    package var saysNoSuchHost: Bool { code == AWSError.unknownHost }

    /// True when AWS says that temporary keys have ended.
    package var saysKeysEnded: Bool { ErrorKind.endedKeys.contains(code) }

    /// True where AWS knows the keys no more, or never did; of keys of a session that is how some services say that it
    /// has ended.
    package var saysKeysUnknown: Bool {
        kind == .credentials && (ErrorKind.unknownKeys.contains(code) || code == "AuthFailure")
    }

    /// True where the same call may well succeed later though nobody changes anything: no answer came, half of one, or
    /// one that speaks of AWS's own trouble or of too many calls.
    package var mayPass: Bool {
        switch kind {
        case .network, .unreadable, .throttled: true
        case .other: ErrorKind.failure(ofCode: code, status: httpStatus ?? 0) != .permanent || (httpStatus ?? 0) >= 500
        case .denied, .regionNotEnabled, .credentials, .clock, .dryRunPassed: false
        }
    }

    /// True for the refusal of a teaching lab whose session is over: it denies all until the next one begins.
    /// Source: AWS Academy Learner Lab, which then ties the policy `voc-cancel-cred` to the role `voclabs`.
    package var saysLabIsOver: Bool {
        guard kind == .denied, namesLab else { return false }
        return message.contains("voc-cancel-cred") || message.lowercased().contains("explicit deny")
    }

    /// True where nobody has opened Cost Explorer in this account yet. It says so as if a permission were missing.
    /// Source: docs.aws.amazon.com/cost-management/latest/userguide/ce-enable.html; the words are AWS's.
    package var saysCostExplorerIsOff: Bool { message.lowercased().contains("not enabled for cost explorer") }

    /// What switches it on.
    package static let openCostExplorer =
        "open Cost Explorer once in the console (Billing and Cost Management), in an organization as its payer; it has "
        + "figures a day later"

    /// The IAM action that the operation needs; with most services it is called as the operation is.
    /// Source: docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html.
    package var permission: String {
        switch (service, operation) {
        case ("budgets", "DescribeBudgets"): "budgets:ViewBudget"
        case ("budgets", "CreateBudget"): "budgets:ModifyBudget"
        default: "\(service):\(operation)"
        }
    }
}
