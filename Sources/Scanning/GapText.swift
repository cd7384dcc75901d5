// Turns an error into the one line that a gap holds, and tells a refusal from a failure.

import AWSAPI
import CostModel
import Foundation

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

enum GapText {
    /// Longer texts tell a person nothing.
    static let longest = 240

    static func line(_ error: AWSError) -> String { line(error.cause) }

    static func line(_ text: String) -> String {
        let words = text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        return words.count <= longest ? words : words.prefix(longest) + "…"
    }
}
