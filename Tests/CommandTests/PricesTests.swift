// `costguard prices`: shown without a database, renewed from a simulated Price List, and what goes wrong.

import FaultyAWS
import Foundation
import SimulatedAWS
import Testing

@Suite struct PricesTests {
    private func environment(_ server: FaultyAWS) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Story.accessKeyID, "AWS_SECRET_ACCESS_KEY": Story.secretAccessKey,
            "AWS_ENDPOINT_URL": server.endpoint,
        ]
    }

    /// The student's account, with a Price List of the regions in which it has something.
    private func server(_ factors: [String: Double] = ["us-east-1": 1]) async throws -> FaultyAWS {
        var world = Story.student(at: Date())
        for (region, factor) in factors {
            Story.addPrices(&world, region: region, mark: region == "us-east-1" ? "" : "XX1-", factor: factor)
        }
        return try await FaultyAWS.start(world, clock: .running)
    }

    /// The output, whatever its lines and columns.
    private func words(_ ended: Ended) -> String {
        ended.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func json(_ ended: Ended) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
    }

    @Test("without a database the list inside the program is shown, each price with its source")
    func builtIn() async throws {
        let home = try Home()
        let all = try await home.run(["prices"])
        #expect(all.status == 0 && all.output.contains("built-in list of 2026-07-20"), "\(all.talk)")
        let one = try await home.run(["prices", "show", "t3.micro", "--region", "Ireland"])
        #expect(
            words(one).contains("Ireland (eu-west-1) 0.01140048 8.32 estimate, 2026-07-20"), "\(one.output)")
        let object = try json(try await home.run(["prices", "show", "gp3", "--format", "json"]))
        let prices = try #require(object["prices"] as? [[String: Any]])
        #expect(prices.count >= 18 && prices.allSatisfy { $0["source"] as? String == "built-in" })
        let csv = try await home.run(["prices", "show", "ipv4", "--format", "csv"])
        #expect(csv.output.contains("ipv4,*,hour,0.005,0.005,3.65,built-in,2026-07-20,no"), "\(csv.output)")
        #expect(!FileManager.default.fileExists(atPath: home.database))
    }

    @Test("an unknown price is an error with the next step, not 0")
    func unknown() async throws {
        let home = try Home()
        let typo = try await home.run(["prices", "show", "t3.mirco"])
        #expect(typo.status == 1 && typo.talk.contains("did you mean 't3.micro'?"), "\(typo.talk)")
        let far = try await home.run(["prices", "show", "gp3", "--region", "mx-central-1"])
        #expect(far.status == 1 && far.talk.contains("costguard prices refresh --region mx-central-1"), "\(far.talk)")
    }

    @Test("refreshes where something is in use, says what changed, and keeps it")
    func refresh() async throws {
        let home = try Home()
        let server = try await server(["us-east-1": 1, "us-west-2": 1.1, "eu-west-1": 1.2])
        let keys = environment(server)
        #expect(try await home.run(["scan"], environment: keys).status == 0)
        let ended = try await home.run(["prices", "refresh"], environment: keys)
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(ended.output.contains("3 of 3 regions"), "\(ended.output)")
        #expect(ended.output.contains("0.096 -> 0.1056 USD (+10 %)"), "\(ended.output)")
        let shown = try await home.run(["prices", "show", "m5.large", "--region", "us-west-2"])
        #expect(words(shown).contains("Oregon (us-west-2) 0.1056 77.09 AWS, "), "\(shown.output)")
        let renewed = try await home.run(
            ["prices", "refresh", "--region", "us-west-2", "--format", "json"], environment: keys)
        if MotoAccount.python != nil { try Schemas.expect(renewed, "price-refresh") }
        let again = try json(renewed)
        let region = try #require((again["regions"] as? [[String: Any]])?.first)
        #expect((region["changed"] as? [Any])?.isEmpty == true && region["outcome"] as? String == "refreshed")
        #expect(region["same"] as? Int ?? 0 > 15)
        // A run opens the database anew, and the list inside the program must not come back.
        #expect(try await home.run(["scan"], environment: keys).status == 0)
        #expect(
            try await home.run(["prices", "show", "m5.large", "--region", "us-west-2"]).output.contains(" 0.1056 "))
        try await server.stop()
    }

    @Test("a region that fails keeps its old prices, is told, and makes the whole incomplete")
    func oneFails() async throws {
        let home = try Home()
        let server = try await server()
        let ended = try await home.run(
            ["prices", "refresh", "--region", "us-east-1", "--region", "eu-west-1", "--region", "cn-north-1"],
            environment: environment(server))
        #expect(ended.status == 3, "\(ended.talk)")
        #expect(words(ended).contains("eu-west-1 its old prices stay"))
        // Why is told once, beside the report.
        let why = "The Price List knows no instance on demand in 'eu-west-1'"
        #expect((ended.output + ended.talk).components(separatedBy: why).count == 2, "\(ended.output)\(ended.talk)")
        #expect(ended.talk.contains("China has a list of its own, in CNY"), "\(ended.talk)")
        let shown = try await home.run(["prices", "show", "t3.micro", "--region", "eu-west-1"])
        #expect(shown.output.contains("estimate, 2026-07-20"), "\(shown.output)")
        try await server.stop()
    }

    @Test("keys without the permission are told which, and nothing is kept")
    func denied() async throws {
        let home = try Home()
        let server = try await server()
        server.inject(Fault(.denied, service: "pricing", times: 9))
        let ended = try await home.run(
            ["prices", "refresh", "--region", "us-east-1", "--region", "eu-west-1"], environment: environment(server))
        #expect(ended.status == 1 && ended.talk.contains("grant 'pricing:GetProducts'"), "\(ended.talk)")
        #expect(!FileManager.default.fileExists(atPath: home.database))
        try await server.stop()
    }

    @Test("a hostile Price List is named item by item, and its escapes reach no terminal")
    func hostile() async throws {
        let home = try Home()
        var world = Story.student(at: Date())
        Story.addPrices(&world, region: "us-east-1", mark: "")
        func machine(_ type: String, _ usd: String, unit: String = "Hrs", currency: String = "USD") -> String {
            Story.product(
                sku: type, family: "Compute Instance",
                attributes: [
                    "instanceType": type, "operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA",
                    "capacitystatus": "Used", "licenseModel": "No License required", "marketoption": "OnDemand",
                    "regionCode": "us-east-1",
                ], usd: usd, unit: unit, currency: currency)
        }
        world[Extras.self].priceList["AmazonEC2"]? += [
            machine("a1.large", "1e999"), machine("c5.large", "-1"), machine("m5.xlarge", "NaN"),
            machine("r5.large", "0.8", currency: "CNY"), machine("t3.small", "9.99"),
            machine("t3.nano", "1", unit: "\u{1b}[31mHrs"),
        ]
        let server = try await FaultyAWS.start(world, clock: .running)
        let ended = try await home.run(
            ["prices", "refresh", "--region", "us-east-1"], environment: environment(server))
        #expect(ended.status == 0, "\(ended.talk)")
        for type in ["a1.large", "c5.large", "m5.xlarge", "r5.large", "t3.small", "t3.nano"] {
            #expect(ended.output.contains("    \(type)"), "\(type) is not named: \(ended.output)")
        }
        #expect(ended.output.contains("6 not believed") && !ended.output.contains("\u{1b}"))
        let kept = try await home.run(["prices", "show", "t3.small", "--region", "us-east-1"])
        #expect(kept.output.contains(" 0.0208 "), "\(kept.output)")
        try await server.stop()
    }
}
