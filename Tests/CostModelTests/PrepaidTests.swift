import CostModel
import Testing

@Suite struct PrepaidTests {
    @Test(
        "what pays for a machine whether it runs or not",
        arguments: [
            ((nil, "cr-1", nil, nil), "capacity-reservation cr-1"),
            (("on-demand", "cr-1", nil, nil), "capacity-reservation cr-1"),
            (("interruptible-capacity-reservation", nil, nil, nil), "capacity-reservation"),
            (("capacity-block", "cr-2", nil, nil), "capacity-block cr-2"),
            (("capacity-block", "cr-2", "cb-1", nil), "capacity-block cb-1"),
            ((nil, nil, "cb-1", nil), "capacity-block cb-1"), (("capacity-block", nil, nil, nil), "capacity-block"),
            (
                (nil, nil, nil, "arn:aws:outposts:us-east-1:1:outpost/op-1"),
                "outpost arn:aws:outposts:us-east-1:1:outpost/op-1"
            ),
            (("scheduled", nil, nil, nil), "scheduled"), (("spot", nil, nil, nil), nil), ((nil, nil, nil, nil), nil),
        ] as [((String?, String?, String?, String?), String?)])
    func text(seen: (String?, String?, String?, String?), text: String?) {
        let prepaid = Prepaid(lifecycle: seen.0, reservation: seen.1, block: seen.2, outpost: seen.3)
        #expect(prepaid?.text == text)
        #expect(text.flatMap { Prepaid($0) } == prepaid)
    }

    @Test("an hour in a reservation is billed as it passes, one that was paid up front is not")
    func upFront() {
        let paid = ["capacity-reservation cr-1", "capacity-block", "outpost x", "scheduled"].map {
            Prepaid($0)?.isPaidUpFront
        }
        #expect(paid == [false, true, true, false])
        #expect(Prepaid("a word of tomorrow") == nil && Prepaid("") == nil)
    }
}

@Suite struct DiskKeyTests {
    @Test(
        "a column's text and back",
        arguments: [
            (DiskKeys.usable, "usable"),
            (.unusable(key: "12-ab", why: "it is disabled: enable it"), "unusable 12-ab: it is disabled: enable it"),
            (.unchecked(why: "kms:DescribeKey is denied"), "unchecked: kms:DescribeKey is denied"),
        ])
    func text(keys: DiskKeys, text: String) {
        #expect(keys.text == text)
        #expect(DiskKeys(text) == keys)
    }

    @Test("other words are no answer", arguments: ["", "unusable", "unusable x", "unchecked", "Usable "])
    func others(text: String) { #expect(DiskKeys(text) == nil) }

    @Test("one key that cannot be used suffices, and one that nobody looked at is not well")
    func worst() {
        let bad = DiskKeys.unusable(key: "k", why: "w")
        let dark = DiskKeys.unchecked(why: "w")
        #expect(DiskKeys.worst([.usable, dark, bad, .usable]) == bad)
        #expect(DiskKeys.worst([.usable, dark]) == dark)
        #expect(DiskKeys.worst([.usable]) == .usable && DiskKeys.worst([]) == .usable)
    }
}
