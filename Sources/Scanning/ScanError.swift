// What could not be read, and how any error becomes the one line that a gap holds, a refusal told from a failure.

import AWSAPI
import CostModel
import Foundation

/// An answer of AWS that cannot be understood.
package struct ScanError: Error, Sendable, CustomStringConvertible {
    /// What was got, and what was expected.
    let fault: String
    /// What could not be read; nil where the fault says it.
    private let subject: String?

    init(_ fault: String, reading subject: String? = nil) {
        self.fault = fault
        self.subject = subject
    }

    /// What could not be read, and what was expected.
    package var description: String { subject.map { "'\($0)' cannot be read: \(fault)" } ?? fault }
}

extension Listing.Outcome {
    /// A region that is not enabled refuses everything: that is a refusal too, not a fault.
    init(failure error: any Error) {
        guard let error = error as? AWSError else {
            self = .failed(GapText.line(String(describing: error)))
            return
        }
        self = error.isRefusal ? .denied(GapText.line(error)) : .failed(GapText.line(error))
    }
}

extension AWSError {
    var isRefusal: Bool { kind == .denied || kind == .regionNotEnabled }
}

extension Gap {
    /// What `error` leaves unanswered of `operation`; AWS's own error knows best whose service it was.
    init(_ error: any Error, account: AccountID, region: Region, service: AWSService, operation: String) {
        let aws = error as? AWSError
        self.init(
            account: account, region: region, service: aws?.service ?? service.name, operation: operation,
            kind: aws?.isRefusal == true ? .denied : .failed,
            error: aws.map(GapText.line) ?? GapText.line(String(describing: error)))
    }
}

/// An error as the one line that a gap holds.
enum GapText {
    /// Longer texts tell a person nothing.
    static let longest = 240

    static func line(_ error: AWSError) -> String { line(error.cause) }

    static func line(_ text: String) -> String {
        let words = text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        return words.count <= longest ? words : words.prefix(longest) + "…"
    }
}
