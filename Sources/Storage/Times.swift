// How times and facts stand in SQLite: whole seconds since 1970 UTC, so that SQL can subtract them.

import CostModel
import Foundation
import GRDB

extension Date {
    /// Seconds since 1970, fractions cut, held within some 30,000 years: a time out of a file may be anything.
    var seconds: Int64 { Int64(max(-1e12, min(1e12, timeIntervalSince1970)).rounded(.down)) }
    init(seconds: Int64) { self.init(timeIntervalSince1970: TimeInterval(seconds)) }
}

extension FactValue {
    /// The value as SQLite keeps it.
    var stored: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        }
    }
}
