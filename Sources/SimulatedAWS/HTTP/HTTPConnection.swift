// One connection: collects a request, asks for its delivery, sends it or breaks off.

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// The last handler of a connection's pipeline. It lives on the connection's event loop.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let responder: ResponderBox
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ responder: ResponderBox) { self.responder = responder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            (self.head, body) = (head, [])
            if head.headers.contains(name: "expect") {
                send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), on: context.channel)
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
        let request = WireRequest(
            method: head.method.rawValue, target: head.uri,
            headers: head.headers.map { (name: $0.name, value: $0.value) }, body: body)
        switch responder.delivery(of: request, keepAlive: head.isKeepAlive) {
        case .bytes(let bytes): send(bytes, on: channel, close: !head.isKeepAlive)
        case .cut(let bytes): send(bytes, on: channel, close: true)
        case .reset: reset(channel)
        case .late(let bytes, let wait):
            let close = !head.isKeepAlive
            channel.eventLoop.scheduleTask(in: TimeAmount(wait)) {
                send(bytes, on: channel, close: close)
            }
        }
    }

    private func refuseTooLarge(on channel: any Channel) {
        guard head != nil else { return }
        head = nil
        let reply = Reply(status: 413, contentType: "text/plain", body: "")
        send(
            reply.bytes(date: Date(timeIntervalSince1970: 0), requestID: "", keepAlive: false), on: channel, close: true
        )
    }
}

/// Sends bytes as they are.
private func send(_ bytes: [UInt8], on channel: any Channel, close: Bool = false) {
    let written = channel.writeAndFlush(ByteBuffer(bytes: bytes))
    if close { written.whenComplete { _ in channel.close(promise: nil) } }
}

/// Closes with a RST instead of a FIN: unsent data is dropped at once where linger is zero.
private func reset(_ channel: any Channel) {
    guard let socket = channel as? any SocketOptionProvider else {
        channel.close(promise: nil)
        return
    }
    socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
}
