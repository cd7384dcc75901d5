// A server on 127.0.0.1 that sends prepared bytes, broken ones too. One thread per connection; ends with its owner.
import Foundation
import Synchronization

/// Listens on a port the system picks and handles each connection by the given closure.
package final class CannedServer: Sendable {
    /// One accepted connection.
    package struct Connection: Sendable {
        /// Its socket.
        package let descriptor: Int32

        /// Reads one request: its head, and its body by Content-Length. Nil when the client has gone.
        package func readRequest() -> String? {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while true {
                let text = String(decoding: bytes, as: UTF8.self)
                if let end = text.range(of: "\r\n\r\n") {
                    let length = text.lowercased().range(of: "content-length: ").flatMap {
                        Int(text[$0.upperBound...].prefix { $0.isNumber })
                    }
                    if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
                }
                let count = recv(descriptor, &chunk, chunk.count, 0)
                guard count > 0 else { return nil }
                bytes += chunk[..<count]
            }
        }

        /// Sends bytes; a client that has gone is no error of the server's.
        package func write(_ bytes: [UInt8]) {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                sent += count
            }
        }

        /// The same of a text.
        package func write(_ text: String) { write(Array(text.utf8)) }

        /// Waits until the client closes.
        package func waitForClose() {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) > 0 {}
        }
    }

    private let descriptor: Int32
    /// Where it listens, on 127.0.0.1.
    package let port: UInt16
    private let accepted = Mutex(0)

    /// Connections accepted so far.
    package var connections: Int { accepted.withLock { $0 } }

    /// Its root.
    package var url: String { "http://127.0.0.1:\(port)/" }

    /// No port could be had.
    package struct CannotListen: Error {}

    /// - Parameter handle: gets each connection, on a thread of its own.
    package init(handle: @escaping @Sendable (Connection) -> Void) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard descriptor >= 0, isBound else { throw CannotListen() }
        port = UInt16(bigEndian: address.sin_port)
        let thread = Thread { [weak self] in
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { break }
                // A program that another test starts meanwhile must not hold this connection open.
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                self?.accepted.withLock { $0 += 1 }
                let worker = Thread {
                    handle(Connection(descriptor: client))
                    close(client)
                }
                worker.start()
            }
            // Here and not at the owner's end: between two accepts, the number of a socket closed there can be another
            // server's already, whose next connection this thread would answer.
            close(descriptor)
        }
        thread.start()
    }

    /// Refuses connections from here on; its thread closes the socket.
    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// A server that answers every request of every connection with the same bytes.
    package static func answering(_ bytes: [UInt8]) throws -> CannedServer {
        try CannedServer { connection in
            while connection.readRequest() != nil { connection.write(bytes) }
        }
    }

    /// The same, by status and body.
    package static func answering(status: String = "200 OK", headers: String = "", body: String) throws -> CannedServer
    {
        try answering(Array("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
    }
}
