// How a service is reached and what may be asked of it: from the list inside the program, never from a kind's file, so
// that no file can name a host or an operation that changes something.

/// A service of AWS as it looks on the wire.
package struct KindService: Hashable, Sendable {
    /// How requests and answers are written.
    package enum Wire: Hashable, Sendable {
        /// Form in, XML out, of EC2.
        case ec2(version: String)
        /// Form in, XML out, of the others.
        case query(version: String)
        /// JSON both ways, the operation in a header.
        case json(target: String, version: String)
        /// Paths and JSON.
        case restJSON
        /// Paths and XML.
        case restXML
    }
    /// How the host's name is made of the prefix and the region.
    package enum HostShape: String, CaseIterable, Hashable, Sendable {
        case regional
        case dualStack = "dual-stack"
        case single
    }

    /// AWS's name of it on its command line, such as `elbv2`.
    package let name: String
    /// The suffix of `AWS_ENDPOINT_URL_<ID>`.
    package let id: String
    /// How it is spoken to.
    package let wire: Wire
    /// The first part of the host's name.
    package let host: String
    /// How the rest of it is made.
    package let shape: HostShape
    /// The service in the signature's scope.
    package let signing: String
    /// Regions of every account in which AWS does not offer it, as far as known when the list was made.
    package let without: Set<String>

    /// A service, all its parts given.
    package init(
        name: String, id: String, wire: Wire, host: String, shape: HostShape, signing: String, without: Set<String>
    ) {
        self.name = name
        self.id = id
        self.wire = wire
        self.host = host
        self.shape = shape
        self.signing = signing
        self.without = without
    }
}

/// A reading operation of a service.
package struct KindOperation: Hashable, Sendable {
    /// The path of a service that is spoken to by paths.
    package struct Route: Hashable, Sendable {
        /// GET, POST or PUT.
        package let method: String
        /// With places such as `{clusterName}`, and perhaps a query.
        package let path: String
        /// A method and a path.
        package init(method: String, path: String) {
            self.method = method
            self.path = path
        }
    }
    /// How it comes in pages.
    package struct Paging: Hashable, Sendable {
        /// The input that takes a token.
        package let sent: String
        /// Where an answer has the next one.
        package let answered: KindPath
        /// The two.
        package init(sent: String, answered: KindPath) {
            self.sent = sent
            self.answered = answered
        }
    }
    /// How large a page may be.
    package struct PageSize: Hashable, Sendable {
        /// The input that takes it.
        package let name: String
        /// The most that is asked for.
        package let largest: Int64
        /// The two.
        package init(name: String, largest: Int64) {
            self.name = name
            self.largest = largest
        }
    }

    /// Such as `DescribeDBInstances`.
    package let name: String
    /// Nil where the operation stands in the body or a header.
    package let route: Route?
    /// Nil: one answer holds all.
    package let paging: Paging?
    /// Nil: the answer's size is not asked for.
    package let size: PageSize?

    /// An operation, all its parts given.
    package init(name: String, route: Route?, paging: Paging?, size: PageSize?) {
        self.name = name
        self.route = route
        self.paging = paging
        self.size = size
    }
}
