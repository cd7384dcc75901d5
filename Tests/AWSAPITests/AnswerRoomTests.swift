// How much of AWS's answers is held at once.
import Synchronization
import Testing

@testable import AWSAPI

@Suite(.timeLimit(.minutes(1))) struct AnswerRoomTests {
    private final class Inside: Sendable {
        private let counts = Mutex((now: 0, most: 0))
        var most: Int { counts.withLock { $0.most } }

        func enter() {
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
        }

        func leave() { counts.withLock { $0.now -= 1 } }
    }

    /// Holds answers of this size, many at once, and counts how many were in at the same time.
    private func most(_ room: AnswerRoom, _ call: AWSCall, bytes: Int, calls: Int) async throws -> Int {
        let inside = Inside()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<calls {
                group.addTask { [self] in try await hold(room, call, bytes: bytes, inside) }
            }
            try await group.waitForAll()
        }
        return inside.most
    }

    private func hold(_ room: AnswerRoom, _ call: AWSCall, bytes: Int, _ inside: Inside) async throws {
        try await room.hold(call) { arrived in
            inside.enter()
            for _ in 0..<50 { await Task.yield() }
            arrived(bytes)
            for _ in 0..<50 { await Task.yield() }
            inside.leave()
        }
    }

    @Test func letsSixtyFourSmallCallsIn() async throws {
        let call = AWSCall(service: "ec2", operation: "DescribeAddresses")
        #expect(try await most(AnswerRoom(), call, bytes: 2_000, calls: 200) == 64)
    }

    @Test func letsFewInOnceItKnowsThatTheirAnswersAreLarge() async throws {
        let room = AnswerRoom()
        let call = AWSCall(service: "ec2", operation: "DescribeInstances")
        try await room.hold(call) { $0(8 << 20) }
        #expect(try await most(room, call, bytes: 8 << 20, calls: 40) == 4)
        // A call of another kind is not taken for large.
        #expect(try await most(room, AWSCall(service: "sts", operation: "X"), bytes: 1, calls: 100) == 64)
    }

    @Test func letsAnAnswerInThatIsLargerThanAllRoom() async throws {
        let room = AnswerRoom()
        let call = AWSCall(service: "ec2", operation: "DescribeImages")
        for _ in 0..<2 {
            #expect(
                try await room.hold(call) { arrived in
                    arrived(64 << 20); return true
                })
        }
        #expect(try await most(room, call, bytes: 64 << 20, calls: 5) == 1)
    }
}
