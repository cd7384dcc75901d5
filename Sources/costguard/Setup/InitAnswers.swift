// What `init` is told, by flags or by the person at the terminal.

import AWSAPI
import CostModel
import Foundation

/// The answers so far; nil where nobody has said.
struct InitAnswers {
    var profile: String?
    var creditName: String
    /// Whether a flag gave the credit's name.
    var isNamed = false
    var isLearnerLab = false
    var amount: Money?
    /// Of the credit; may be more than it was worth.
    var used: Money?
    /// A day as `2026-09-01`, or a time.
    var granted: String?
    /// As `granted`.
    var expires: String?
    /// An IANA name.
    var timeZone: String?
    var email: String?
    var topic: String?
    /// Where the database is, that a function of Lambda keeps.
    var database: String?
    /// Who outside of AWS hears of each run.
    var heartbeat: OutsideAddress?
    var unattendedGiven: Bool?
    var gpuGiven: Bool?
    /// Whether cron may stop a GPU machine whose load nobody reports after a notice.
    var gpuNoticeGiven: Bool?
    var storeGiven: Bool?
    /// The day, UTC, from which cron may act.
    var rehearsesUntil: Date?

    init(profile: String?, creditName: String) {
        self.profile = profile
        self.creditName = creditName
    }

    var unattended: Bool { unattendedGiven ?? false }

    /// How long cron rehearses where others work in the account, in seconds.
    static let week = 7 * Int.day

    /// The first day, UTC, that begins when so many seconds have passed.
    static func day(after seconds: Int, from now: Date) -> Date {
        UTCCalendar.startOfDay(now.addingTimeInterval(Double(seconds) + .day - 1))
    }

    /// What is used of a credit.
    ///
    /// - Throws: where it is no amount.
    static func money(_ text: String) throws -> Money {
        guard let used = CreditInput.amount(text) else {
            throw CommandError(
                "--used: '\(text)' is no amount", hint: "write USD as 12.40, 0 or more", status: .usage)
        }
        return used
    }

    /// - Throws: where it is no address that signs of life may go to.
    static func heartbeat(_ text: String) throws -> OutsideAddress {
        do throws(OutsideAddressError) {
            return try OutsideAddress(text)
        } catch {
            throw CommandError(
                "The heartbeat's address \(error.why)", hint: "write such as https://hc-ping.com/YOUR-UUID",
                status: .usage)
        }
    }

    /// - Throws: where it is no address that SNS would take.
    @discardableResult
    static func check(email: String) throws -> String {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        let plain = email.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), plain, email.utf8.count <= 254 else {
            throw CommandError("'\(email)' is no mail address", hint: "write it as me@example.org", status: .usage)
        }
        return email
    }
}
