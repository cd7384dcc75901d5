// Makes bad inputs of good ones, by a seed: the same number makes the same input, here and everywhere.

/// A small generator (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator that always gives the same numbers for a seed.
    package init(seed: UInt64) { state = seed }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Mutates seeds.
package struct Mutator: Sendable {
    /// Longer inputs are cut.
    package static let longest = 1 << 16

    private let seeds: [[UInt8]]
    private let salt: UInt64

    /// - Parameters:
    ///   - seeds: real inputs; parts of one are put into another.
    ///   - salt: different for each parser, so that they do not get the same numbers.
    package init(_ seeds: [[UInt8]], salt: UInt64 = 0) {
        self.seeds = seeds.isEmpty ? [[]] : seeds
        self.salt = salt
    }

    /// The input with this number.
    package func input(_ number: Int) -> [UInt8] {
        var random = SeededGenerator(seed: salt &+ UInt64(truncatingIfNeeded: number) &* 0x2545_F491_4F6C_DD1D)
        var bytes = seeds[Int(random.next() % UInt64(seeds.count))]
        for _ in 0..<(1 + random.next() % 4) { change(&bytes, &random) }
        return bytes.count > Mutator.longest ? Array(bytes.prefix(Mutator.longest)) : bytes
    }

    private func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        func place(_ count: Int) -> Int { count == 0 ? 0 : Int(random.next() % UInt64(count)) }
        let at = place(bytes.count + 1)
        // Mostly short pieces, now and then a long one.
        let length = min(bytes.count - at, place(random.next() % 8 == 0 ? bytes.count + 1 : 24))
        switch random.next() % 9 {
        case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(random.next() % 8)
        case 1 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.removeSubrange(at..<bytes.count)
        case 3: bytes.removeSubrange(at..<(at + length))
        case 4: bytes.insert(contentsOf: Array(bytes[at..<(at + length)]), at: at)
        case 5:
            let other = seeds[place(seeds.count)]
            let from = place(other.count + 1)
            bytes.replaceSubrange(at..<(at + length), with: other[from..<min(other.count, from + 64)])
        case 6: replaceNumber(&bytes, from: at, with: Mutator.numbers[place(Mutator.numbers.count)])
        case 7:
            let nest = Mutator.nests[place(Mutator.nests.count)]
            let depth = [3, 40, 70, 2000][place(4)]
            bytes.insert(contentsOf: Array(repeatElement(nest, count: depth).joined()), at: at)
        default: bytes.insert(contentsOf: Mutator.words[place(Mutator.words.count)], at: at)
        }
    }

    /// The next run of digits becomes another number.
    private func replaceNumber(_ bytes: inout [UInt8], from start: Int, with number: [UInt8]) {
        let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
        guard let first = bytes[start...].firstIndex(where: isDigit) ?? bytes.firstIndex(where: isDigit) else { return }
        let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(first..<end, with: number)
    }

    private static let numbers = [
        "0", "-1", "1e300", "-1e300", "1e-300", "1e999", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "18446744073709551616", "4294967296", "4294967297", "2147483648", "99999999999999999999",
        "0.1", "253402300799", "253402300800", "NaN", "Infinity", "-0", "007", "1_000",
    ].map { Array($0.utf8) }

    private static let nests = ["[", "{\"a\":", "<a>", "<item>", "(", "- ", "{", "\"", "  ", "&amp;", "*a ", "((1)+"]
        .map {
            Array($0.utf8)
        }

    private static let words =
        [
            "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;", "&#x1F600;",
            "<?xml?>",
            "</item>", "<item>", "null", "true", "{}", "[]", "\\u0000", "\\ud800", "\u{202E}", "\u{1B}[31m", "\r\n",
            "\n", "\t",
            "[default]", "=", ":", ",", "\"", "'", "#", "|", ">", "&anchor", "*anchor", "!!binary", "? ", "%", ";--",
            "/*",
            "2026-11-20T01:02:03Z", "Tue, 24 Nov 2026 09:00:00 GMT", "arn:aws:sns:", "E", "e9", "-", "+",
        ].map { Array($0.utf8) } + [[0xFF], [0x00], [0xEF, 0xBB, 0xBF], [0xC0, 0x80], [0xED, 0xA0, 0x80]]
}
