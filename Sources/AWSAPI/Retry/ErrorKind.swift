// What an error code means: what a caller can do about it, and whether the same call may succeed later.
// Source: botocore 1.43.11 retries/standard.py for the lists of retried codes, read 2026-11-20.

import Foundation

/// What an error code means.
enum ErrorKind {
    private static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "RequestThrottled", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
    ]
    private static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "ServiceUnavailable",
        "Unavailable",
    ]
    private static let refusedPermission: Set<String> = [
        "UnauthorizedOperation", "NotAuthorized", "AuthorizationError", "UnauthorizedAccess",
    ]
    /// The keys were not taken; in a region that needs opting in, that is what a region not switched on says.
    private static let refusedKeys = unknownKeys.union(["AuthFailure"])
    private static let badKeys: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "SignatureDoesNotMatch", "InvalidSignatureException",
        "IncompleteSignature", "MissingAuthenticationToken", "InvalidToken", "RequestExpired",
    ]

    /// The id of the key is none that is known there.
    static let unknownKeys: Set<String> = ["UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"]
    static let endedKeys: Set<String> = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"]

    /// What a caller can do about it.
    static func of(_ answer: ErrorAnswer, status: Int, region: String) -> AWSError.Kind {
        let code = answer.code
        if code == "DryRunOperation" { return .dryRunPassed }
        if code == "OptInRequired" { return .regionNotEnabled }
        if code == "RequestTimeTooSkewed" { return .clock }
        if refusedPermission.contains(code) || code.hasPrefix("AccessDenied") { return .denied }
        if refusedKeys.contains(code) {
            let text = answer.message.lowercased()
            if text.contains("not authorized to perform") || text.contains("explicit deny") { return .denied }
            return Partition.needsOptIn(region) ? .regionNotEnabled : .credentials
        }
        if badKeys.contains(code) { return .credentials }
        if throttling.contains(code) || status == 429 { return .throttled }
        return .other
    }

    /// Whether the same call may succeed later.
    static func failure(ofCode code: String, status: Int) -> RetryPolicy.Failure {
        if throttling.contains(code) || status == 429 { return .throttled }
        if transient.contains(code) || [500, 502, 503, 504].contains(status) { return .transient }
        return .permanent
    }

    /// True when temporary keys have ended: new ones may be taken. EC2 says `RequestExpired` for it.
    static func saysKeysEnded(_ answer: ErrorAnswer) -> Bool { endedKeys.contains(answer.code) }

    /// True when AWS may have refused because of the time in the signature.
    static func mayBeClock(_ answer: ErrorAnswer) -> Bool {
        switch answer.code {
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture": true
        case "SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure":
            answer.message.contains("Signature expired") || answer.message.contains("not yet current")
        default: false
        }
    }
}
