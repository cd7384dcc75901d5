// What one kind of resource needs to be listed. Leaves the order, the bounds and the failures of a scan to
// AWSResourceSource.

package import AWSAPI
package import CostModel
import Foundation

/// Lists one kind of resource in one region. A new kind is a new conformance and a line in `ScannerRegistry`.
package protocol ResourceScanner: Sendable {
    /// What it lists.
    var kind: ResourceKind { get }
    /// The service and the operation that a complete listing is credited to.
    var service: AWSService { get }
    /// The operation that lists, such as `DescribeVolumes`.
    var operation: String { get }
    /// The IAM actions of every call that `list` makes.
    var permissions: [String] { get }
    /// The view whose things are metered at the price that each has; nil: none.
    var meteredAs: String? { get }
    /// Hands over the whole list, page by page. Throws where a page fails: half a list is no list, and what was handed
    /// over is then worth nothing. An item that cannot be read costs itself.
    func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws
}

extension ResourceScanner {
    package var meteredAs: String? { nil }
}

/// Some of the resources of a list.
package struct ListPage: Sendable {
    /// Those that were read.
    package var resources: [Resource] = []
    /// The rows of those that were known by their bytes.
    package var unchanged: [KnownItems.Row] = []
    /// Those that could not be read, or not whole.
    var odd: [OddItem] = []
}

/// What every scanner is given.
package struct ScanContext: Sendable {
    /// Makes the calls.
    package let client: AWSClient
    /// The account that is listed.
    package let account: AccountID
    /// Types of instances that are known without a call.
    package let types: [String: InstanceType]

    /// What is known of the list's items by their bytes.
    let known: KnownItems
    /// Names the build of the program, which digests hold for; nil: every item is read.
    let build: String?
    /// Told what is asked beside a list and not answered.
    let note: @Sendable (Gap) async throws -> Void

    /// A context of one list.
    package init(
        client: AWSClient, account: AccountID, types: [String: InstanceType], known: KnownItems = KnownItems(),
        build: String? = nil, note: @escaping @Sendable (Gap) async throws -> Void = { _ in }
    ) {
        self.client = client
        self.account = account
        self.types = types
        self.known = known
        self.build = build
        self.note = note
    }

    func key(_ kind: ResourceKind, _ region: Region, _ id: String) -> ResourceKey {
        ResourceKey(kind: kind, account: account, region: region, id: id)
    }

    /// The resources of an EC2 list, page by page. Items that are known by their bytes are not read.
    ///
    /// - Parameters:
    ///   - items: what stands in an answer; each becomes at most one resource, by `read`.
    func resources(
        _ operation: String, _ parameters: Parameters, in region: Region, items: (XMLNode) throws -> [XMLNode],
        _ read: (inout ItemReader) throws -> Resource?, receive: (ListPage) async throws -> Void
    ) async throws {
        try await pages(operation, parameters, in: region, { listPage(try items($0), read) }, receive: receive)
    }

    /// What `read` makes of items; those that are known by their bytes are not read. Where it throws, there is not even
    /// an id.
    func listPage(_ items: [XMLNode], _ read: (inout ItemReader) throws -> Resource?) -> ListPage {
        var page = ListPage()
        for item in items {
            let digest = build.map { KnownItems.Digest(bitPattern: item.digest(salt: $0)) }
            if let row = digest.flatMap({ known[$0] }) {
                page.unchanged.append(row)
                continue
            }
            var reader = ItemReader(item)
            do {
                guard var resource = try read(&reader) else { continue }
                resource.digest = digest
                resource.unknown.formUnion(reader.unknown)
                page.resources.append(resource)
                // What is gone has no row that could lack anything.
                guard let fault = reader.fault, !resource.isEnded else { continue }
                page.odd.append(OddItem(id: resource.key.id, fault: fault))
            } catch {
                page.odd.append(OddItem(id: nil, fault: (error as? ScanError)?.fault ?? String(describing: error)))
            }
        }
        return page
    }

    /// What `read` makes of each answer of an EC2 list. An answer is gone before that is handed over: many lists wait
    /// there at a time, and the answers are the larger part.
    private func pages<Page>(
        _ operation: String, _ parameters: Parameters, in region: Region, _ read: (XMLNode) throws -> Page,
        receive: (Page) async throws -> Void
    ) async throws {
        var pages = client.pages(.ec2, operation, parameters, region: region.code).makeAsyncIterator()
        while let page = try await pages.next().map(read) { try await receive(page) }
    }

    /// What `read` makes of each item of an EC2 list, over all pages: for lists of which little is kept.
    func collect<Item>(
        _ operation: String, _ parameters: Parameters, of list: String, in region: Region,
        _ read: (XMLNode) throws -> Item?
    ) async throws -> [Item] {
        var collected: [Item] = []
        try await pages(operation, parameters, in: region, { try $0.list(list).compactMap(read) }) { collected += $0 }
        return collected
    }
}
