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
    /// Which page of a list is asked for; 1 is the first.
    let page: Int
    /// The token that the request carries.
    let carriedToken: String?
    /// Whether a fault makes the list start anew under the same token.
    let repeatsToken: Bool
    /// The most items of a page.
    let largestPage: Int

    /// Reads a JSON body.
    /// - Throws: `SerializationException`, as AWS calls it, where it is not what the operation takes.
    func input<Input: Decodable>(_ type: Input.Type, decoder: JSONDecoder = Call.decoder()) throws -> Input {
        do {
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw AWSFailure("SerializationException", "The body of \(action) could not be read")
        }
    }

    /// Reads members under the names that Swift gives them.
    static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { AWSKey($0, upper: false) }
        return decoder
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
    /// Carries the call out. A call that reads leaves the world as it is.
    func answer(_ world: inout World) throws -> Reply {
        switch service.wireProtocol {
        case .ec2:
            guard let action = EC2.actions[action] else { throw unknown }
            let content = try action(&world, self).bytes
            return reply(
                "\(XMLWriter.prologue)<\(self.action)Response xmlns=\"\(service.namespace)/\">"
                    + "\n    <requestId>\(requestID)</requestId>", content, "\n</\(self.action)Response>")
        case .query:
            guard let action = queryActions[action] else { throw unknown }
            let content = try action(&world, self).bytes
            return reply(
                "<\(self.action)Response xmlns=\"\(service.namespace)/\">\n  <\(self.action)Result>", content,
                "\n  </\(self.action)Result>\n  <ResponseMetadata>\n    <RequestId>\(requestID)</RequestId>\n"
                    + "  </ResponseMetadata>\n</\(self.action)Response>")
        case .json:
            guard let action = jsonActions[action] else { throw unknown }
            return Reply(contentType: service.contentType, bytes: Array(try action(&world, self)))
        }
    }

    private func reply(_ start: String, _ content: [UInt8], _ end: String) -> Reply {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(start.utf8.count + content.count + end.utf8.count)
        bytes.append(contentsOf: start.utf8)
        bytes.append(contentsOf: content)
        bytes.append(contentsOf: end.utf8)
        return Reply(contentType: service.contentType, bytes: bytes)
    }

    private var queryActions: [String: XMLAction] {
        switch service {
        case .sns: SNS.actions
        case .autoscaling: AutoScaling.actions
        default: STS.actions
        }
    }

    private var jsonActions: [String: JSONAction] {
        switch service {
        case .ce: CostExplorer.actions
        case .freetier: FreeTier.actions
        case .billing: BillingConsole.actions
        case .pricing: Pricing.actions
        case .budgets: Budgets.actions
        case .kms: KMS.actions
        default: CloudWatch.actions
        }
    }

    private var unknown: AWSFailure { AWSFailure.unknownAction(action, service) }
}
