// Scans an account: every list of every region at once, bounded, and each failure on its own.
// Leaves the calls of one kind to its scanner and what is missed to the gaps that it reports.

package import AWSAPI
package import CostModel
package import Foundation

/// Lists an AWS account through its APIs. All calls are free of charge.
package struct AWSResourceSource: ResourceSource {
    /// IAM actions besides those of scanners. GetCallerIdentity needs none.
    static let ownPermissions = ["ec2:DescribeRegions"]

    private let client: AWSClient
    private let homeRegion: Region
    private let types: [String: InstanceType]
    private let scanners: [any ResourceScanner]
    private let build: String?
    private let maxInFlight: Int

    /// - Parameters:
    ///   - homeRegion: where the account and its regions are asked for.
    ///   - types: types of instances that need no call, such as a price list's.
    ///   - build: names this build of the program, so that what another one read is read anew; nil: all is read, always.
    ///   - maxInFlight: how many lists are read at the same time.
    package init(
        client: AWSClient, homeRegion: Region, types: [String: InstanceType],
        scanners: [any ResourceScanner] = ScannerRegistry.scanners, build: String? = nil, maxInFlight: Int = 64
    ) {
        self.client = client
        self.homeRegion = homeRegion
        self.types = types
        self.scanners = scanners
        self.build = build
        self.maxInFlight = max(1, maxInFlight)
    }

    /// The account of the credentials, asked once. Throws `AWSError`.
    package func account() async throws -> AccountID {
        let digits = try await client.callerAccount(region: homeRegion.code, anew: false)
        guard let account = AccountID(digits) else { throw ScanError("'\(digits)' is no account") }
        return account
    }

    /// The enabled regions, or those of every account where DescribeRegions fails or is denied.
    package func enabledRegions(of account: AccountID) async throws -> EnabledRegions {
        do {
            return .told(try await describedRegions())
        } catch let error as AWSError {
            let gap = Gap(
                error, account: account, region: .global, service: .ec2, operation: "DescribeRegions")
            let codes = Partition.containing(homeRegion.code)?.regionsOfEverybody ?? []
            return .untold(everybodys: codes.compactMap { Region($0) }, gap)
        }
    }

    private func describedRegions() async throws -> [Region] {
        let answer = try await client.query(.ec2, "DescribeRegions", region: homeRegion.code)
        // AWS leaves disabled regions out; stand-ins list them with this status.
        let enabled = try answer.list("regionInfo").filter { $0.text("optInStatus") != "not-opted-in" }
        return try enabled.map { item in
            let code = try item.required("regionName")
            guard let region = Region(code) else {
                throw ScanError(
                    "A region of 'ec2 DescribeRegions' cannot be read: got '\(code)' expected a region's code")
            }
            return region
        }.sorted()
    }

    /// Lists `kinds` in `regions`. Throws only what `receive` and `knowing` throw, or `CancellationError`.
    package func list(
        _ kinds: [ResourceKind], in regions: [Region], of account: AccountID, at now: Date,
        knowing: @escaping @Sendable (ListingPlace) async throws -> KnownItems,
        receive: @escaping @Sendable (ListedPart) async throws -> Void
    ) async throws {
        var waiting = ordered(kinds).flatMap { kind in
            regions.map { ListingPlace(account: account, region: $0, kind: kind) }
        }[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            func startNext() {
                guard let place = waiting.popFirst() else { return }
                group.addTask { try await list(place, at: now, knowing: knowing, receive: receive) }
            }
            for _ in 0..<maxInFlight { startNext() }
            for try await _ in group { startNext() }
        }
    }

    /// Asks the late facts; see `LateFactAsker`.
    package func facts(_ requests: [FactRequest], at now: Date) async -> [LateFact] {
        await LateFactRound(client: client, askers: ScannerRegistry.lateFacts).facts(requests, at: now)
    }

    /// Those about machines alone: that mail or a bill is not to be had must not hold up a stop.
    package func calls(in region: Region) -> CallTally {
        let ended = client.ended([.ec2, .autoScaling, .cloudWatch], in: region.code)
        return CallTally(made: ended.calls, failed: ended.failed)
    }

    /// In the order of the registry; kinds that nobody can list stand last.
    private func ordered(_ kinds: [ResourceKind]) -> [ResourceKind] {
        let wanted = Set(kinds)
        let known = scanners.map(\.kind).filter(wanted.contains)
        return known + wanted.subtracting(known).sorted { $0.rawValue < $1.rawValue }
    }

    /// One place: its pages, then how they ended. A page is handed over before the next one is asked for, so that
    /// what is held at once is bounded by the lists, not by the account.
    private func list(
        _ place: ListingPlace, at now: Date, knowing: @Sendable (ListingPlace) async throws -> KnownItems,
        receive: @escaping @Sendable (ListedPart) async throws -> Void
    ) async throws {
        func end(
            _ service: String, _ operation: String, _ outcome: Listing.Outcome, meteredAs: String? = nil
        ) async throws {
            try await receive(
                .end(
                    Listing(
                        account: place.account, region: place.region, kind: place.kind, service: service,
                        operation: operation, at: now, outcome: outcome, meteredAs: meteredAs)))
        }
        guard let scanner = scanners.first(where: { $0.kind == place.kind }) else {
            return try await end("costguard", "scan", .failed("nothing lists the kind '\(place.kind.rawValue)'"))
        }
        @Sendable func hand(_ part: ListedPart) async throws {
            do { try await receive(part) } catch { throw ReceiverError(cause: error) }
        }
        let known = build == nil ? KnownItems() : try await knowing(place)
        let context = ScanContext(
            client: client, account: place.account, types: types, known: known, build: build
        ) { gap in
            try await hand(.gap(place, gap))
        }
        var odd = OddItems()
        do {
            try await scanner.list(in: place.region, context) { page in
                for gap in odd.gaps(page.odd, of: scanner, at: place) { try await hand(.gap(place, gap)) }
                let nameless = page.odd.count { $0.id == nil }
                guard !page.resources.isEmpty || !page.unchanged.isEmpty || nameless > 0 else { return }
                try await hand(.page(place, page.resources, unchanged: page.unchanged, nameless: nameless))
            }
            if let gap = odd.rest(of: scanner, at: place) { try await hand(.gap(place, gap)) }
        } catch let error as ReceiverError {
            throw error.cause
        } catch {
            // A scan that is called off has not failed: no listing is told of.
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            let operation = (error as? AWSError)?.operation ?? scanner.operation
            return try await end(scanner.service.name, operation, Listing.Outcome(failure: error))
        }
        try await end(scanner.service.name, scanner.operation, .complete, meteredAs: scanner.meteredAs)
    }

    /// Keeps an error of the receiver, which ends the scan, apart from those of a list, which end the list.
    private struct ReceiverError: Error {
        let cause: any Error
    }
}
