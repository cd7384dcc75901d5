// Where a shared database is: `s3://bucket/key`. Says nothing of what is there.

/// An object of S3 that holds a database.
package struct StatePlace: Hashable, Sendable, CustomStringConvertible {
    /// The bucket's name.
    package let bucket: String
    /// The object's key.
    package let key: String

    /// The key of the object that makes one run at a time the writer.
    var lockKey: String { key + ".lock" }

    /// `s3://bucket/key`.
    package var description: String { "s3://\(bucket)/\(key)" }

    /// Whether a text means such a place, rightly written or not.
    package static func isMeant(by text: String) -> Bool { text.lowercased().hasPrefix("s3:") }

    /// Reads `s3://bucket/key`.
    ///
    /// - Throws: `StateError` with the code `place`, which says what is wrong with the text.
    package init(_ text: String) throws(StateError) {
        guard text.hasPrefix("s3://") else { throw Self.fault(text, "it does not begin with 's3://'") }
        let rest = text.dropFirst(5)
        guard let slash = rest.firstIndex(of: "/"), rest.index(after: slash) < rest.endIndex else {
            throw Self.fault(text, "it names no object behind the bucket")
        }
        bucket = String(rest[..<slash])
        key = String(rest[rest.index(after: slash)...])
        if let fault = Self.fault(ofBucket: bucket) ?? Self.fault(ofKey: key) { throw Self.fault(text, fault) }
    }

    private static func fault(_ text: String, _ why: String) -> StateError {
        let shown = String(
            text.unicodeScalars.prefix(120).map { $0.value > 0x20 && $0.value != 0x7F ? Character($0) : "?" })
        return StateError(
            .place, "'\(shown)' is no place in S3: \(why)",
            hint: "write s3://BUCKET/KEY, such as s3://my-costguard/costguard.sqlite")
    }

    /// Source: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html.
    private static func fault(ofBucket bucket: String) -> String? {
        let letters = bucket.utf8
        let isPlain = letters.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        guard (3...63).contains(letters.count), isPlain, !bucket.contains(".."),
            !".-".contains(bucket.first ?? "."), !".-".contains(bucket.last ?? ".")
        else { return "a bucket's name has 3 to 63 small letters, digits, dots and hyphens" }
        if bucket.hasSuffix("--x-s3") { return "directory buckets do not take what the lock needs" }
        return nil
    }

    /// A client takes `.`, `..` and empty parts out of a path, and would ask for another object.
    private static func fault(ofKey key: String) -> String? {
        if key.utf8.count > 1000 { return "its key is longer than 1000 bytes" }
        if key.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "its key holds a control character"
        }
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
            return "no part of its key may be empty, '.' or '..'"
        }
        if key.hasSuffix(".lock") { return "its key ends as that of a lock does" }
        return nil
    }
}
