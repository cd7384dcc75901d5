// An error as AWS means it, and its three shapes on the wire.

import Foundation

/// A refusal or failure of one request.
struct AWSFailure: Error, Equatable {
    var code: String
    var status: Int
    var message: String

    init(_ code: String, status: Int = 400, _ message: String) {
        self.code = code
        self.status = status
        self.message = message
    }

    func reply(_ service: Service, requestID: String) -> Reply {
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
    static let prologue = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
}
