// How much of AWS's answers is held at once.
import Synchronization
import Testing

@testable import AWSAPI

@Suite(.timeLimit(.minutes(30))) struct AnswerRoomTests {
    /// Starts so many calls with answers of this size, and tells how many are in when no more get in.
    private func inside(_ room: AnswerRoom, _ call: AWSCall, bytes: Int, calls: Int) async throws -> Int {
        let door = FairSemaphore(calls)
        try await door.take(calls)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<calls {
                group.addTask { try await hold(room, call, bytes: bytes, until: door) }
            }
            while door.waiting + room.waiting < calls { await Task.yield() }
            let inside = door.waiting
            door.give(calls)
            try await group.waitForAll()
            return inside
        }
    }

    private func hold(_ room: AnswerRoom, _ call: AWSCall, bytes: Int, until door: FairSemaphore) async throws {
        try await room.hold(call) { arrived in
            arrived(bytes)
            try await door.take()
        }
    }

    @Test func letsSixtyFourSmallCallsIn() async throws {
        let call = AWSCall(service: "ec2", operation: "DescribeAddresses")
        #expect(try await inside(AnswerRoom(), call, bytes: 2_000, calls: 200) == 64)
    }

    @Test func letsFewInOnceItKnowsThatTheirAnswersAreLarge() async throws {
        let room = AnswerRoom()
        let call = AWSCall(service: "ec2", operation: "DescribeInstances")
        try await room.hold(call) { $0(4 << 20) }
        #expect(try await inside(room, call, bytes: 4 << 20, calls: 40) == 4)
        // A call of another kind is not taken for large.
        #expect(try await inside(room, AWSCall(service: "sts", operation: "X"), bytes: 1, calls: 100) == 64)
    }

    @Test func letsAnAnswerInThatIsLargerThanAllRoom() async throws {
        let room = AnswerRoom()
        let call = AWSCall(service: "ec2", operation: "DescribeImages")
        for _ in 0..<2 {
            #expect(
                try await room.hold(call) { arrived in
                    arrived(32 << 20); return true
                })
        }
        #expect(try await inside(room, call, bytes: 32 << 20, calls: 5) == 1)
    }
}
