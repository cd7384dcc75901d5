// Calendar months, UTC, in whole seconds since 1970: what a GB-month is counted by.

/// A calendar month, UTC, as a half-open span of whole seconds since 1970.
struct UTCMonth: Hashable {
    /// The first second.
    let start: Int64
    /// The second after the last.
    let end: Int64
    var seconds: Int64 { end - start }

    /// The month that holds the second.
    init(containing second: Int64) {
        var (year, month) = UTCMonth.civil(UTCMonth.floor(second, 86_400))
        start = UTCMonth.days(year, month) * 86_400
        (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        end = UTCMonth.days(year, month) * 86_400
    }

    /// How many days a month has.
    static func length(_ year: Int64, _ month: Int64) -> Int64 {
        (month == 12 ? days(year + 1, 1) : days(year, month + 1)) - days(year, month)
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    /// Days from 1970-01-01 to the first of a month, in years that begin in March: February's end moves nothing else.
    static func days(_ year: Int64, _ month: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floor(shifted, 400)
        let ofEra = shifted - era * 400
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + (153 * ((month + 9) % 12) + 2) / 5 - 719_468
    }

    /// The year and month that hold a day.
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64) {
        let shifted = day + 719_468
        let era = floor(shifted, 146_097)
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month)
    }
}
