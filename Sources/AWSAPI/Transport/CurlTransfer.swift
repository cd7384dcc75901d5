// One request in libcurl: its options, the bytes that come back, and how it ended.
import CCurl
import CCurlShim
import Foundation

/// Used by the loop's thread alone.
final class CurlTransfer {
    let job: CurlJob
    let handle: UnsafeMutableRawPointer
    private let limits: CurlTransport.Limits
    private let certificates: CertificateStore
    private var headerLines: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var headers: [AWSHeader] = []
    private var headerBytes = 0
    private var body = Data()
    private var isTooLarge = false

    /// Nil when libcurl has no handle or refuses an option.
    init?(_ job: CurlJob, limits: CurlTransport.Limits, certificates: CertificateStore) {
        guard let handle = curl_easy_init() else { return nil }
        self.job = job
        self.handle = handle
        self.limits = limits
        self.certificates = certificates
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        guard configureRequest(), configureSafety(), configureLimits(), configureCallbacks() else {
            return nil
        }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerLines)
        errorText.deallocate()
    }

    private func configureRequest() -> Bool {
        // Offered as a mere header, libcurl leaves the unpacking to the transport. Answers shrink twentyfold.
        for header in job.request.headers + [AWSHeader("Accept-Encoding", "gzip")] {
            // A line break would smuggle in a header of its own.
            guard !header.name.utf8.contains(where: isLineBreak), !header.value.utf8.contains(where: isLineBreak),
                let lines = curl_slist_append(headerLines, "\(header.name): \(header.value)")
            else { return false }
            headerLines = lines
        }
        var isSet = set(CURLOPT_URL, job.request.url) && set(CURLOPT_HTTPHEADER, pointer: headerLines)
        if job.request.method != "GET" {
            isSet =
                isSet
                && job.request.body.withUnsafeBytes {
                    shim_setopt_body(handle, $0.baseAddress, $0.count) == CURLE_OK
                } && set(CURLOPT_CUSTOMREQUEST, job.request.method)
        }
        return isSet
    }

    private func configureSafety() -> Bool {
        // A signature holds for one host, and a redirect could lead keys elsewhere.
        var isSet =
            set(CURLOPT_FOLLOWLOCATION, 0) && set(CURLOPT_PROTOCOLS_STR, "http,https")
            && set(CURLOPT_NOSIGNAL, 1)
        // Plain http is for this machine only; a proxy would carry it elsewhere.
        if job.url.scheme == "http" { isSet = isSet && set(CURLOPT_NOPROXY, "*") }
        if let path = certificates.path {
            isSet = isSet && trust(path, byDirectory: certificates.isDirectory)
        }
        return isSet
    }

    /// One of the two alone. libcurl as Debian builds it has both by default: what nobody named would be trusted beside
    /// what somebody did, and a directory keeps libcurl from reusing the certificates that it has read, so that each
    /// connection would read the whole bundle anew (`make bench BENCH=tls`; curl 7.88.1, lib/vtls/openssl.c).
    private func trust(_ path: String, byDirectory isDirectory: Bool) -> Bool {
        let (used, unused) = isDirectory ? (CURLOPT_CAPATH, CURLOPT_CAINFO) : (CURLOPT_CAINFO, CURLOPT_CAPATH)
        return set(used, path) && set(unused, pointer: nil)
    }

    private func configureLimits() -> Bool {
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds)
            && set(CURLOPT_TIMEOUT_MS, limits.total.wholeMilliseconds)
            && set(CURLOPT_LOW_SPEED_LIMIT, limits.lowSpeed)
            && set(CURLOPT_LOW_SPEED_TIME, max(1, limits.stall.wholeMilliseconds / 1000))
    }

    private func configureCallbacks() -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let takeBody: shim_data_callback = { data, size, count, context in
            guard let data, let context else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.take(body: UnsafeRawBufferPointer(start: data, count: size * count))
        }
        let takeHeader: shim_data_callback = { data, size, count, context in
            guard let data, let context else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.take(header: UnsafeRawBufferPointer(start: data, count: size * count))
        }
        return set(CURLOPT_ERRORBUFFER, pointer: errorText)
            && shim_setopt_callback(handle, CURLOPT_WRITEFUNCTION, takeBody) == CURLE_OK
            && set(CURLOPT_WRITEDATA, pointer: context)
            && shim_setopt_callback(handle, CURLOPT_HEADERFUNCTION, takeHeader) == CURLE_OK
            && set(CURLOPT_HEADERDATA, pointer: context)
    }

    /// Returning fewer bytes than given makes libcurl end the transfer.
    private func take(body bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= limits.bodyBytes else {
            isTooLarge = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    private func take(header bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= limits.headerBytes else {
            isTooLarge = true
            return 0
        }
        let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if line.hasPrefix("HTTP/") {
            // A new status line: what came before belonged to an interim answer or to the proxy.
            headers.removeAll()
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers.append(AWSHeader(String(line[..<colon]), value))
        }
        return bytes.count
    }

    /// Wakes the one who waits.
    func finish(_ result: CURLcode) {
        guard result == CURLE_OK else {
            job.continuation.resume(throwing: failure(result))
            return
        }
        var status = 0
        shim_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &status)
        job.continuation.resume(returning: AWSReply(status: status, headers: headers, body: body))
    }

    private func failure(_ result: CURLcode) -> TransportError {
        if isTooLarge {
            return limits.exceeded(by: job.url.authority)
        }
        let kind = CurlFailure.kind(of: result)
        let detail = String(cString: errorText)
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
        let told =
            result == CURLE_SSL_CACERT_BADFILE ? certificates.needsPEM : CurlFailure.hint(for: kind, text, certificates)
        let hint = told.map { "\nhint: \($0)" } ?? ""
        return TransportError(kind: kind, message: CurlFailure.message(result, text, host: job.url.authority) + hint)
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        shim_setopt_long(handle, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: String) -> Bool {
        shim_setopt_string(handle, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) -> Bool {
        shim_setopt_pointer(handle, option, pointer) == CURLE_OK
    }
}

private func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0 }

extension Duration {
    /// Rounded down, at least one: libcurl reads 0 as "no limit", and poll would spin.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
