// What one kind of resource needs to be listed. Leaves the order, the bounds and the failures of a scan to
// AWSResourceSource.

import AWSAPI
import CostModel
import Foundation

/// Lists one kind of resource in one region. A new kind is a new conformance and a line in `ScannerRegistry`.
public protocol ResourceScanner: Sendable {
    /// What it lists.
    var kind: ResourceKind { get }
    /// The service and the operation that a complete listing is credited to.
    var service: AWSService { get }
    /// The operation that lists, such as `DescribeVolumes`.
    var operation: String { get }
    /// The IAM actions of every call that `list` makes.
    var permissions: [String] { get }
    /// Hands over the whole list, page by page. Throws where a page fails or an item cannot be read: half a list is
    /// no list, and what was handed over is then worth nothing.
    func list(
        in region: Region, _ context: ScanContext, page: ([Resource]) async throws -> Void
    ) async throws
}

/// What every scanner is given.
public struct ScanContext: Sendable {
    /// Makes the calls.
    public let client: AWSClient
    /// The account that is listed.
    public let account: AccountID
    /// Types of instances that are known without a call.
    public let types: [String: InstanceType]

    /// Told what is asked beside a list and not answered.
    let note: @Sendable (Gap) async throws -> Void

    /// A context of one scan.
    public init(
        client: AWSClient, account: AccountID, types: [String: InstanceType],
        note: @escaping @Sendable (Gap) async throws -> Void = { _ in }
    ) {
        (self.client, self.account, self.types, self.note) = (client, account, types, note)
    }

    func key(_ kind: ResourceKind, _ region: Region, _ id: String) -> ResourceKey {
        ResourceKey(kind: kind, account: account, region: region, id: id)
    }

    /// What `read` makes of the items of an EC2 list, page by page. An answer is gone before its items are handed over:
    /// many lists wait there at a time, and the answers are the larger part.
    func pages<Item>(
        _ operation: String, _ parameters: Parameters, of list: String, in region: Region,
        _ read: (XMLNode) throws -> Item?, receive: ([Item]) async throws -> Void
    ) async throws {
        var pages = client.pages(.ec2, operation, parameters, region: region.code).makeAsyncIterator()
        while let items = try await pages.next().map({ try $0.list(list).compactMap(read) }) {
            try await receive(items)
        }
    }

    /// What `read` makes of each item of an EC2 list, over all pages: for lists of which little is kept.
    func collect<Item>(
        _ operation: String, _ parameters: Parameters, of list: String, in region: Region,
        _ read: (XMLNode) throws -> Item?
    ) async throws -> [Item] {
        var collected: [Item] = []
        try await pages(operation, parameters, of: list, in: region, read) { collected += $0 }
        return collected
    }
}

/// An answer of AWS that cannot be understood.
public struct ScanError: Error, Sendable, CustomStringConvertible {
    /// What could not be read, and what was expected.
    public let description: String
    init(_ description: String) { self.description = description }
}
