// HTTP/1.1 on 127.0.0.1 with swift-nio: requests are parsed by it, answers are bytes of our own,
// so that a broken answer can be as broken as it needs to be.

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// What answers requests.
package protocol Responder: Sendable {
    /// What goes back for a request; the flag says whether the connection stays open. It is asked from several threads,
    /// and each request that comes over one connection waits for it.
    func delivery(of request: WireRequest, keepAlive: Bool) -> Delivery
}

/// A listening socket with its connections.
package final class HTTPServer: Sendable {
    /// The largest body that is read, bytes.
    static let bodyLimit = 4 << 20

    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel

    /// Where it listens, such as `http://127.0.0.1:40123`.
    package var endpoint: String { "http://127.0.0.1:\(listener.localAddress?.port ?? 0)" }

    private init(_ group: MultiThreadedEventLoopGroup, _ listener: any Channel) {
        self.group = group
        self.listener = listener
    }

    /// Listens on 127.0.0.1, at any free port.
    /// - Throws: the socket's error.
    package static func listen(_ responder: any Responder) async throws -> HTTPServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try pipeline.addHandler(HTTPConnection(responder))
                }
            }
        do {
            return HTTPServer(group, try await bootstrap.bind(host: "127.0.0.1", port: 0).get())
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    /// Closes the listener and every connection.
    package func stop() async throws {
        try await listener.close()
        try await group.shutdownGracefully()
    }
}

/// The last handler of a connection's pipeline. It lives on the connection's event loop.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let responder: any Responder
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ responder: any Responder) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            if head.headers.contains(name: "expect") {
                let start = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
                send(Delivery(bytes: [start]), on: context.channel)
            }
        case .body(let part):
            guard body.count + part.readableBytes <= HTTPServer.bodyLimit else {
                refuseTooLarge(on: context.channel)
                return
            }
            body += part.readableBytesView
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, on: context.channel)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ head: HTTPRequestHead, on channel: any Channel) {
        let arrived = NIODeadline.now()
        let request = WireRequest(
            method: head.method.rawValue, target: head.uri,
            headers: head.headers.map { (name: $0.name, value: $0.value) }, body: body)
        let delivery = responder.delivery(of: request, keepAlive: head.isKeepAlive)
        guard delivery.wait > .zero else { return send(delivery, on: channel) }
        // The event loop wakes up when it is time; no thread and no lock waits.
        channel.eventLoop.scheduleTask(deadline: arrived + TimeAmount(delivery.wait)) { send(delivery, on: channel) }
    }

    private func refuseTooLarge(on channel: any Channel) {
        guard head != nil else { return }
        head = nil
        let reply = Reply(status: 413, contentType: "text/plain", body: "")
        send(
            Delivery(reply, date: Date(timeIntervalSince1970: 0), requestID: "", keepAlive: false), on: channel)
    }
}

/// Sends what there is to send, then does with the connection as told.
private func send(_ delivery: Delivery, on channel: any Channel) {
    guard delivery.ending != .reset else { return reset(channel) }
    if let pace = delivery.pace {
        let whole = delivery.bytes.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) }
        return drip(whole, at: pace, on: channel, close: delivery.ending == .close)
    }
    for part in delivery.bytes.dropLast() { channel.write(part, promise: nil) }
    let written = channel.writeAndFlush(delivery.bytes.last ?? ByteBuffer())
    if delivery.ending == .close { written.whenComplete { _ in channel.close(promise: nil) } }
}

/// Sends a few bytes, and the next ones a while later, until all are sent or the client has gone.
private func drip(_ bytes: ByteBuffer, at pace: Delivery.Pace, on channel: any Channel, close: Bool) {
    var rest = bytes
    guard channel.isActive, let part = rest.readSlice(length: min(pace.bytes, rest.readableBytes)) else { return }
    let written = channel.writeAndFlush(part)
    if rest.readableBytes > 0 {
        let rest = rest
        channel.eventLoop.scheduleTask(in: TimeAmount(pace.every)) { drip(rest, at: pace, on: channel, close: close) }
    } else if close {
        written.whenComplete { _ in channel.close(promise: nil) }
    }
}

/// Closes with a RST instead of a FIN: unsent data is dropped at once where linger is zero.
private func reset(_ channel: any Channel) {
    guard let socket = channel as? any SocketOptionProvider else {
        channel.close(promise: nil)
        return
    }
    socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
}
