// HTTP/1.1 on 127.0.0.1 with swift-nio: requests are parsed by it, answers are bytes of our own,
// so that a broken answer can be as broken as it needs to be.

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// What answers a request; the flag says whether the connection stays open.
typealias Responder = @Sendable (WireRequest, _ keepAlive: Bool) -> Delivery

/// A listening socket with its connections.
final class HTTPServer: Sendable {
    /// The largest body that is read, bytes.
    static let bodyLimit = 4 << 20

    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    private let box: ResponderBox

    /// The port it got.
    var port: Int { listener.localAddress?.port ?? 0 }

    private init(_ group: MultiThreadedEventLoopGroup, _ listener: any Channel, _ box: ResponderBox) {
        self.group = group
        self.listener = listener
        self.box = box
    }

    /// Listens; until `serve` gives a responder, requests are reset.
    static func listen(port: Int) async throws -> HTTPServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let box = ResponderBox()
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try pipeline.addHandler(HTTPConnection(box))
                }
            }
        do {
            let listener = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
            return HTTPServer(group, listener, box)
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    func serve(_ responder: @escaping Responder) { box.serve(responder) }

    /// Closes the listener and every connection.
    func stop() async throws {
        try await listener.close()
        try await group.shutdownGracefully()
    }
}

/// Holds the responder, which is known only after the port is.
final class ResponderBox: Sendable {
    /// A bare closure in a generic container is wrapped anew each time it is taken out and put back, until the stack
    /// does not suffice to unwrap it.
    private struct Kept: Sendable { let respond: Responder }
    private let kept = Mutex<Kept?>(nil)

    func serve(_ responder: @escaping Responder) { kept.withLock { $0 = Kept(respond: responder) } }

    func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery {
        guard let kept = kept.withLock({ $0 }) else { return .reset }
        return kept.respond(request, keepAlive)
    }
}
