// Token buckets: full at first, refilled evenly, one for each region and name.

/// The buckets of an account. Time is seconds from any fixed instant.
struct TokenBuckets {
    private struct Key: Hashable {
        var region: String
        var name: String
    }

    private struct Bucket {
        var tokens: Double
        var at: Double
    }

    private var buckets: [Key: Bucket] = [:]

    /// Takes what a call needs, from all its buckets or from none.
    /// - Returns: Whether there was enough. A call that is refused costs nothing.
    mutating func take(_ needed: [Allowance], in region: String, at time: Double) -> Bool {
        var filled: [(key: Key, bucket: Bucket)] = []
        for allowance in needed {
            let key = Key(region: region, name: allowance.bucket)
            var bucket = buckets[key] ?? Bucket(tokens: Double(allowance.size), at: time)
            let refill = max(0, time - bucket.at) * Double(allowance.perSecond)
            bucket = Bucket(tokens: min(Double(allowance.size), bucket.tokens + refill), at: max(time, bucket.at))
            guard bucket.tokens >= Double(allowance.tokens) else { return false }
            bucket.tokens -= Double(allowance.tokens)
            filled.append((key, bucket))
        }
        for entry in filled { buckets[entry.key] = entry.bucket }
        return true
    }
}
