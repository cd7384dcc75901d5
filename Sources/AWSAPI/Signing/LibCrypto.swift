// SHA-256 and HMAC-SHA-256 by libcrypto, and SHA-1 for file names.
import COpenSSL
import Foundation

enum LibCrypto {
    static func sha256(_ data: Data) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let done = data.withUnsafeBytes { bytes in
            EVP_Digest(bytes.baseAddress, bytes.count, &digest, nil, EVP_sha256(), nil)
        }
        // Fails only when libcrypto cannot allocate or has SHA-256 disabled; a wrong digest would be worse.
        precondition(done == 1, "libcrypto has no SHA-256")
        return digest
    }

    /// The first eight bytes of the SHA-256 of two texts, one behind the other.
    static func sha256Prefix(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> UInt64 {
        var digest = [UInt8](repeating: 0, count: 32)
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        let isDone =
            EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
            && EVP_DigestUpdate(context, first.baseAddress, first.count) == 1
            && EVP_DigestUpdate(context, second.baseAddress, second.count) == 1
            && EVP_DigestFinal_ex(context, &digest, nil) == 1
        precondition(isDone, "libcrypto has no SHA-256")
        return digest.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).bigEndian }
    }

    /// For the names of other tools' cache files alone; it proves nothing.
    static func sha1(_ data: Data) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 20)
        let done = data.withUnsafeBytes { bytes in
            EVP_Digest(bytes.baseAddress, bytes.count, &digest, nil, EVP_sha1(), nil)
        }
        precondition(done == 1, "libcrypto has no SHA-1")
        return digest
    }

    static func hmac(key: [UInt8], _ text: String) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let message = Array(text.utf8)
        let done = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, nil)
        precondition(done != nil, "libcrypto has no HMAC-SHA-256")
        return digest
    }

    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
