// Whoever listens to calls is told of all of them, however many they are. Here because this suite alone sees inside.

import AWSAPI
import Synchronization
import Testing

@testable import costguard

@Suite struct CallObserverTests {
    @Test("a listener hears two hundred thousand calls, and none after it has gone")
    func manyCalls() {
        let observer = CallObserver()
        let heard = Counter()
        let event = CallEvent(call: 1, service: "ec2", operation: "DescribeInstances", region: "us-east-1", step: .sent)
        observer.tell(event)
        observer.pass { _ in heard.count.add(1, ordering: .relaxed) }
        for _ in 0..<200_000 { observer.tell(event) }
        observer.pass(to: nil)
        observer.tell(event)
        #expect(heard.count.load(ordering: .relaxed) == 200_000)
    }

    private final class Counter: Sendable { let count = Atomic(0) }
}
