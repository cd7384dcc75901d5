// Ids and noise that follow from names: the same in every run.

import COpenSSL

/// SHA-256 of bytes, as lower-case hexadecimal digits.
package func digest(_ bytes: some Collection<UInt8>) -> String {
    var out = [UInt8](repeating: 0, count: 32)
    let input = Array(bytes)
    // Fails only where the library itself is broken; the zeros that remain then match no signature.
    _ = EVP_Digest(input, input.count, &out, nil, EVP_sha256(), nil)
    return hexadecimal(out)
}

/// SHA-256 of a text's UTF-8.
package func digest(_ text: String) -> String { digest(text.utf8) }

/// Two lower-case digits a byte.
package func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// Seventeen hexadecimal digits, as behind the prefix of an id of EC2; the same for the same name, always.
package func idTail(_ name: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let words = [NoiseSource(name, "id 1").word(0), NoiseSource(name, "id 2").word(0)]
    return String(unsafeUninitializedCapacity: 17) { buffer in
        for place in 0..<17 { buffer[place] = digits[Int(words[place / 16] >> (UInt64(place % 16) * 4) & 15)] }
        return 17
    }
}

/// The id of a request by its number, in a UUID's shape.
package func requestID(_ number: Int) -> String {
    let digits = Array(digest("request \(number)").prefix(32))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
}

/// Numbers that depend on nothing but two names and a place (FNV-1a, then splitmix64's finish).
package struct NoiseSource {
    private let seed: UInt64

    init(_ name: String, _ salt: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in salt.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        seed = hash
    }

    /// 64 bits for a place.
    func word(_ place: Int) -> UInt64 {
        var hash = seed ^ UInt64(bitPattern: Int64(place))
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }

    /// A number in 0..<1 for a place.
    func value(_ place: Int) -> Double { Double(word(place) >> 11) / Double(UInt64(1) << 53) }
}
