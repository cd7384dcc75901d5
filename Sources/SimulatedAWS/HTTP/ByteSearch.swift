// Finding a text in bytes, megabytes of them, where the library's own search over collections takes too long.

/// Where a text stands first in bytes, counted from their start; nil where it does not.
func offset(of text: String, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let pattern = Array(text.utf8)
    guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
    for start in 0...(bytes.count - pattern.count) where bytes[start] == first {
        var length = 1
        while length < pattern.count, bytes[start + length] == pattern[length] { length += 1 }
        if length == pattern.count { return start }
    }
    return nil
}
