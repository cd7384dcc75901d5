// The thread that drives libcurl's multi handle. Other threads only leave jobs and cancellations in a mailbox
// and wake it; all handles belong to this thread.
import CCurl
import CCurlShim
import Foundation
import Synchronization

final class CurlLoop: Sendable {
    private struct Mailbox: Sendable {
        var nextID: UInt64 = 0
        var jobs: [CurlJob] = []
        var cancelled: Set<UInt64> = []
        var isStopped = false
    }

    /// Not Sendable by nature. Only the loop's thread uses it, except for `curl_multi_wakeup`, which is made for it.
    private struct Multi: @unchecked Sendable {
        let handle: UnsafeMutableRawPointer
    }

    private let mailbox = Mutex(Mailbox())
    private let multi: Multi
    private let limits: CurlTransport.Limits
    private let certificates: CertificateStore

    init(limits: CurlTransport.Limits, certificates: CertificateStore) throws {
        guard let handle = curl_multi_init() else {
            throw TransportError(kind: .refused, message: "libcurl gave no handle: out of memory or files")
        }
        multi = Multi(handle: handle)
        self.limits = limits
        self.certificates = certificates
    }

    /// The thread holds the loop until `stop`, so the handle outlives every wake-up.
    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "costguard-curl"
        thread.start()
    }

    func newID() -> UInt64 {
        mailbox.withLock {
            $0.nextID += 1
            return $0.nextID
        }
    }

    func submit(_ job: CurlJob) {
        let isAccepted = mailbox.withLock { mailbox in
            // The cancellation may have come first: a task cancelled before it began to wait.
            guard !mailbox.isStopped, mailbox.cancelled.remove(job.id) == nil else { return false }
            mailbox.jobs.append(job)
            return true
        }
        if isAccepted {
            curl_multi_wakeup(multi.handle)
        } else {
            job.continuation.resume(throwing: CancellationError())
        }
    }

    func cancel(_ id: UInt64) {
        mailbox.withLock { _ = $0.cancelled.insert(id) }
        curl_multi_wakeup(multi.handle)
    }

    func forget(_ id: UInt64) {
        mailbox.withLock { _ = $0.cancelled.remove(id) }
    }

    func stop() {
        mailbox.withLock { $0.isStopped = true }
        curl_multi_wakeup(multi.handle)
    }

    private func run() {
        var work = Work(multi: multi.handle, limits: limits, certificates: certificates)
        while true {
            let (jobs, cancelled, isStopped) = mailbox.withLock { mailbox in
                defer { mailbox.jobs.removeAll() }
                return (mailbox.jobs, mailbox.cancelled, mailbox.isStopped)
            }
            work.waiting += jobs
            let ended = work.cancel(cancelled)
            mailbox.withLock { $0.cancelled.subtract(ended) }
            if isStopped { break }
            work.startWaiting()
            work.drive()
            curl_multi_poll(multi.handle, nil, 0, 60_000, nil)
        }
        work.cancelAll()
        curl_multi_cleanup(multi.handle)
    }
}

/// The transfers of the loop; used by its thread alone.
private struct Work {
    let multi: UnsafeMutableRawPointer
    let limits: CurlTransport.Limits
    let certificates: CertificateStore
    var waiting: [CurlJob] = []
    private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var hosts: [String: Int] = [:]

    init(multi: UnsafeMutableRawPointer, limits: CurlTransport.Limits, certificates: CertificateStore) {
        self.multi = multi
        self.limits = limits
        self.certificates = certificates
    }

    /// Starts what the limit per host allows. A waiting request's time does not run yet.
    mutating func startWaiting() {
        var later: [CurlJob] = []
        for job in waiting {
            guard hosts[job.url.authority, default: 0] < limits.perHost else {
                later.append(job)
                continue
            }
            guard let transfer = CurlTransfer(job, limits: limits, certificates: certificates) else {
                job.continuation.resume(
                    throwing: TransportError(kind: .refused, message: "libcurl refused the request's options"))
                continue
            }
            hosts[job.url.authority, default: 0] += 1
            active[transfer.handle] = transfer
            curl_multi_add_handle(multi, transfer.handle)
        }
        waiting = later
    }

    mutating func drive() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var left: Int32 = 0
        var hasFreedPlace = false
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let result = shim_message_result(message)
            if let transfer = remove(handle) {
                transfer.finish(result)
                hasFreedPlace = true
            }
        }
        if hasFreedPlace, !waiting.isEmpty { startWaiting() }
    }

    /// Ends the cancelled requests that are here; returns their ids. Others may not have arrived yet.
    mutating func cancel(_ ids: Set<UInt64>) -> Set<UInt64> {
        guard !ids.isEmpty else { return [] }
        var ended: Set<UInt64> = []
        for job in waiting where ids.contains(job.id) {
            job.continuation.resume(throwing: CancellationError())
            ended.insert(job.id)
        }
        waiting.removeAll { ended.contains($0.id) }
        for (handle, transfer) in active where ids.contains(transfer.job.id) {
            ended.insert(transfer.job.id)
            remove(handle)?.job.continuation.resume(throwing: CancellationError())
        }
        return ended
    }

    mutating func cancelAll() {
        _ = cancel(Set(waiting.map(\.id) + active.values.map(\.job.id)))
    }

    private mutating func remove(_ handle: UnsafeMutableRawPointer) -> CurlTransfer? {
        curl_multi_remove_handle(multi, handle)
        guard let transfer = active.removeValue(forKey: handle) else { return nil }
        hosts[transfer.job.url.authority, default: 1] -= 1
        return transfer
    }
}
