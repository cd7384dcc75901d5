// An error as AWS means it, its three shapes on the wire, and the errors that every service has, each under the name
// that the service gives it.

import Foundation

/// A refusal or failure of one request.
package struct AWSFailure: Error, Equatable {
    /// Such as `InvalidParameterValue`.
    package var code: String
    /// The HTTP status.
    package var status: Int
    /// In words.
    package var message: String

    /// A failure; most are the client's.
    package init(_ code: String, status: Int = 400, _ message: String) {
        self.code = code
        self.status = status
        self.message = message
    }

    /// The answer, in the service's own protocol.
    package func reply(_ service: Service, requestID: String) -> Reply {
        switch service.wireProtocol {
        case .ec2:
            var xml = XMLWriter(depth: 0)
            xml.node("Response") { xml in
                xml.node("Errors") { xml in
                    xml.node("Error") { xml in
                        xml.leaf("Code", code)
                        xml.leaf("Message", message)
                    }
                }
                xml.leaf("RequestID", requestID)
            }
            return Reply(status: status, contentType: service.contentType, body: XMLWriter.prologue + xml.text)
        case .query:
            var xml = XMLWriter()
            xml.node("Error") { xml in
                xml.leaf("Type", status < 500 ? "Sender" : "Receiver")
                xml.leaf("Code", code)
                xml.leaf("Message", message)
            }
            xml.leaf("RequestId", requestID)
            let body = "<ErrorResponse xmlns=\"\(service.namespace)/\">\(xml.text)</ErrorResponse>"
            return Reply(status: status, contentType: service.contentType, body: body)
        case .json:
            return jsonReply(service)
        case .rest(let isXML):
            guard isXML else {
                var reply = jsonReply(service)
                reply.headers.append(("X-Amzn-ErrorType", code))
                return reply
            }
            var xml = XMLWriter()
            xml.node("Error") { xml in
                xml.leaf("Code", code)
                xml.leaf("Message", message)
            }
            let body = "<ErrorResponse>\(xml.text)</ErrorResponse>"
            return Reply(status: status, contentType: service.contentType, body: XMLWriter.prologue + body)
        }
    }

    private func jsonReply(_ service: Service) -> Reply {
        let type = service == .monitoring ? "com.amazonaws.cloudwatch.v2010_08_01#\(code)" : code
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // A dictionary of texts always encodes; an empty body would show as unreadable, never as success.
        let body = (try? encoder.encode(["__type": type, "message": message])) ?? Data()
        var reply = Reply(status: status, contentType: service.contentType, body: String(decoding: body, as: UTF8.self))
        if service == .monitoring {
            // The code that the service had when it spoke XML. Source: botocore parsers.py, awsQueryCompatible.
            let suffixes = ["ValueException": "Value", "CombinationException": "Combination"]
            let known = suffixes.first { code.hasSuffix($0.key) }
            let old = known.map { code.dropLast($0.key.count) + $0.value } ?? code[...]
            reply.headers.append(("x-amzn-query-error", "\(old);\(status < 500 ? "Sender" : "Receiver")"))
        }
        return reply
    }
}

extension XMLWriter {
    /// How a document of EC2 begins.
    package static let prologue = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
}

extension AWSFailure {
    /// An action that the service does not have.
    package static func unknownAction(_ action: String, _ service: Service) -> AWSFailure {
        switch service.wireProtocol {
        case .ec2, .query:
            AWSFailure("InvalidAction", "The action \(action) is not valid for this web service.")
        case .json:
            AWSFailure("UnknownOperationException", "The operation \(action) is not known.")
        case .rest: AWSFailure("UnknownOperationException", status: 404, "The operation \(action) is not known.")
        }
    }

    /// A failure of the service itself, such as 503.
    package static func server(_ service: Service, status: Int) -> AWSFailure {
        let code = status == 503 ? "Unavailable" : "InternalError"
        let message = "The service could not serve this request at the moment."
        return switch service.wireProtocol {
        case .ec2: AWSFailure(code, status: status, message)
        case .query: AWSFailure(status == 503 ? "ServiceUnavailable" : "InternalFailure", status: status, message)
        case .json, .rest: AWSFailure("InternalServiceException", status: status, message)
        }
    }

    /// The caller may not do this.
    package static func denied(_ service: Service, action: String, caller: String, why: String = "") -> AWSFailure {
        let message = "User: \(caller) is not authorized to perform: \(service.permissionPrefix):\(action)\(why)"
        return switch service {
        case .ec2:
            AWSFailure(
                "UnauthorizedOperation", status: 403, "You are not authorized to perform this operation. \(message)")
        case .sns: AWSFailure("AuthorizationError", status: 403, message)
        case .sts, .autoscaling, .cloudformation: AWSFailure("AccessDenied", status: 403, message)
        case .monitoring, .ce, .freetier, .billing, .pricing, .budgets, .kms:
            AWSFailure("AccessDeniedException", message)
        case .kind:
            switch service.wireProtocol {
            case .ec2: AWSFailure("UnauthorizedOperation", status: 403, message)
            case .query, .rest(isXML: true): AWSFailure("AccessDenied", status: 403, message)
            case .json: AWSFailure("AccessDeniedException", message)
            case .rest(isXML: false): AWSFailure("AccessDeniedException", status: 403, message)
            }
        }
    }

    /// A key that nobody knows; a region that the account has not opted in to answers the same.
    package static func unknownKey(_ service: Service) -> AWSFailure {
        let message = "The security token included in the request is invalid."
        return switch service.wireProtocol {
        case .ec2:
            AWSFailure(
                "AuthFailure", status: 401, "AWS was not able to validate the provided access credentials")
        case .query: AWSFailure("InvalidClientTokenId", status: 403, message)
        case .json: AWSFailure("UnrecognizedClientException", message)
        case .rest: AWSFailure("UnrecognizedClientException", status: 403, message)
        }
    }

    /// No signature at all.
    package static func missingToken(_ service: Service) -> AWSFailure {
        let code = service.wireProtocol == .ec2 || service.wireProtocol == .query ? "" : "Exception"
        return AWSFailure(
            "MissingAuthenticationToken\(code)", status: code.isEmpty ? 403 : 400,
            "Request is missing Authentication Token")
    }
}
