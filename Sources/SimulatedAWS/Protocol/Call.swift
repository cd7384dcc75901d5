// One request as an action's code sees it, and the tables that find that code.

package import Foundation

/// A request that is let in.
package struct Call {
    /// The service.
    package let service: Service
    /// The action's name.
    package let action: String
    /// The region.
    package let region: String
    /// Whose key signed it.
    package let caller: AccessKey
    /// The service's time.
    package let now: Date
    /// The id that stands in the answer.
    package let requestID: String
    /// The parameters of the query protocols; empty for JSON.
    package let form: Form
    /// The body as it came.
    package let body: [UInt8]
    /// Which page of a list is asked for; 1 is the first.
    package let page: Int
    /// The most items of a page.
    package let largestPage: Int
    /// What is asked of the account's kinds; nil: something else is asked for.
    let kindCall: KindCall?
    /// Put in the place of every token for a further page, whose list then starts anew; nil: nothing.
    package let endlessToken: String?

    /// The call of a request.
    /// - Throws: `MissingAction` where it names none or was not posted.
    package init(
        _ arrival: Arrival, caller: AccessKey, at now: Date, requestID: String, largestPage: Int = .max,
        endlessToken: String? = nil
    ) throws {
        guard arrival.kindCall != nil || arrival.request.method == "POST", !arrival.action.isEmpty else {
            throw AWSFailure("MissingAction", "The request must name an action and be sent by POST")
        }
        service = arrival.service
        action = arrival.action
        region = arrival.scope.region
        self.caller = caller
        self.now = now
        self.requestID = requestID
        form = arrival.form
        body = arrival.request.body
        page = arrival.page
        kindCall = arrival.kindCall
        self.largestPage = largestPage
        self.endlessToken = endlessToken
    }

    /// Reads a JSON body.
    /// - Throws: `SerializationException`, as AWS calls it, where it is not what the operation takes.
    package func input<Input: Decodable>(_ type: Input.Type, decoder: JSONDecoder = Call.decoder()) throws -> Input {
        do {
            return try decoder.decode(type, from: Data(body))
        } catch {
            throw AWSFailure("SerializationException", "The body of \(action) could not be read")
        }
    }

    /// Reads members under the names that Swift gives them.
    package static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { AWSKey($0, upper: false) }
        return decoder
    }

    /// A parameter that must be there.
    package func required(_ name: String) throws -> String {
        guard let value = form[name], !value.isEmpty else {
            throw AWSFailure(
                service == .ec2 ? "MissingParameter" : "ValidationError",
                "The request must contain the parameter \(name)")
        }
        return value
    }
}

/// An action of the XML services: what stands inside the answer's element.
package typealias XMLAction = @Sendable (inout World, Call) throws -> XMLWriter
/// An action of the JSON services: the answer's body.
package typealias JSONAction = @Sendable (inout World, Call) throws -> Data

/// What the services can do, by the actions' names.
package struct Actions: Sendable {
    /// Those of the services that answer in XML.
    package var xml: [Service: [String: XMLAction]]
    /// Those of the services that answer in JSON.
    package var json: [Service: [String: JSONAction]]

    /// Actions, all given.
    package init(xml: [Service: [String: XMLAction]], json: [Service: [String: JSONAction]]) {
        self.xml = xml
        self.json = json
    }

    /// What a scan and a mail ask for.
    package static let demo = Actions(
        xml: [.ec2: EC2.actions, .autoscaling: AutoScaling.actions, .sns: SNS.actions, .sts: STS.actions],
        json: [
            .monitoring: CloudWatch.actions, .ce: CostExplorer.actions, .billing: BillingConsole.actions,
            .freetier: FreeTier.actions,
        ])

    /// These and others.
    package func adding(_ others: Actions) -> Actions {
        Actions(
            xml: xml.merging(others.xml) { $0.merging($1) { $1 } },
            json: json.merging(others.json) { $0.merging($1) { $1 } })
    }
}

extension Call {
    /// Carries the call out. A call that reads leaves the world as it is.
    /// - Throws: `AWSFailure`, for an action that is not known as well.
    package func answer(_ world: inout World, by actions: Actions) throws -> Reply {
        let json = actions.json[service]?[action]
        let xml = actions.xml[service]?[action]
        // What is written by hand answers what the account's kinds hold nothing of.
        if let kindCall, let reply = try answer(kindCall, from: world.kinds, isOnly: json == nil && xml == nil) {
            return reply
        }
        if let json { return Reply(contentType: service.contentType, bytes: Array(try json(&world, self))) }
        guard let xml else { throw AWSFailure.unknownAction(action, service) }
        return reply(try xml(&world, self).bytes)
    }

    /// An answer of XML around its content.
    func reply(_ content: [UInt8]) -> Reply {
        switch service.wireProtocol {
        case .ec2:
            reply(
                "\(XMLWriter.prologue)<\(action)Response xmlns=\"\(service.namespace)/\">"
                    + "\n    <requestId>\(requestID)</requestId>", content, "\n</\(action)Response>")
        case .query:
            reply(
                "<\(action)Response xmlns=\"\(service.namespace)/\">\n  <\(action)Result>", content,
                "\n  </\(action)Result>\n  <ResponseMetadata>\n    <RequestId>\(requestID)</RequestId>\n"
                    + "  </ResponseMetadata>\n</\(action)Response>")
        case .json, .rest:
            reply("\(XMLWriter.prologue)<\(action)Response>", content, "\n</\(action)Response>")
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
}

/// A member's name with its first letter made large or small.
struct AWSKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    /// The last name of a path; a place in an array stays as it is.
    init(_ path: [any CodingKey], upper: Bool) {
        let name = path.last?.stringValue ?? ""
        intValue = path.last?.intValue
        stringValue = (upper ? name.prefix(1).uppercased() : name.prefix(1).lowercased()) + name.dropFirst()
    }

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }
    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
}
