// One checked request as an action's code sees it, and the table that finds that code.

import Foundation

/// A request that is signed well, in a region that is open.
struct Call {
    let service: Service
    let action: String
    let region: String
    let caller: AccessKey
    let now: Date
    let requestID: String
    let form: Form
    let body: [UInt8]

    /// Reads a JSON body.
    /// - Throws: `SerializationException`, as AWS calls it, where it is not what the operation takes.
    func input<Input: Decodable>(_ type: Input.Type) throws -> Input {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .custom { AWSKey($0, upper: false) }
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw AWSFailure("SerializationException", "The body of \(action) could not be read")
        }
    }

    /// A parameter that must be there.
    func required(_ name: String) throws -> String {
        guard let value = form[name], !value.isEmpty else {
            throw AWSFailure(
                service == .ec2 ? "MissingParameter" : "ValidationError",
                "The request must contain the parameter \(name)")
        }
        return value
    }
}

/// An action of the XML services: what stands inside the answer's element.
typealias XMLAction = @Sendable (inout World, Call) throws -> XMLWriter
/// An action of the JSON services: the answer's body.
typealias JSONAction = @Sendable (inout World, Call) throws -> Data

extension Call {
    /// Carries the call out.
    func answer(_ world: inout World) throws -> Reply {
        switch service.wireProtocol {
        case .ec2:
            guard let action = EC2.actions[action] else { throw unknown }
            let content = try action(&world, self).text
            let body =
                "\(XMLWriter.prologue)<\(self.action)Response xmlns=\"\(service.namespace)/\">"
                + "<requestId>\(requestID)</requestId>\(content)</\(self.action)Response>"
            return Reply(contentType: service.contentType, body: body)
        case .query:
            guard let action = queryActions[action] else { throw unknown }
            let content = try action(&world, self).text
            let body =
                "<\(self.action)Response xmlns=\"\(service.namespace)/\"><\(self.action)Result>\(content)"
                + "</\(self.action)Result><ResponseMetadata><RequestId>\(requestID)</RequestId></ResponseMetadata>"
                + "</\(self.action)Response>"
            return Reply(contentType: service.contentType, body: body)
        case .json:
            guard let action = (service == .ce ? CostExplorer.actions : CloudWatch.actions)[action] else {
                throw unknown
            }
            let body = try action(&world, self)
            return Reply(contentType: service.contentType, body: String(decoding: body, as: UTF8.self))
        }
    }

    private var queryActions: [String: XMLAction] {
        switch service {
        case .sns: SNS.actions
        case .autoscaling: AutoScaling.actions
        default: STS.actions
        }
    }

    private var unknown: AWSFailure { AWSFailure.unknownAction(action, service) }
}
