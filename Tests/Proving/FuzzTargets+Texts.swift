// Files and words: shared configuration, price lists, rules and their cases, tags, topics, what people type.

import AWSAPI
import CostModel
import Foundation
import Notifying
import RuleEngine
import YAML

extension FuzzTarget {
    static func textTargets(_ files: [String: String]) -> [FuzzTarget] {
        func texts(_ end: String) -> [[UInt8]] {
            files.filter { $0.key.hasSuffix(end) }.sorted { $0.key < $1.key }.map { Array($0.value.utf8) }
        }
        // Those over what costguard sees by itself: the others are rules of kinds that are not listed here.
        let seeds = texts(".yaml").filter { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            return ViewCatalog.own.names.contains { text.contains("\nresource: \($0)\n") }
        }
        let rules = FuzzTarget("rule file", seeds) { bytes in
            _ = try RuleSet.load([YAMLFile(origin: "f.yaml", text: String(decoding: bytes, as: UTF8.self))])
        }
        return [shared, prices(texts(".csv").map(firstLines)), rules, cases(files), tags, topics, words, packed]
    }

    /// - Parameter seeds: the beginnings of the four files, by name. An input is each of them once, beside the others whole:
    ///   they are read one after the other, and none behind a faulty one.
    private static func prices(_ seeds: [[UInt8]]) -> FuzzTarget {
        let whole = seeds.map { String(decoding: $0, as: UTF8.self) }
        return FuzzTarget("price list", seeds) { bytes in
            try await any(
                of: whole.indices.map { bad in
                    {
                        var texts = whole
                        texts[bad] = String(decoding: bytes, as: UTF8.self)
                        guard texts.count == 4 else { throw Refused() }
                        _ = try PriceList(
                            date: "2026-07-20", types: texts[1], factors: texts[0], storage: texts[2], usage: texts[3])
                    }
                })
        }
    }

    /// Whole lines of about 2000 bytes.
    private static func firstLines(_ file: [UInt8]) -> [UInt8] {
        let end = file.prefix(2000).lastIndex(of: UInt8(ascii: "\n")) ?? 0
        return Array(file[...end])
    }

    private static let shared = FuzzTarget(
        "shared configuration",
        [
            configuration,
            """
            [default]
            aws_access_key_id=ASIAEXAMPLE
            aws_secret_access_key=secret/+
            aws_session_token=FwoGZXIvYXdzEXAMPLE==
            [services local]
            ec2 =
              endpoint_url = http://localhost:4566
            [profile local]
            services = local
            """,
        ]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let read = SharedConfiguration(configText: text, credentialsText: text)
        let chain = CredentialChain.overRecords(
            read, FixedTransport(AWSReply(status: 500)), environment: ["HOME": "/nowhere"])
        for name in read.profileNames.prefix(8) {
            _ = (read.region(profile: name, environment: [:]), read.endpointURL(for: .ec2, profile: name))
            _ = try? chain.provider(option: name)
        }
    }

    private static func cases(_ files: [String: String]) -> FuzzTarget {
        let names = ["idle-address.yaml", "idle-instance.yaml"]
        let rules = files.filter { file in names.contains { file.key.hasSuffix("rules/" + $0) } }
        let seed = """
            rule: idle-address
            now: 2026-11-20T12:20:00Z
            defaults:
              addresses: { public_ip: 203.0.113.7, associated: false }
            cases:
              - case: it belongs to nothing
                given: { addresses: [{ id: eipalloc-loose, tags: { 'costguard:keep': '2027-01-01' } }] }
                tag_ages: { eipalloc-loose: { 'costguard:keep': 3.5 } }
                listings: { addresses: ok }
                held: 36h
                expect: { eipalloc-loose: spared }
            """
        let measured = """
            rule: idle-instance
            now: 2026-11-20T12:20:00Z
            defaults:
              instances: { state: running, instance_type: t3.medium, vcpus: 2, gpus: 0, hourly_usd: 0.0416,
                uptime_hours: 200, stop_protected: false, lifecycle: on-demand, root_device: ebs }
            cases:
              - case: idle
                given: { instances: [{ id: i-1, unknown: [tenancy] }, { id: i-2, uptime_hours: 2 }] }
                metrics:
                  i-1: { cpu_percent: [0.4 x5, 1.9, none x18], bytes_in: 9000, bytes_out: { error: denied } }
                held: 1h
                expect: { i-1: unknown, i-2: clear }
            """
        let loaded = try? RuleSet.load(
            rules.sorted { $0.key < $1.key }.map { YAMLFile(origin: $0.key, text: $0.value) })
        return FuzzTarget("case file", [seed, measured]) { bytes in
            guard let loaded else { throw Refused() }
            let file = YAMLFile(origin: "f.yaml", text: String(decoding: bytes, as: UTF8.self))
            _ = try RuleCases.run(caseFiles: [file], rules: loaded) { judgement, _, _ in .unknown }
        }
    }

    private static let tags = FuzzTarget("tags", [#"{"Name":"a","percent_complete":"63 %","k":"\u00e9\"\\"}"#, "{}"]) {
        bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        _ = (try? TagJSON.value(of: "percent_complete", in: text)).flatMap(\.self).flatMap(TagNumber.read)
        _ = (TagNumber.read(text), TagPercent.read(text))
        _ = KeepTag.read([KeepTag.key: text, text: "2026-11-20"], at: now)
        _ = try TagJSON.read(text)
    }

    private static let topics = FuzzTarget("topic", ["arn:aws:sns:us-east-1:123456789012:costguard"]) { bytes in
        let client = AWSClient.over(FixedTransport(AWSReply(status: 500)), at: now)
        _ = try SNSNotifier(client: client, topic: String(decoding: bytes, as: UTF8.self))
    }

    /// Amounts, marks, days, regions and accounts, as people type them.
    private static let words = FuzzTarget(
        "words",
        [
            "12.40", "50%", "24h left", "10 USD left", "2026-11-20", "2026-11-20 23:59:59.5+02:00", "Ireland",
            "eu-west-1", "123456789012",
        ]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        _ = (Region.hint(for: text), KeepTag.read([KeepTag.key: text], at: now))
        let isRead: [Bool] = [
            Money(text) != nil, AlertLevel(text) != nil, UTCTime.day(text) != nil, Region.named(text) != nil,
            AccountID(text) != nil, UTCTime.date(text) != nil,
        ]
        try require(isRead.contains(true))
    }

    /// Answers that come packed: one that packs well, and one that hardly does.
    private static let packed = FuzzTarget(
        "gzip",
        [
            "H4sIAAAAAAACA7MpsrPJLEnNtTO00QfTEJ4RCs8YxtMvsgMAHV50HjEAAAA=",
            """
            H4sIAAAAAAACA2NgZGJmYWVj5+Dk4ubh5eMXEBQSFhEVE5eQlJKWkZWTV1BUUlZRVVPX0NTS1tHV0zcwNDI2MTUzt7C0sraxtbN3cHRy\
            dnF1c/fw9PL28fXzDwgMCg4JDQuPiIyKjomNi09ITEpOSU1Lz8jMys7JzcsvKCwqLiktK6+orKquqa2rb2hsam5pbWvv6Ozq7unt658w\
            cdLkKVOnTZ8xc9bsOXPnzV+wcNHiJUuXLV+xctXqNWvXrd+wcdPmLVu3bd+xc9fuPXv37T9w8NDhI0ePHT9x8tTpM2fPnb9w8dLlK1ev\
            Xb9x89btO3fv3X/w8NHjJ0+fPX/x8tXrN2/fvf/w8dPnL1+/ff/x89fvP3///Yc5b5QepUfpUXqUHqVH6VF6lKYODQDJwFFjYAoAAA==
            """,
        ].compactMap { Data(base64Encoded: $0).map { Array($0) } }
    ) { bytes in
        for limit in [0, 100, 1 << 20] { _ = try? Gzip.unpacked(Data(bytes), limit: limit) }
        _ = try Gzip.unpacked(Data(bytes), limit: 1 << 20)
    }
}
