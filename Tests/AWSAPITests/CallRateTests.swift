// How fast calls go, by tables and by a bucket of AWS's kind, all in a time of their own.
import Testing

@testable import AWSAPI

@Suite struct CallRateTests {
    static let start = ContinuousClock.now

    private func at(_ seconds: Double) -> ContinuousClock.Instant { Self.start + .seconds(seconds) }

    private func lane(_ service: String, _ operation: String, isUnbounded: Bool = false) -> CallLane {
        CallLane(service: service, operation: operation, region: "eu-west-1", isUnbounded: isUnbounded)
    }

    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 0.001 }

    @Test(
        arguments: [
            ("ec2", "DescribeInstances", false, 90, 18), ("ec2", "DescribeInstances", true, 45, 9),
            ("ec2", "DescribeAddresses", true, 90, 18), ("ec2", "StopInstances", false, 45, 4.5),
            ("ec2", "CreateTags", false, 90, 9), ("ec2", "StartInstances", false, 4.5, 1.8),
            ("ec2", "CopyImage", false, 90, 0.9), ("cloudwatch", "GetMetricData", false, 45, 45),
            ("cloudwatch", "ListMetrics", false, 22.5, 22.5),
            ("autoscaling", "DescribeAutoScalingGroups", false, 18, 9),
        ] as [(String, String, Bool, Double, Double)])
    func beginsATenthBelowWhatAWSDocuments(
        _ service: String, _ operation: String, _ isUnbounded: Bool, _ burst: Double, _ perSecond: Double
    ) {
        let limit = CallLimit.of(lane(service, operation, isUnbounded: isUnbounded))
        #expect(close(limit.burst, burst) && close(limit.perSecond, perSecond), "\(limit)")
    }

    @Test func letsTheBurstGoAndThenOneCallAtATime() {
        var rate = CallRate(CallLimit(burst: 3, perSecond: 2), at: at(0))
        #expect((0..<4).map { _ in rate.take(at: at(0)) } == [nil, nil, nil, .seconds(0.5)])
        #expect(rate.take(at: at(0.25)) == .seconds(0.25))
        #expect(rate.take(at: at(0.5)) == nil)
        #expect(rate.take(at: at(0.5)) == .seconds(0.5))
    }

    @Test func savesUpNoMoreThanTheBurst() {
        var rate = CallRate(CallLimit(burst: 2, perSecond: 2), at: at(0))
        #expect((0..<3).map { _ in rate.take(at: at(3_600)) == nil } == [true, true, false])
    }

    @Test func tellsTheWaitOfTheLastInALine() {
        var rate = CallRate(CallLimit(burst: 1, perSecond: 4), at: at(0))
        #expect(rate.wait(for: 1, at: at(0)) == nil)
        #expect(rate.wait(for: 9, at: at(0)) == .seconds(2))
    }

    @Test func halvesOnceForRefusalsOfCallsThatWereOnTheWayTogether() {
        var rate = CallRate(CallLimit(burst: 90, perSecond: 18), at: at(0))
        for _ in 0..<16 { rate.refused(sent: at(1), at: at(1.1)) }
        #expect(close(rate.perSecond, 9))
        #expect(rate.take(at: at(1.1)) == .seconds(1.0 / 9))
        rate.refused(sent: at(1.2), at: at(1.3))
        #expect(close(rate.perSecond, (9 + 0.2 * 0.6) / 2))
    }

    @Test(arguments: [(18, 0.9), (5, 0.5), (0.4, 0.4)] as [(Double, Double)])
    func neverGoesSlowerThanTheFloor(_ perSecond: Double, _ floor: Double) {
        var rate = CallRate(CallLimit(burst: 10, perSecond: perSecond), at: at(0))
        for number in 1...50 { rate.refused(sent: at(Double(number) / 1000), at: at(Double(number) / 1000)) }
        #expect(abs(rate.perSecond - floor) < 0.05)
    }

    @Test func growsBackInAStraightLineAndNotBeyond() {
        var rate = CallRate(CallLimit(burst: 90, perSecond: 18), at: at(0))
        rate.refused(sent: at(0), at: at(0))
        for (seconds, expected) in [(5.0, 12.0), (10, 15), (15, 18), (100, 18)] {
            _ = rate.wait(for: 1, at: at(seconds))
            #expect(close(rate.perSecond, expected), "after \(seconds) s")
        }
    }

    @Test func burstsAgainOnlyWhenItHasRecovered() {
        var rate = CallRate(CallLimit(burst: 90, perSecond: 18), at: at(0))
        rate.refused(sent: at(0), at: at(0))
        #expect((0..<90).count { _ in rate.take(at: at(10)) == nil } == 15)
        #expect((0..<95).count { _ in rate.take(at: at(100)) == nil } == 90)
    }

    /// AWS's side: a bucket that refuses.
    private struct Bucket {
        let burst: Double
        let perSecond: Double
        var tokens: Double
        var time = 0.0

        init(_ burst: Double, _ perSecond: Double) {
            self.burst = burst
            self.perSecond = perSecond
            tokens = burst
        }

        mutating func accepts(at now: Double) -> Bool {
            tokens = min(burst, tokens + (now - time) * perSecond)
            time = now
            guard tokens >= 1 else { return false }
            tokens -= 1
            return true
        }
    }

    /// Makes calls one behind the other until so many were accepted; each refusal is heard 50 ms later.
    private func run(_ calls: Int, _ bucket: Bucket, _ limit: CallLimit) -> (seconds: Double, refusals: Int) {
        var bucket = bucket
        var rate = CallRate(limit, at: at(0))
        var now = 0.0
        var accepted = 0
        var refusals = 0
        while accepted < calls {
            while let wait = rate.take(at: at(now)) { now += wait / .seconds(1) }
            if bucket.accepts(at: now) {
                accepted += 1
            } else {
                refusals += 1
                rate.refused(sent: at(now), at: at(now + 0.05))
                now += 0.05
            }
        }
        return (now, refusals)
    }

    @Test("ends within one and a half times AWS's own bound, without a refusal", arguments: [150, 500, 1_000, 10_000])
    func keepsPaceWithAWS(_ calls: Int) {
        let (seconds, refusals) = run(calls, Bucket(100, 20), .of(lane("ec2", "DescribeInstanceAttribute")))
        #expect(refusals == 0)
        #expect(seconds <= 1.5 * Double(calls - 100) / 20, "\(seconds)")
    }

    @Test(
        "an account whose bucket others have emptied, or whose limit is lower",
        arguments: [
            (20, 0, 1_000, 1.5, 3), (10, 0, 1_000, 1.5, 30), (2, 0, 400, 1.5, 25),
        ] as [(Double, Double, Int, Double, Int)])
    func adaptsToALowerLimit(_ perSecond: Double, _ left: Double, _ calls: Int, _ factor: Double, _ most: Int) {
        var bucket = Bucket(100, perSecond)
        bucket.tokens = left
        let (seconds, refusals) = run(calls, bucket, .of(lane("ec2", "DescribeInstanceAttribute")))
        #expect(refusals <= most, "\(refusals) refusals")
        #expect(seconds <= factor * Double(calls) / perSecond, "\(seconds) s")
    }
}
