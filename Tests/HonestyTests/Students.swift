// Thirty days of a student's account, made up by a seeded generator: the same seed, the same days.

/// A small generator of pseudo-random numbers (SplitMix64): the same on every machine.
struct Dice {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick(_ range: Range<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }
    mutating func pick<Item>(_ items: [Item]) -> Item { items[pick(0..<items.count)] }
    mutating func chance(_ percent: Int) -> Bool { pick(0..<100) < percent }
    /// Many short ones, some long: between a minute and some days.
    mutating func span() -> Int {
        switch pick(0..<10) {
        case 0: pick(20..<600)
        case 1...3: pick(600..<7200)
        case 4...7: pick(7200..<43_200)
        default: pick(43_200..<259_200)
        }
    }
}

/// Makes up what happens from one second up to another.
struct Students {
    private static let types = ["t3.micro", "m5.large", "g4dn.xlarge"]
    private var dice: Dice
    private let begin: Int
    private let end: Int

    init(seed: UInt64, from begin: Int, until end: Int) {
        dice = Dice(seed: seed)
        self.begin = begin
        self.end = end
    }

    mutating func account(prices: [String: [TruePrice]]) -> TrueAccount {
        var account = TrueAccount(prices: prices)
        for number in 0..<12 {
            let machine = machine("i-\(number)")
            account.machines.append(machine)
            let made = machine.runs[0].start
            var disk = TrueDisk(
                id: "vol-\(number)", madeAt: made, goneAt: machine.terminatedAt,
                sizes: [(made, dice.pick([8, 30, 125]))], type: "gp3")
            let later = made + dice.span() * 3
            if dice.chance(30), later < disk.goneAt ?? end { disk.sizes.append((later, 200)) }
            account.disks.append(disk)
        }
        for number in 0..<3 {
            let from = dice.pick(begin..<end)
            let until = from + dice.span()
            account.addresses.append(TrueAddress(id: "eip-\(number)", from: from, until: until < end ? until : nil))
        }
        return account
    }

    private mutating func machine(_ id: String) -> TrueMachine {
        var now = begin + dice.pick(0..<10) * 86_400 + dice.pick(1..<86_400)
        var machine = TrueMachine(id: id, runs: [], hasAddress: dice.chance(50))
        var type = dice.pick(Self.types)
        while now < end - 600 {
            let stop = now + dice.span()
            machine.runs.append(
                TrueRun(start: now, end: stop < end ? stop : nil, type: type, pending: dice.pick(5..<30)))
            guard stop < end else { return machine }
            if dice.chance(8) {
                machine.terminatedAt = stop
                return machine
            }
            now = stop + 90 + dice.span()
            if dice.chance(20) { type = dice.pick(Self.types) }
        }
        return machine
    }
}
