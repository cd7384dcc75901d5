// The price list: what its text may say, and what stands inside the binary.

import CAssets
import CostModel
import Testing

@Suite struct PriceListTests {
    static let types = "type,vcpus,gpus,instance_store_gb,usd_per_hour\n"
    static let factors = "region,t3,g6,default\n"
    static let storage = "item,region,usd\n"

    static func list(types: String = "", factors: String = "", storage: String = "") throws -> PriceList {
        try PriceList(
            date: "2026-07-20", types: Self.types + types, factors: Self.factors + factors,
            storage: Self.storage + storage)
    }

    @Test func scalesThePriceByTheFamilyElseByTheDefault() throws {
        let list = try Self.list(
            types: "t3.micro,2,0,0,0.0104\nm5.large,2,0,0,0.096\ng6.xlarge,4,1,250,0.8048\n",
            factors: "us-east-1,1,1,1\neu-west-1,1.0962,,1.1\n")
        let ireland = try #require(Region("eu-west-1"))
        #expect(list.instance("t3.micro", in: .northVirginia) == Money("0.0104"))
        #expect(list.instance("t3.micro", in: ireland) == Money("0.01140048"))
        #expect(list.instance("m5.large", in: ireland) == Money("0.1056"))
        #expect(list.instance("g6.xlarge", in: ireland) == Money("0.88528"))
    }

    @Test func doesNotKnowWhatIsNotListed() throws {
        let list = try Self.list(types: "t3.micro,2,0,0,0.0104\n", factors: "us-east-1,1,1,1\n")
        #expect(list.instance("t3.nano", in: .northVirginia) == nil)
        #expect(list.instance("t3.micro", in: try #require(Region("sa-east-1"))) == nil)
        #expect(list.storage["gp3"] == nil)
    }

    @Test func keepsThePriceOfATypeWhoseDisksNobodyLookedAt() throws {
        let list = try Self.list(types: "i3.metal,72,0,,4.992\ng4dn.xlarge,4,1,125,0.526\n")
        #expect(list.types["i3.metal"] == nil)
        #expect(list.perHour["i3.metal"] == Money("4.992"))
        #expect(list.types["g4dn.xlarge"] == InstanceType(vcpus: 4, gpus: 1, instanceStoreGB: 125))
    }

    @Test func readsLinesThatEndAsOnWindows() throws {
        let list = try PriceList(
            date: "2026-07-20", types: "type,vcpus,gpus,instance_store_gb,usd_per_hour\r\nt3.nano,2,0,0,0.0052\r\n",
            factors: Self.factors, storage: Self.storage)
        #expect(list.perHour["t3.nano"] == Money("0.0052"))
    }

    @Test(arguments: [
        ("t3.micro,2,0,0,0.0104\n\nt3.micro,2,0,0,0.02\n", 4, "twice"),
        ("t3.micro,2,0,0\n", 2, "got 4 cells, expected 5"),
        ("t3.micro,two,0,0,0.0104\n", 2, "'two'"),
        ("t3.micro,2,-1,0,0.0104\n", 2, "'-1'"),
        ("t3.micro,2,0,0,0\n", 2, "above 0"),
        ("t3.micro,2,0,0,1e3\n", 2, "'1e3'"),
        ("t3.micro,2,0,0, \n", 2, "' '"),
        (",2,0,0,0.0104\n", 2, "expected a name"),
    ])
    func namesTheLineOfAType(_ rows: String, line: Int, says: String) {
        let error = #expect(throws: PriceListError.self) { try Self.list(types: rows) }
        #expect(error?.file == "ec2-types.csv")
        #expect(error?.line == line)
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("mars,1,1,1\n", "'mars'"), ("us-east-1,1,1,1\nus-east-1,1,1,1\n", "twice"), ("us-east-1,x,1,1\n", "'x'"),
    ])
    func namesTheFaultOfAFactor(_ rows: String, says: String) {
        let error = #expect(throws: PriceListError.self) { try Self.list(factors: rows) }
        #expect(error?.message.contains(says) == true)
    }

    @Test(arguments: [
        ("gp3,us-east-1,0.08\ngp3,us-east-1,0.09\n", "twice"), ("gp3,us-east-1,-1\n", "'-1'"),
        ("gp3,somewhere,0.08\n", "'somewhere'"),
    ])
    func namesTheFaultOfAStoragePrice(_ rows: String, says: String) {
        let error = #expect(throws: PriceListError.self) { try Self.list(storage: rows) }
        #expect(error?.message.contains(says) == true)
    }

    @Test func refusesColumnsInAnotherOrder() {
        let error = #expect(throws: PriceListError.self) {
            try PriceList(date: "2026-07-20", types: "vcpus,type\n", factors: "", storage: "")
        }
        #expect(error?.description.contains("expected 'type,vcpus,") == true)
        #expect(error?.description.contains("\nhint: ") == true)
    }

    @Test func refusesFactorsWithoutADefault() {
        #expect(throws: PriceListError.self) {
            try PriceList(date: "2026-07-20", types: Self.types, factors: "region,t3\n", storage: Self.storage)
        }
    }
}

@Suite struct EmbeddedAssetTests {
    static func assets() -> [String: String] {
        var found: [String: String] = [:]
        var name: UnsafePointer<CChar>?
        var length = 0
        var index = 0
        while let bytes = costguard_asset(index, &name, &length), let name {
            let raw = UnsafeRawBufferPointer(start: bytes, count: length)
            found[String(cString: name)] = String(decoding: raw, as: UTF8.self)
            index += 1
        }
        return found
    }

    @Test func holdsEveryPriceThatTheBinaryShipsWith() throws {
        let assets = Self.assets()
        let list = try PriceList(
            date: "2026-07-20", types: try #require(assets["prices/ec2-types.csv"]),
            factors: try #require(assets["prices/ec2-region-factors.csv"]),
            storage: try #require(assets["prices/storage.csv"]))
        #expect(list.perHour.count == 462)
        #expect(list.types["g4dn.xlarge"] == InstanceType(vcpus: 4, gpus: 1, instanceStoreGB: 125))
        let old = InstanceType(vcpus: 4, gpus: 0, instanceStoreGB: 1680)
        #expect(list.types["m1.xlarge"] == old && list.instance("m1.xlarge", in: .northVirginia) == nil)
        for family in ["m1", "m2", "m3", "c1", "c3", "r3", "i2", "t1", "g2", "p2", "cc2", "cr1", "hs1", "d2"] {
            #expect(list.types.keys.contains { $0.hasPrefix(family + ".") }, "\(family)")
        }
        #expect(list.types["p2.xlarge"] == InstanceType(vcpus: 4, gpus: 1, instanceStoreGB: 0))
        #expect(list.instance("t3.micro", in: .northVirginia) == Money("0.0104"))
        #expect(list.factors.count == 24)
        #expect(list.storage["gp3"]?[.northVirginia] == Money("0.08"))
        #expect(list.storage["sc1"]?[try #require(Region("eu-west-1"))] == Money("0.0168"))
        #expect(list.storage["snapshot-archive"]?[try #require(Region("sa-east-1"))] == nil, "no two sources")
    }

    /// A slip of a digit is a price that is many times wrong: AWS's regions differ by less than a factor of two.
    @Test func everyRegionsDisksCostAboutWhatVirginiasDo() throws {
        let list = try PriceList(
            date: "2026-07-20", types: "type,vcpus,gpus,instance_store_gb,usd_per_hour", factors: "region,default",
            storage: try #require(Self.assets()["prices/storage.csv"]))
        for (item, prices) in list.storage {
            let base = try #require(prices[.northVirginia], "\(item) is not priced in us-east-1")
            for (region, price) in prices {
                #expect(price >= base.scaled(by: 9, over: 10), "\(item) in \(region)")
                #expect(price <= base.scaled(by: 5, over: 2), "\(item) in \(region)")
            }
        }
        // gp3 is a fifth cheaper than gp2 in every region.
        for (region, gp3) in list.storage["gp3"] ?? [:] {
            let gp2 = try #require(list.storage["gp2"]?[region])
            #expect(abs((gp2.scaled(by: 4, over: 5) - gp3).nanoUSD) < 100_000, "\(region)")
        }
    }

    @Test func holdsRules() {
        let rules = Self.assets().filter { $0.key.hasPrefix("rules/") && $0.key.hasSuffix(".yaml") }
        #expect(rules.count >= 8)
        #expect(rules.values.allSatisfy { !$0.isEmpty })
    }
}
