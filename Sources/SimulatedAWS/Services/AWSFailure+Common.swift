// The errors that every service has, each under the name that the service gives it.

extension AWSFailure {
    static func unknownAction(_ action: String, _ service: Service) -> AWSFailure {
        switch service.wireProtocol {
        case .ec2, .query:
            AWSFailure("InvalidAction", "The action \(action) is not valid for this web service.")
        case .json:
            AWSFailure("UnknownOperationException", "The operation \(action) is not known.")
        }
    }

    static func throttled(_ service: Service) -> AWSFailure {
        switch service {
        case .ec2: AWSFailure("RequestLimitExceeded", status: 503, "Request limit exceeded.")
        case .ce: AWSFailure("LimitExceededException", "Rate exceeded")
        case .monitoring, .freetier, .billing, .pricing, .budgets, .kms:
            AWSFailure("ThrottlingException", "Rate exceeded")
        case .sns, .sts, .autoscaling: AWSFailure("Throttling", "Rate exceeded")
        }
    }

    static func server(_ service: Service, status: Int) -> AWSFailure {
        let code = status == 503 ? "Unavailable" : "InternalError"
        let message = "The service could not serve this request at the moment."
        return switch service.wireProtocol {
        case .ec2: AWSFailure(code, status: status, message)
        case .query: AWSFailure(status == 503 ? "ServiceUnavailable" : "InternalFailure", status: status, message)
        case .json: AWSFailure("InternalServiceException", status: status, message)
        }
    }

    static func denied(_ service: Service, action: String, caller: String, why: String = "") -> AWSFailure {
        let message = "User: \(caller) is not authorized to perform: \(service.permissionPrefix):\(action)\(why)"
        return switch service {
        case .ec2:
            AWSFailure(
                "UnauthorizedOperation", status: 403, "You are not authorized to perform this operation. \(message)")
        case .sns: AWSFailure("AuthorizationError", status: 403, message)
        case .sts, .autoscaling: AWSFailure("AccessDenied", status: 403, message)
        case .monitoring, .ce, .freetier, .billing, .pricing, .budgets, .kms:
            AWSFailure("AccessDeniedException", message)
        }
    }

    /// The end of a refusal's message where the organization closed a region.
    static let closedRegion = " with an explicit deny in a service control policy"

    /// A key that nobody knows; a region that the account has not opted in to answers the same.
    static func unknownKey(_ service: Service) -> AWSFailure {
        let message = "The security token included in the request is invalid."
        return switch service.wireProtocol {
        case .ec2:
            AWSFailure(
                "AuthFailure", status: 401, "AWS was not able to validate the provided access credentials")
        case .query: AWSFailure("InvalidClientTokenId", status: 403, message)
        case .json: AWSFailure("UnrecognizedClientException", message)
        }
    }

    static func wrongSignature(_ service: Service) -> AWSFailure {
        let message =
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
            + "Access Key and signing method. Consult the service documentation for details."
        return switch service.wireProtocol {
        case .ec2:
            AWSFailure(
                "AuthFailure", status: 401, "AWS was not able to validate the provided access credentials")
        case .query: AWSFailure("SignatureDoesNotMatch", status: 403, message)
        case .json: AWSFailure("InvalidSignatureException", message)
        }
    }

    static func clockSkew(_ service: Service, sent: String, now: String, isLate: Bool) -> AWSFailure {
        let message =
            isLate
            ? "Signature expired: \(sent) is now earlier than \(now) (\(now) - 5 min.)"
            : "Signature not yet current: \(sent) is still later than \(now) (\(now) + 5 min.)"
        return switch service.wireProtocol {
        case .ec2: AWSFailure("RequestExpired", "Request has expired.")
        case .query: AWSFailure("SignatureDoesNotMatch", status: 403, message)
        case .json: AWSFailure("InvalidSignatureException", message)
        }
    }

    static func expiredToken(_ service: Service) -> AWSFailure {
        let message = "The security token included in the request is expired"
        return switch service.wireProtocol {
        case .ec2: AWSFailure("RequestExpired", "Request has expired.")
        case .query: AWSFailure("ExpiredToken", status: 403, message)
        case .json: AWSFailure("ExpiredTokenException", message)
        }
    }

    static func missingToken(_ service: Service) -> AWSFailure {
        let code = service.wireProtocol == .ec2 || service.wireProtocol == .query ? "" : "Exception"
        return AWSFailure(
            "MissingAuthenticationToken\(code)", status: code.isEmpty ? 403 : 400,
            "Request is missing Authentication Token")
    }

    static func incompleteSignature(_ what: String) -> AWSFailure {
        AWSFailure("IncompleteSignature", "Authorization header requires \(what)")
    }
}
