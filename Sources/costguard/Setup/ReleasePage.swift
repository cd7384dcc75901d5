// Where releases are published, and which is the newest: asked only when somebody wants to know. The layout is that of
// GitHub's releases, which a plain directory of a web server can have too: `latest/download/SHA256SUMS`.

import AWSAPI
import Foundation

struct ReleasePage {
    let address: OutsideAddress

    /// - Parameter program: the path of this program: what it was installed from stands in a file of its prefix.
    /// - Throws: where nobody says where releases are, or the address is not safe.
    init(option: String?, environment: [String: String], program: String) throws {
        let places: [(String, String?)] = [
            ("--from", option), ("COSTGUARD_RELEASES", environment["COSTGUARD_RELEASES"]),
        ]
        let named = places.first { $0.1?.isEmpty == false } ?? Self.noted(beside: program)
        guard let (origin, text) = named, let text else {
            throw CommandError(
                "Nobody says where releases of costguard are",
                hint: "name it with --from, as https://github.com/OWNER/REPO/releases")
        }
        do throws(OutsideAddressError) {
            address = try OutsideAddress(text)
        } catch {
            throw CommandError(
                "The address of releases (\(origin)) \(error.why)",
                hint: "write it as https://github.com/OWNER/REPO/releases", status: .usage)
        }
    }

    /// What the installer wrote down: of the bundle beside the program, else in the prefix whose `bin` it is in.
    private static func noted(beside program: String) -> (String, String?)? {
        for prefix in InstalledPrefix.candidates(of: program) {
            let file = "\(prefix)/share/costguard/releases"
            guard let data = FileManager.default.contents(atPath: file) else { continue }
            let line = String(decoding: data.prefix(1000), as: UTF8.self).split(whereSeparator: \.isNewline).first
            if let line { return (file, String(line)) }
        }
        return nil
    }

    /// The newest release: GitHub leads to it, and its name stands in the way; elsewhere the list of sums names it.
    ///
    /// - Throws: `TransportError` where nobody answers; `CommandError` where the answer names none.
    func newest(_ transport: any Transport, userAgent: String) async throws -> ReleaseVersion {
        let reply = try await transport.send(
            AWSRequest(
                method: "GET", url: address.text + "/latest/download/SHA256SUMS",
                headers: [AWSHeader("User-Agent", userAgent)]))
        let found: ReleaseVersion? =
            switch reply.status {
            case 200: Self.named(inSums: String(decoding: reply.body.prefix(100_000), as: UTF8.self))
            case 300..<400: reply.header("Location").flatMap(Self.named(inWay:))
            default: nil
            }
        guard let found else {
            throw CommandError(
                "'\(address.text)' names no release (HTTP \(reply.status))",
                hint: "open it in a browser; another address is named with --from")
        }
        return found
    }

    /// `…/download/v0.2.0/SHA256SUMS`
    private static func named(inWay location: String) -> ReleaseVersion? {
        let parts = location.split(separator: "/")
        guard let place = parts.lastIndex(of: "download"), place + 1 < parts.endIndex else { return nil }
        return ReleaseVersion(parts[place + 1])
    }

    /// `… costguard-0.2.0-linux-x86_64.tar.gz`; the newest where there are several.
    private static func named(inSums text: String) -> ReleaseVersion? {
        text.matches(of: /costguard-([0-9A-Za-z.]+(?:-[0-9A-Za-z.]+)?)-linux-/).compactMap { ReleaseVersion($0.1) }
            .max()
    }

    /// What is said of it.
    func text(newest: ReleaseVersion, this text: String) -> String {
        guard let this = ReleaseVersion(text) else { return "costguard \(text); the newest release is \(newest)" }
        if newest < this { return "costguard \(this), which is newer than the newest release, \(newest)" }
        if newest == this { return "costguard \(this) is the newest release" }
        return """
            costguard \(newest) is out; this is \(this).
            What changed: CHANGELOG.md. Your database and configuration go on.
            Next: curl -fsSL \(address.text)/latest/download/install.sh | sh
                  or, of the .deb: apt install ./costguard_\(newest)_….deb
            """
    }
}

/// A version as `0.2.0`, or `0.2.0-rc.1`, which comes before it; a `v` before it is left out.
struct ReleaseVersion: Comparable, CustomStringConvertible {
    let description: String
    private let numbers: [Int]
    private let preliminary: String

    init?(_ text: some StringProtocol) {
        let plain = text.hasPrefix("v") ? String(text.dropFirst()) : String(text)
        let halves = plain.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.count < 6 && part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard numbers.count == 3, numbers.allSatisfy({ $0 != nil }), plain.utf8.count < 40,
            plain.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 })
        else { return nil }
        self.numbers = numbers.compactMap { $0 }
        preliminary = halves.count == 2 ? String(halves[1]) : ""
        description = plain
    }

    static func == (one: ReleaseVersion, other: ReleaseVersion) -> Bool {
        one.numbers == other.numbers && one.preliminary == other.preliminary
    }

    static func < (one: ReleaseVersion, other: ReleaseVersion) -> Bool {
        if one.numbers != other.numbers { return one.numbers.lexicographicallyPrecedes(other.numbers) }
        if one.preliminary.isEmpty || other.preliminary.isEmpty {
            return !one.preliminary.isEmpty && other.preliminary.isEmpty
        }
        return one.preliminary.compare(other.preliminary, options: .numeric) == .orderedAscending
    }
}

/// Where a release was put: the directory that holds `bin` and `share`.
enum InstalledPrefix {
    /// The nearest first: a bundle that was unpacked holds both itself, one that was installed lies in `lib/costguard`, and
    /// the one file in `bin`.
    static func candidates(of program: String) -> [String] {
        (1...3).map { levels in
            (0..<levels).reduce(program) { path, _ in (path as NSString).deletingLastPathComponent }
        }
    }
}
