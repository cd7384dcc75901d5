// How often a start is tried for which AWS has no room, and when that ends. Nothing here waits.

import Testing

@testable import costguard

@Suite struct KeepTryingTests {
    private func trying(_ text: String?) -> KeepTrying {
        var trying = KeepTrying()
        trying.keepTrying = text
        return trying
    }

    /// What a start came to, try by try, and how long was waited between.
    private func play(
        _ text: String?, _ tries: [HandVerb.Done]
    ) async throws -> (status: costguard.ExitStatus, waits: [Int], asked: [Bool], lines: Int) {
        var waits: [Int] = []
        var asked: [Bool] = []
        var lines = 0
        let status = try await trying(text).run(
            wait: { waits.append($0) }, tell: { _ in lines += 1 },
            attempt: { isAgain in
                asked.append(!isAgain)
                return tries[asked.count - 1]
            })
        return (status, waits, asked, lines)
    }

    private let full = HandVerb.Done(status: .failed, lacksRoom: true)

    @Test("a start is tried every five minutes until there is room, and the person is asked once")
    func untilRoom() async throws {
        let played = try await play("2h", [full, full, HandVerb.Done(status: .done)])
        #expect(played.status == .done && played.waits == [300, 300])
        #expect(played.asked == [true, false, false] && played.lines == 2)
    }

    @Test("the last try is made when the time is over")
    func untilTheEnd() async throws {
        let played = try await play("12m", [full, full, full, full])
        #expect(played.status == .failed && played.waits == [300, 300, 120])
    }

    @Test("without the option, and for another reason than want of room, it is tried once")
    func once() async throws {
        #expect(try await play(nil, [full]).waits.isEmpty)
        #expect(try await play("2h", [HandVerb.Done(status: .refused)]).waits.isEmpty)
    }

    @Test("a time that is none, or more than a day, is refused", arguments: ["soon", "0m", "-5m", "25h"])
    func faults(text: String) {
        #expect(throws: (any Error).self) { try trying(text).validate() }
    }
}
