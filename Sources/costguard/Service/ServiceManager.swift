// What systemd is told of a service: sd_notify(3), by its datagram socket. Without one, nothing is told.

import Foundation
import Glibc

/// The service manager that started this process, if it wants to hear of it.
struct ServiceManager: Sendable {
    /// The socket's address; one in the abstract namespace begins with a zero byte.
    private let address: [UInt8]?
    /// Seconds between two signs of life; half of what the manager waits. Nil: it waits for none.
    let signOfLifeEvery: TimeInterval?

    init(environment: [String: String], processID: Int32 = getpid()) {
        let path = environment["NOTIFY_SOCKET"] ?? ""
        // sockaddr_un holds 108 bytes; a path ends in a zero.
        let isUsable = (path.hasPrefix("/") || path.hasPrefix("@")) && path.utf8.count > 1 && path.utf8.count < 108
        address = isUsable ? (path.hasPrefix("@") ? [0] : [UInt8(ascii: "/")]) + path.utf8.dropFirst() : nil
        let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(processID)" } ?? true
        signOfLifeEvery = environment["WATCHDOG_USEC"].flatMap(UInt64.init).flatMap { micro in
            isMeant && isUsable && micro > 0 ? Double(micro) / 2_000_000 : nil
        }
    }

    func ready() { tell("READY=1") }
    func stopping() { tell("STOPPING=1") }
    func isAlive() { tell("WATCHDOG=1") }

    /// The manager wants the time by its own clock with it, and `ready` when it is over.
    func reloading() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        tell("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)")
    }

    /// One line for `systemctl status`.
    func status(_ text: String) { tell("STATUS=" + text.split(whereSeparator: \.isNewline).joined(separator: " ")) }

    /// A manager that does not listen is no fault of the service.
    private func tell(_ state: String) {
        guard let address else { return }
        let file = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return }
        defer { close(file) }
        // A manager that does not read must not hold up the service.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var to = sockaddr_un()
        to.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &to.sun_path) { $0.copyBytes(from: address) }
        // An abstract name has no end but the address's own length; a path's includes its zero.
        let length = MemoryLayout<sa_family_t>.size + address.count + (address[0] == 0 ? 0 : 1)
        let bytes = Array(state.utf8)
        _ = withUnsafePointer(to: &to) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(file, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
            }
        }
    }
}
