// SHA-256 and HMAC on libcrypto, as the signature check and reproducible ids need them.

import COpenSSL

/// SHA-256 of bytes, as lower-case hexadecimal digits.
func digest(_ bytes: some Collection<UInt8>) -> String {
    var out = [UInt8](repeating: 0, count: 32)
    let input = Array(bytes)
    // Fails only where the library itself is broken; the zeros that remain then match no signature.
    _ = EVP_Digest(input, input.count, &out, nil, EVP_sha256(), nil)
    return hexadecimal(out)
}

/// SHA-256 of a text's UTF-8.
func digest(_ text: String) -> String { digest(text.utf8) }

/// HMAC-SHA256.
func authenticationCode(key: [UInt8], _ text: String) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 32)
    let message = Array(text.utf8)
    _ = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &out, nil)
    return out
}

/// Two lower-case digits a byte.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
