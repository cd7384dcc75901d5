// Ids that follow from names, for things that are too many to be hashed by a true digest.

/// Seventeen hexadecimal digits, as behind the prefix of an id of EC2; the same for the same name, always.
func idTail(_ name: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let words = [NoiseSource(name, "id 1").word(0), NoiseSource(name, "id 2").word(0)]
    return String(unsafeUninitializedCapacity: 17) { buffer in
        for place in 0..<17 { buffer[place] = digits[Int(words[place / 16] >> (UInt64(place % 16) * 4) & 15)] }
        return 17
    }
}
