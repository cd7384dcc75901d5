// Shows list prices, and renews them from AWS. Asking is PriceListSource's, what is believed PriceReview's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Scanning
import Storage

/// `costguard prices`: the list prices that everything is reckoned with.
struct PricesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "prices", "Show the list prices that are reckoned with, how old they are, or renew them from AWS.",
        subcommands: [PricesShowCommand.self, PricesRefreshCommand.self], defaultSubcommand: PricesShowCommand.self)
}

/// `costguard prices show`, which may be left out.
struct PricesShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "show", "Show where prices are from, or what one thing costs; 'costguard prices' alone is the same.",
        """
        Reads the database; without one, the list inside the program. An item is a type of instance, or one of gp3, gp2,
        io1, io2, st1, sc1, standard, snapshot, snapshot-archive, gp3-iops, gp3-throughput, io1-iops, io2-iops,
        io2-iops-tier2, io2-iops-tier3, ipv4. An unknown price is unknown, never 0.

          costguard prices
          costguard prices show g5.xlarge --region eu-west-1
          costguard prices show gp3 --format csv
        """)

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp("A type of instance or another item. Default: where prices are from.", valueName: "item"))
    var item: String?

    @Option(
        help: ArgumentHelp("Region, by code or the console's name. Default: every one.", valueName: "region"),
        transform: RegionArgument.parse)
    var region: Region?

    @OptionGroup var output: OutputOptions

    func validate() throws { try output.allow(.text, .json, .csv, of: "the prices") }

    func run() async throws {
        let session = try Session(common)
        let (book, used) = try await session.priceBook()
        let context = session.bareContext(file: output.output)
        let text: String
        if let item {
            let prices = try prices(of: item, in: book)
            text =
                switch output.format {
                case .json: PricesReport.json(book, prices: prices)
                case .csv: PricesReport.csv(prices, in: book)
                case .text, .html: PricesReport.text(prices, in: book, context)
                }
        } else {
            let chosen = PriceBook(
                listDate: book.listDate,
                prices: book.prices.filter { region == nil || $0.region == region?.code })
            text =
                switch output.format {
                case .json: PricesReport.json(chosen)
                case .csv: PricesReport.csv(chosen.prices, in: chosen)
                case .text, .html: PricesReport.text(chosen, used: used, context)
                }
        }
        try session.terminal.write(text, to: output.output)
    }

    /// - Throws: where no price is known: there is nothing to print that would not mislead.
    private func prices(of name: String, in book: PriceBook) throws -> [ListedPrice] {
        guard let item = book.item(named: name) else {
            let known = Set(book.prices.map { PriceItem.name(of: $0.item) }).sorted()
            throw CommandError(
                "No price of '\(name)' is known",
                hint: NearestName.hint(for: name, among: known)
                    ?? "'costguard prices refresh' asks AWS for all prices of a region")
        }
        let found = book.prices(of: item, in: region)
        if let region, found.isEmpty {
            throw CommandError(
                "No price of '\(name)' is known in \(region)",
                hint: "'costguard prices refresh --region \(region)' asks AWS for it, free of charge")
        }
        return found
    }
}

/// `costguard prices refresh`: asks AWS.
struct PricesRefreshCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "refresh", "Renew the list prices of the regions in use from AWS's Price List, and say what changed.",
        """
        Free of charge: about fifteen calls a region, one after another. Needs the permission pricing:GetProducts. A region
        is renewed whole or not at all; a price that cannot be right is named and not taken. What was used before keeps
        its price. Without --region: the regions in which a scan has seen something that costs money, else those of the
        configuration, else that of the profile.

          costguard prices refresh
          costguard prices refresh --region Oregon --region eu-west-1
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "Region to renew, by code or the console's name. Repeatable. Default: those in use.", valueName: "region"),
        transform: RegionArgument.parse)
    var region: [Region] = []

    func validate() throws { try output.allow(.text, .json, .csv, of: "the prices") }

    func run() async throws {
        let session = try Session(common, aws)
        let connection = try await session.connectionWithKeys(aws)
        let stage = PriceStage(source: PriceListSource(client: connection.client, home: connection.homeRegion))
        let wanted = try await session.regionsToPrice(region, home: connection.homeRegion)
        let told = try await stage.ask(wanted) { session.terminal.say("Asking for the prices of \($0) …") }
        let now = session.clock()
        let refreshes = try await keep(told, stage, session, at: now)
        let text =
            switch output.format {
            case .json: PriceRefreshReport.json(refreshes, at: now)
            case .csv: PriceRefreshReport.csv(refreshes)
            case .text, .html: PriceRefreshReport.text(refreshes, session.bareContext(file: output.output))
            }
        try session.terminal.write(text, to: output.output)
        let failures = refreshes.compactMap { refresh in refresh.failure.map { (refresh.region, $0) } }
        for (region, failure) in failures { session.terminal.complain("\(region): \(failure)") }
        try (failures.isEmpty ? ExitStatus.done : .incomplete).exit()
    }

    /// Holds the database only while it writes: cron's run need not wait for AWS's answers.
    private func keep(
        _ told: [PriceStage.Told], _ stage: PriceStage, _ session: Session, at now: Date
    ) async throws -> [PriceRefresh] {
        let (database, lock) = try await session.openForWriting()
        defer { lock.release() }
        return try await stage.keep(told, in: database, at: now)
    }
}

extension Session {
    /// The prices that are reckoned with, and where they are needed; without a database those of the program.
    func priceBook() async throws -> (book: PriceBook, used: [Region]) {
        guard try await hasDatabase() else { return (try Assets.prices().book, []) }
        let database = try await openForReading()
        return (try await database.priceBook(), try await database.regionsInUse())
    }

    /// Each region once: those named, else in use, else configured, else the profile's own.
    fileprivate func regionsToPrice(_ named: [Region], home: Region) async throws -> [Region] {
        var choices = [named]
        if named.isEmpty, try await hasDatabase() {
            choices.append(try await openForReading().regionsInUse())
        }
        choices += [settings.regions ?? [], [home]]
        var seen: Set<Region> = []
        return (choices.first { !$0.isEmpty } ?? []).filter { seen.insert($0).inserted }
    }
}
