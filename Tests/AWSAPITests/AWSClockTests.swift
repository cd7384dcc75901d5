// AWS's time: which answers teach it, what contradicts it, and what is done with keys while it is not known.
import Foundation
import Synchronization
import Testing

@testable import AWSAPI

@Suite struct AWSClockTests {
    /// A machine whose clock is off, and a client of it.
    private struct Machine {
        let transport: ScriptedTransport
        let client: AWSClient
        var clock: AWSClock { client.clock }

        /// - Parameter ahead: seconds that the machine's clock is ahead of `Rig.now`.
        init(
            ahead: Double, _ answers: [ScriptedTransport.Answer], keys: Credentials = Rig.plantedKeys
        ) {
            transport = ScriptedTransport(answers)
            client = AWSClient(
                transport: transport, credentials: StaticCredentials(keys, source: "test"),
                endpoints: EndpointResolver(), clock: AWSClock { Rig.now.addingTimeInterval(ahead) }, sleep: { _ in },
                userAgent: "costguard/test")
        }

        func ask(_ action: String = "DescribeRegions", in region: String = "eu-west-1") async throws {
            _ = try await client.query(.ec2, action, region: region, retries: false)
        }
    }

    private static func date(_ seconds: Double = 0) -> [String: String] {
        ["Date": HTTPDates.text(Rig.now.addingTimeInterval(seconds))]
    }

    private static func regions(_ headers: [String: String]) -> ScriptedTransport.Answer {
        .answer(200, "<DescribeRegionsResponse/>", headers)
    }

    @Test(
        "a call that succeeds teaches the time, whichever way the clock is off", arguments: [-600.0, -61, 0, 61, 840])
    func learns(_ ahead: Double) async throws {
        let machine = Machine(ahead: ahead, [Self.regions(Self.date())])
        #expect(machine.clock.now == Rig.now.addingTimeInterval(ahead) && !machine.clock.isKnown)
        try await machine.ask()
        #expect(machine.clock.isKnown && machine.clock.reading.doubt == nil)
        #expect(abs(machine.clock.now.timeIntervalSince(Rig.now)) <= 1)
    }

    @Test(
        "a refusal's date serves the signature alone, until the call signed by it succeeds", arguments: [true, false])
    func learnsFromARefusalThatWasRight(_ bearsDate: Bool) async throws {
        let skewed = ScriptedTransport.Answer.ec2Error(400, "RequestTimeTooSkewed", "m", Self.date())
        let machine = Machine(ahead: -30 * 86_400, [skewed, Self.regions(bearsDate ? Self.date() : [:])])
        try await machine.ask()
        #expect(abs(machine.clock.now.timeIntervalSince(Rig.now)) <= 1 && machine.clock.isKnown)

        let denied = Machine(ahead: -30 * 86_400, [skewed, .ec2Error(403, "UnauthorizedOperation", "m", Self.date())])
        await #expect(throws: AWSError.self) { try await denied.ask() }
        #expect(denied.clock.now == Rig.now.addingTimeInterval(-30 * 86_400) && !denied.clock.isKnown)
    }

    @Test("pages that merely can be read, errors and unsigned calls teach nothing")
    func believesNobodyElse() async throws {
        let page = Machine(ahead: 0, [.answer(200, "<html><body/></html>", Self.date(600))])
        try await page.ask()
        #expect(!page.clock.isKnown)
        let error = Machine(ahead: 0, [.ec2Error(403, "UnauthorizedOperation", "m", Self.date(600))])
        await #expect(throws: AWSError.self) { try await error.ask() }
        #expect(!error.clock.isKnown)
        let unsigned = Machine(ahead: 0, [Self.regions(Self.date(600))], keys: .unsigned(hiding: "token-of-somebody"))
        try await unsigned.ask()
        #expect(!unsigned.clock.isKnown && unsigned.clock.now == Rig.now)
    }

    @Test("an answer without a date leaves the time unknown", arguments: [[:], ["Date": "yesterday"]])
    func needsADate(_ headers: [String: String]) async throws {
        let machine = Machine(ahead: 0, [Self.regions(headers)])
        try await machine.ask()
        #expect(machine.clock.reading == AWSClock.Reading(offset: nil, doubt: nil))
    }

    @Test(
        "a date more than a quarter of an hour off the signature that was taken is doubted", arguments: [-960.0, 960])
    func doubtsADateBesideTheSignature(_ off: Double) async throws {
        let machine = Machine(ahead: 0, [Self.regions(Self.date(off)), Self.regions(Self.date())])
        try await machine.ask()
        #expect(machine.clock.reading.doubt?.contains("16 min") == true)
        #expect(machine.clock.now == Rig.now)
        try await machine.ask()
        #expect(machine.clock.reading.doubt != nil, "a later answer takes no doubt away")
        machine.clock.begin()
        #expect(machine.clock.reading == AWSClock.Reading(offset: nil, doubt: nil), "another run asks anew")
    }

    @Test(
        "two hosts may differ by five minutes, and not by more", arguments: [(290.0, false), (320, true), (-320, true)])
    func doubtsHostsThatDisagree(_ off: Double, _ isDoubted: Bool) async throws {
        let machine = Machine(ahead: 0, [Self.regions(Self.date()), Self.regions(Self.date(off))])
        try await machine.ask()
        try await machine.ask(in: "us-west-2")
        #expect((machine.clock.reading.doubt != nil) == isDoubted)
        #expect(machine.clock.now == Rig.now, "the time stays that of the first")
        if isDoubted {
            let doubt = machine.clock.reading.doubt ?? ""
            #expect(doubt.contains("us-west-2") && doubt.contains("eu-west-1") && doubt.contains("5 min"))
        }
    }

    @Test("an answer that took long proves no clock wrong")
    func forgivesSlowAnswers() {
        let clock = AWSClock { Rig.now }
        let signature = clock.signature(of: Rig.plantedKeys)
        let written = Rig.now.addingTimeInterval(1100)
        let received = Rig.now.addingTimeInterval(1200)
        clock.succeeded(signature, date: written, received: received, host: "slow")
        #expect(clock.reading == AWSClock.Reading(offset: 0, doubt: nil))
    }

    @Test("calls that were refused together are corrected once")
    func correctsOnce() {
        let clock = AWSClock { Rig.now }
        let signature = clock.signature(of: Rig.plantedKeys)
        let server = Rig.now.addingTimeInterval(600)
        #expect(clock.refused(signature, server: server))
        // The second answer came a second later, by a clock that only counts whole ones.
        #expect(clock.refused(signature, server: server.addingTimeInterval(1)))
        #expect(clock.signature(of: Rig.plantedKeys).date == server)
        #expect(clock.now == Rig.now)
    }

    @Test("a database's last entry holds until AWS tells the time, and no longer")
    func isNotBeforeWhatWasWritten() {
        let clock = AWSClock { Rig.now }
        clock.isNot(before: Rig.now.addingTimeInterval(3600))
        #expect(clock.now == Rig.now.addingTimeInterval(3600))
        clock.succeeded(clock.signature(of: Rig.plantedKeys), date: Rig.now, received: Rig.now, host: "h")
        #expect(clock.now == Rig.now)
    }

    @Test("a certificate that is out of its time names the clock, another one does not")
    func namesTheClockOfCertificates() {
        for text in ["SSL certificate problem: certificate is not yet valid", "certificate has expired"] {
            #expect(CurlFailure.hint(for: .untrusted, text)?.contains("clock") == true)
        }
        let other = CurlFailure.hint(for: .untrusted, "SSL certificate problem: self-signed certificate")
        #expect(other?.contains("AWS_CA_BUNDLE") == true && other?.contains("clock") == false)
    }
}

@Suite struct KeysUnderAWrongClockTests {
    /// A role's provider, whose keys end six hours after the truth.
    private func provider(ahead: Double, told: Bool) -> (RefreshingCredentials, AWSClock, fetches: Fetches) {
        let now: @Sendable () -> Date = { Rig.now.addingTimeInterval(ahead) }
        let clock = told ? AWSClock.told(now) : AWSClock(machine: now)
        let fetches = Fetches()
        let provider = RefreshingCredentials(source: "test", clock: clock) { _ in
            fetches.count.withLock { $0 += 1 }
            return Credentials(
                accessKeyID: "K", secretAccessKey: "s", sessionToken: "t",
                expiration: Rig.now.addingTimeInterval(6 * 3600))
        }
        return (provider, clock, fetches)
    }

    private final class Fetches: Sendable { let count = Mutex(0) }

    @Test("keys that only look as if they had ended are used", arguments: [-2_592_000.0, 2_592_000, 21_570])
    func usesKeysThatOnlyLookEnded(_ ahead: Double) async throws {
        let (provider, clock, fetches) = provider(ahead: ahead, told: false)
        for _ in 0..<3 { #expect(try await provider.credentials().accessKeyID == "K") }
        #expect(fetches.count.withLock { $0 } == 1)
        let signature = clock.signature(of: Rig.plantedKeys)
        _ = clock.refused(signature, server: Rig.now)
        clock.succeeded(clock.signature(of: Rig.plantedKeys), date: nil, received: clock.machine, host: "sts")
        #expect(try await provider.credentials().accessKeyID == "K")
        #expect(fetches.count.withLock { $0 } == 1, "by the true time they last")
    }

    @Test("by AWS's time, keys that have ended are refused")
    func refusesEndedKeys() async {
        let (provider, _, _) = provider(ahead: 30 * 86_400, told: true)
        await #expect(throws: CredentialError.self) { try await provider.credentials() }
    }
}

/// `Fri, 20 Nov 2026 08:20:05 GMT`.
enum HTTPDates {
    static func text(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int?) -> String { String(("0" + String(number ?? 0)).suffix(2)) }
        return
            "\(days[(parts.weekday ?? 1) - 1]), \(two(parts.day)) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 0) "
            + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) GMT"
    }
}
