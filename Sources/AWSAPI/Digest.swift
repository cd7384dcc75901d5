// SHA-256 and HMAC-SHA-256 by libcrypto, and SHA-1 for file names.
import COpenSSL
import Foundation

enum Digest {
    static func sha256(_ data: Data) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let done = data.withUnsafeBytes { bytes in
            EVP_Digest(bytes.baseAddress, bytes.count, &digest, nil, EVP_sha256(), nil)
        }
        // Fails only when libcrypto cannot allocate or has SHA-256 disabled; a wrong digest would be worse.
        precondition(done == 1, "libcrypto has no SHA-256")
        return digest
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
