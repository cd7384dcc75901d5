// When a thing was billed between two listings. Times are minutes after the earlier listing; the later one is 60 on.

import CostModel
import Testing

@Suite struct MeterTests {
    /// `certain 0-60 ec2:t3.micro +`: how sure, from when to when in seconds, by what, `+` where it goes on.
    private func told(_ before: Sighting?, _ after: Sighting?, window: ClosedRange<Int64> = 0...60) -> [String] {
        Meter.spans(before: before, after: after, from: window.lowerBound * 60, until: window.upperBound * 60)
            .map { "\($0.certainty) \($0.from)-\($0.until) \($0.rate.item)\($0.isOpen ? " +" : "")" }
    }

    private func instance(
        _ state: String = "running", started: Int64? = -600, stopped: Int64? = nil, created: Int64 = -600,
        type: String = "t3.micro", address: Bool = false, more: [String: FactValue] = [:]
    ) -> Sighting {
        var facts: [String: FactValue] = [
            "state": .text(state), "instance_type": .text(type), "lifecycle": .text("on-demand"),
            "tenancy": .text("default"),
        ]
        if let started { facts["launch_time"] = .integer(started * 60) }
        if let stopped { facts["stopped_at"] = .integer(stopped * 60) }
        if address { facts.merge(["public_ip": .text("192.0.2.1"), "public_ip_is_elastic": .integer(0)]) { $1 } }
        return Sighting(.instance, facts: facts.merging(more) { $1 }, createdAt: created * 60)
    }

    private func volume(_ size: Int64 = 8, made: Int64? = -600, state: String = "in-use") -> Sighting {
        let facts: [String: FactValue] = [
            "state": .text(state), "volume_type": .text("gp3"), "size_gib": .integer(size),
        ]
        return Sighting(.volume, facts: facts, createdAt: made.map { $0 * 60 })
    }

    @Test func whatHasTheSameStartAtBothEndsRanAllTheWhile() {
        #expect(told(instance(), instance()) == ["certain 0-3600 ec2:t3.micro +"])
        let reserved = instance(more: ["prepaid_by": .text("capacity-reservation cr-1")])
        #expect(told(reserved, reserved) == ["certain 0-3600 ec2:t3.micro +"])
        for paid in ["capacity-block cr-1", "outpost arn:x"] {
            let block = instance(
                more: [
                    "prepaid_by": .text(paid), "lifecycle": .text("capacity-block"), "public_ip": .text("192.0.2.1"),
                    "public_ip_is_elastic": .integer(0),
                ])
            #expect(told(block, block) == ["certain 0-3600 ipv4 +"], "paid for up front, but for the address")
        }
    }

    @Test func aStopThatAWSDatesEndsTheBillToTheSecond() {
        #expect(told(instance(), instance("stopped", stopped: 25)) == ["certain 0-1500 ec2:t3.micro"])
        #expect(told(instance(), instance("stopping", stopped: 25)) == ["certain 0-1500 ec2:t3.micro"])
        #expect(told(instance(), instance("terminated", stopped: 25)) == ["certain 0-1500 ec2:t3.micro"])
    }

    @Test func aStopThatNobodyDatesIsPutHalfWay() {
        let halves = ["likely 0-1800 ec2:t3.micro", "possible 1800-3600 ec2:t3.micro"]
        #expect(told(instance(), instance("stopped")) == halves)
        #expect(told(instance(), nil) == halves)
    }

    @Test func aStartIsDatedByItself() {
        let started = instance(started: 40)
        #expect(told(instance("stopped", stopped: -10), started) == ["certain 2400-3600 ec2:t3.micro +"])
        #expect(told(nil, instance(started: 40, created: 40)) == ["certain 2400-3600 ec2:t3.micro +"])
    }

    @Test func whatStoppedAndStartedInBetweenPausedForAnUnknownTime() {
        #expect(
            told(instance(), instance(started: 40)) == [
                "likely 0-1200 ec2:t3.micro", "possible 1200-2400 ec2:t3.micro", "certain 2400-3600 ec2:t3.micro +",
            ])
    }

    @Test func aRunBetweenTwoStopsIsCounted() {
        #expect(
            told(instance("stopped", stopped: -10), instance("stopped", started: 10, stopped: 30)) == [
                "certain 600-1800 ec2:t3.micro"
            ])
    }

    @Test func whatCameAndWentIsCountedOnce() {
        let ended = instance("terminated", started: 10, stopped: 30, created: 10)
        #expect(told(nil, ended) == ["certain 600-1800 ec2:t3.micro"])
        #expect(told(nil, ended, window: 60...120).isEmpty, "AWS shows it for an hour more")
        #expect(told(nil, instance("terminated", started: 10, created: 10), window: 60...120).isEmpty)
    }

    @Test func whatStartedTwiceSinceItWasMadeRanBeforeToo() {
        #expect(
            told(nil, instance(started: 40, created: 10)) == [
                "certain 600-660 ec2:t3.micro", "likely 660-1530 ec2:t3.micro", "possible 1530-2400 ec2:t3.micro",
                "certain 2400-3600 ec2:t3.micro +",
            ])
    }

    @Test func aStoppedInstanceCostsNothing() {
        let stopped = instance("stopped", stopped: -10)
        #expect(told(stopped, stopped).isEmpty)
        #expect(told(stopped, nil).isEmpty)
        #expect(told(stopped, instance("terminated", stopped: 20)).isEmpty)
    }

    @Test func everyStartCostsAMinute() {
        let short = Sighting(
            .instance,
            facts: [
                "state": .text("terminated"), "instance_type": .text("t3.micro"), "launch_time": .integer(600),
                "stopped_at": .integer(610),
            ], createdAt: 600)
        #expect(
            told(nil, short) == ["certain 600-660 unknown:instance"]
                || told(nil, short) == ["certain 600-660 ec2:t3.micro"])
        let running = instance(started: 59, created: 59)
        let stopped = Sighting(
            .instance,
            facts: [
                "state": .text("stopped"), "instance_type": .text("t3.micro"), "launch_time": .integer(59 * 60),
                "stopped_at": .integer(59 * 60 + 10),
            ], createdAt: 59 * 60)
        #expect(told(running, stopped, window: 59...120) == ["certain 3540-3600 ec2:t3.micro"])
    }

    @Test func aTypeThatChangedWhileStoppedIsBilledFromItsStart() {
        #expect(
            told(instance("stopped", stopped: -10), instance(started: 30, type: "m5.large")) == [
                "certain 1800-3600 ec2:m5.large +"
            ])
        #expect(
            told(instance(), instance(started: 40, type: "m5.large")).last == "certain 2400-3600 ec2:m5.large +")
        #expect(told(instance(), instance(started: 40, type: "m5.large")).first == "likely 0-1200 ec2:t3.micro")
    }

    @Test func aStartWithoutATimeIsPutHalfWayAndGoesOn() {
        #expect(
            told(instance("stopped", started: nil), instance(started: nil)) == [
                "possible 0-1800 ec2:t3.micro", "likely 1800-3600 ec2:t3.micro", "certain 3600-3600 ec2:t3.micro +",
            ])
    }

    @Test func aLaunchAfterTheListingBeganIsBilledFromTheLaunchOn() {
        let late = instance(started: 61, created: 61)
        #expect(told(nil, late) == ["certain 3660-3660 ec2:t3.micro +"])
        #expect(told(late, late, window: 60...120) == ["certain 3660-7200 ec2:t3.micro +"])
    }

    @Test func itsOwnAddressIsBilledWhileItRunsAndAnElasticOneElsewhere() {
        #expect(
            told(instance(address: true), instance("stopped", stopped: 25)) == [
                "certain 0-1500 ec2:t3.micro", "certain 0-1500 ipv4",
            ])
        let elastic = instance(more: ["public_ip": .text("192.0.2.1"), "public_ip_is_elastic": .integer(1)])
        #expect(told(elastic, elastic) == ["certain 0-3600 ec2:t3.micro +"])
    }

    @Test(
        arguments: [
            (["lifecycle": FactValue.text("spot")], "spot:t3.micro"),
            (["tenancy": .text("dedicated")], "dedicated:t3.micro"),
            (["instance_type": .null], "unknown:instance"),
        ])
    func whatPaysAnotherPriceIsKeptApart(_ facts: [String: FactValue], _ item: String) {
        #expect(told(instance(more: facts), instance(more: facts)) == ["certain 0-3600 \(item) +"])
    }

    @Test func aVolumeIsBilledFromItsMakingOnWhateverItIsAttachedTo() {
        #expect(told(nil, volume(made: 20)) == ["certain 1200-3600 gp3 +"])
        #expect(told(volume(), volume(state: "available")) == ["certain 0-3600 gp3 +"])
        #expect(told(volume(), nil) == ["likely 0-1800 gp3", "possible 1800-3600 gp3"])
    }

    @Test func aVolumeThatGrewGrewHalfWay() {
        let spans = Meter.spans(before: volume(8), after: volume(20), from: 0, until: 3600)
        let figure = spans.filter { $0.certainty >= .likely }.map { $0.rate.units * ($0.until - $0.from) }.reduce(0, +)
        #expect(figure == 8 * 1800 + 20 * 1800)
        #expect(spans.filter(\.isOpen).map(\.rate.units) == [20])
    }

    @Test func operationsBeyondTheFreeOnesAreBilled() {
        let facts: [String: FactValue] = [
            "volume_type": .text("gp3"), "size_gib": .integer(10), "iops": .integer(4000), "throughput": .integer(125),
        ]
        let disk = Sighting(.volume, facts: facts, createdAt: 0)
        let spans = Meter.spans(before: disk, after: disk, from: 0, until: 60)
        #expect(spans.map(\.rate) == [UsageRate("gp3", 10), UsageRate("gp3-iops", 1000)])
    }

    @Test func aSnapshotIsNeverMoreThanPossible() {
        let facts: [String: FactValue] = ["tier": .text("standard"), "size_gib": .integer(10)]
        let snapshot = Sighting(.snapshot, facts: facts, createdAt: -60)
        #expect(told(snapshot, snapshot) == ["possible 0-3600 snapshot +"])
    }

    @Test func anAddressOfWhichNobodyKnowsTheStartIsPutHalfWay() {
        let address = Sighting(.address, facts: [:], createdAt: nil)
        #expect(told(nil, address) == ["possible 0-1800 ipv4", "likely 1800-3600 ipv4", "certain 3600-3600 ipv4 +"])
        #expect(told(address, address) == ["certain 0-3600 ipv4 +"])
    }

    @Test("a state that cannot be read ends nothing")
    func unknownState() {
        let odd = instance(more: ["state": .null])
        #expect(told(instance(), odd) == ["certain 0-3600 ec2:t3.micro +"])
        #expect(told(odd, odd) == ["certain 0-3600 ec2:t3.micro +"])
        #expect(told(odd, instance("stopped", stopped: 30)) == ["certain 0-1800 ec2:t3.micro"])
    }

    @Test(
        "an address costs what its pool costs",
        arguments: [
            ("amazon", "ipv4"), ("ipv4pool-ec2-0123", nil), ("ipv4pool-coip-0123", nil), ("customer-owned", nil),
            ("carrier", "unknown:address"), ("ipam-pool-0123", "unknown:address"),
        ] as [(String, String?)])
    func pools(pool: String, item: String?) {
        let address = Sighting(.address, facts: ["pool": .text(pool)], createdAt: nil)
        #expect(told(address, address) == (item.map { ["certain 0-3600 \($0) +"] } ?? []))
    }

    @Test func aClockThatWentBackMetersNothing() {
        #expect(told(instance(), instance("stopped", stopped: -10), window: 60...60).isEmpty)
        #expect(told(nil, volume(made: nil), window: 60...60) == ["certain 3600-3600 gp3 +"])
    }
}
