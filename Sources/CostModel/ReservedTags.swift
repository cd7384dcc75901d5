// What AWS itself wrote on a thing: nobody else may begin a tag's key with `aws:`.
// So a key that nobody here knows still tells that some service has a hand in it. Leaves names of services to Keeper.

import Foundation

/// Tags of AWS's own.
package enum ReservedTags {
    /// Keys that begin so tell where a thing came from, and no service watches over it for their sake. Stacks and
    /// Service Catalog restart and replace nothing; a launch template is only what it was started from; Cloud9 itself
    /// stops its machine and starts it when somebody opens the page; `aws:createdBy` is a label for the bill.
    /// Sources: CloudFormation, EC2, Service Catalog and Cloud9 user guides; Billing user guide, "AWS-generated tags".
    static let harmless = [
        "aws:cloudformation:", "aws:ec2launchtemplate:", "aws:servicecatalog:", "aws:cloud9:", "aws:createdby",
    ]

    /// The keys that tell of a service which may care, as AWS spells them, sorted.
    ///
    /// - Parameter more: prefixes that are harmless besides the usual ones.
    package static func telling(in tags: [String: String], harmless more: [String] = []) -> [String] {
        let passes = harmless + more.map(plain).filter { !$0.isEmpty }
        return tags.keys.filter { key in
            let key = plain(key)
            return isReserved(key) && !passes.contains(where: key.hasPrefix)
        }.sorted()
    }

    /// Whether only AWS may write such a key.
    package static func isReserved(_ key: String) -> Bool { plain(key).hasPrefix("aws:") }

    private static func plain(_ key: String) -> String {
        key.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    }
}
