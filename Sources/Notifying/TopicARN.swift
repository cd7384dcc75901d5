// The name of an SNS topic, checked: its region becomes part of a host name.

import AWSAPI
import CostModel

struct TopicARN: Hashable, Sendable {
    let text: String
    let region: Region
    let account: AccountID

    init(_ text: String) throws(NotifyingError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1] == "aws" || parts[1].hasPrefix("aws-"), parts[2] == "sns",
            let region = Region(parts[3]), region != .global, let account = AccountID(parts[4]),
            TopicARN.isName(parts[5])
        else {
            throw NotifyingError(
                "The topic cannot be used: got '\(text.prefix(120))' expected"
                    + " 'arn:aws:sns:us-east-1:123456789012:costguard'\nhint: `aws sns list-topics` shows the ARNs")
        }
        self.text = text
        self.region = region
        self.account = account
    }

    /// A name as SNS takes it; `.fifo` topics cannot mail.
    static func isName(_ name: some StringProtocol) -> Bool {
        (1...256).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Says what to do where the topic is missing: AWS's own word for it is `NotFound` and no more. Tells a service that
    /// does not answer from one that refuses.
    func explained<Result>(_ call: () async throws -> Result) async throws -> Result {
        do {
            return try await call()
        } catch let error as AWSError where error.code == "NotFound" || error.code == "NotFoundException" {
            throw NotifyingError(
                "The topic '\(text)' does not exist (\(error.code))\nhint: `costguard init` creates one, or name"
                    + " another under notify: in the configuration")
        } catch let error as AWSError where error.mayPass {
            throw NotifierUnreachable("\(error)")
        }
    }
}
