// One writer by proof, and nothing lost: overlapping runs, kills, freezes, lost answers, refusals.

import AWSAPI
import Foundation
import StateStore
import Testing

struct SharedStateTests {
    @Test func `a first run makes the database and the next one finds it`() async throws {
        let bucket = FakeBucket()
        let first = try TestRun(bucket)
        try await first.open()
        try await first.note("one")
        try await first.state.release()
        #expect(bucket.object(lockPath) == nil)

        let second = try TestRun(bucket)
        try await second.open()
        #expect(try second.lines() == ["one"])
    }

    @Test func `of two runs at once one works and the other is refused`() async throws {
        let bucket = FakeBucket()
        let one = try TestRun(bucket, "ada on laptop")
        let other = try TestRun(bucket)
        try await one.open()

        let error = await #expect(throws: StateError.self) { try await other.open() }
        #expect(error?.code == .held)
        #expect(error?.message.contains("ada on laptop") == true)
        #expect(!other.maySign)
        #expect(one.maySign)
    }

    @Test func `a reader takes no lock and waits for nobody`() async throws {
        let bucket = FakeBucket()
        let writer = try TestRun(bucket)
        try await writer.open()
        try await writer.note("one")
        #expect(try await TestRun.kept(bucket) == ["one"])
    }

    @Test func `the lock of a killed run is taken over six minutes after its end and no sooner`() async throws {
        let bucket = FakeBucket()
        try await TestRun(bucket).open()

        bucket.pass(15 * 60 + 6 * 60 - 1)
        #expect(await code { try await TestRun(bucket).open() } == .held)
        bucket.pass(1)
        #expect(await code { try await TestRun(bucket).open() } == nil)
    }

    @Test func `a run that Lambda ends leaves a lock that ends with it`() async throws {
        let bucket = FakeBucket()
        try await TestRun(bucket, endsIn: 60).open()
        bucket.pass(60 + 359)
        #expect(await code { try await TestRun(bucket).open() } == .held)
        bucket.pass(1)
        #expect(await code { try await TestRun(bucket).open() } == nil)
    }

    @Test(arguments: [-3600, 3600, 34_560_000] as [TimeInterval])
    func `a clock that is off changes neither a lock's end nor when it is taken over`(offset: TimeInterval) async throws
    {
        let bucket = FakeBucket()
        try await TestRun(bucket, clock: MachineClock(bucket, offset: offset)).open()
        bucket.pass(15 * 60 + 359)
        let other = try TestRun(bucket, clock: MachineClock(bucket, offset: -offset))
        #expect(await code { try await other.open() } == .held)
        bucket.pass(2)
        #expect(await code { try await other.open() } == nil)
    }

    @Test func `a frozen run that wakes after a takeover changes and writes nothing`() async throws {
        let bucket = FakeBucket()
        let sleeper = try TestRun(bucket)
        try await sleeper.open()
        bucket.pass(3600)
        let other = try TestRun(bucket)
        try await other.open()
        try await other.note("other")

        #expect(!sleeper.maySign)
        #expect(await code { try await sleeper.note("late") } == .lost)
        try await sleeper.state.release()
        #expect(bucket.object(lockPath) != nil)
        #expect(try await TestRun.kept(bucket) == ["other"])
    }

    @Test func `a run that slept goes on where nobody took over`() async throws {
        let bucket = FakeBucket()
        let sleeper = try TestRun(bucket)
        try await sleeper.open()
        bucket.pass(8 * 3600)
        #expect(!sleeper.maySign)
        try await sleeper.note("late")
        #expect(sleeper.maySign)
        #expect(try await TestRun.kept(bucket) == ["late"])
    }

    @Test func `a lost answer of a write is success where the write is ours`() async throws {
        for path in [lockPath, databasePath] {
            let bucket = FakeBucket { asked, _ in
                asked.method == "PUT" && asked.path == path ? .answerLost : .answered
            }
            let run = try TestRun(bucket)
            try await run.open()
            try await run.note("one")
            try await run.note("two")
            #expect(try await TestRun.kept(bucket) == ["one", "two"])
            #expect(run.maySign)
        }
    }

    @Test func `a write that never arrives is told and can be made again`() async throws {
        let bucket = FakeBucket { asked, before in
            asked.method == "PUT" && asked.path == databasePath && before < 2 ? .requestLost : .answered
        }
        let run = try TestRun(bucket)
        try await run.open()
        #expect(await code { try await run.note("one") } == .unreachable)
        try await run.state.store(run.copy)
        #expect(try await TestRun.kept(bucket) == ["one"])
    }

    @Test func `a conflict with nobody else's write is tried again`() async throws {
        let bucket = FakeBucket { asked, before in
            asked.method == "PUT" && asked.path == databasePath && before == 0
                ? .refused(status: 409, code: "ConditionalRequestConflict") : .answered
        }
        let run = try TestRun(bucket)
        try await run.open()
        try await run.note("one")
        #expect(try await TestRun.kept(bucket) == ["one"])
    }

    @Test func `what somebody wrote without the lock is not written over`() async throws {
        let bucket = FakeBucket()
        let run = try TestRun(bucket)
        try await run.open()
        try await run.note("one")
        bucket.put(databasePath, Data("theirs".utf8))
        #expect(await code { try await run.note("two") } == .lost)
        #expect(bucket.object(databasePath)?.body == Data("theirs".utf8))
        #expect(!run.maySign)
    }

    @Test func `a right that is lost midway is told with the right`() async throws {
        let bucket = FakeBucket { asked, before in
            asked.method == "PUT" && asked.path == databasePath && before > 0
                ? .refused(status: 403, code: "AccessDenied") : .answered
        }
        let run = try TestRun(bucket)
        try await run.open()
        try await run.note("one")
        let error = await #expect(throws: StateError.self) { try await run.note("two") }
        #expect(error?.code == .denied)
        #expect(error?.hint.contains("s3:PutObject") == true)
        #expect(try await TestRun.kept(bucket) == ["one"])
    }

    @Test func `a copy that cannot be had gives the lock back`() async throws {
        let bucket = FakeBucket { asked, _ in
            asked.method == "GET" && asked.path == databasePath
                ? .refused(status: 403, code: "AccessDenied") : .answered
        }
        let error = await #expect(throws: StateError.self) { try await TestRun(bucket).open() }
        #expect(error?.hint.contains("s3:ListBucket") == true)
        #expect(bucket.object(lockPath) == nil)
    }

    @Test func `a foreign or broken object is refused and left`() async throws {
        let bucket = FakeBucket()
        for body in ["", "SQLite format 3", "\u{1F}\u{8B}"] {
            bucket.put(databasePath, Data(body.utf8))
            #expect(await code { try await TestRun(bucket).open() } == .damaged)
        }
        let cut = FakeBucket { asked, before in
            asked.method == "GET" && asked.path == databasePath && before > 0 ? .cut : .answered
        }
        let run = try TestRun(cut)
        try await run.open()
        try await run.note("one")
        try await run.state.release()
        #expect(await code { try await TestRun(cut).open() } == .damaged)
    }

    @Test func `a lock that nobody can read or that never ends is taken over after an hour`() async throws {
        let bucket = FakeBucket()
        for body in ["what?", #"{"id":"x","owner":"bob","seconds":99999999}"#, ""] {
            bucket.put(lockPath, Data(body.utf8))
            bucket.pass(3600 + 359)
            #expect(await code { try await TestRun(bucket).open() } == .held)
            bucket.pass(1)
            let run = try TestRun(bucket)
            try await run.open()
            try await run.state.release()
        }
    }

    @Test func `a bucket elsewhere is asked where S3 names its region, and nowhere else`() async throws {
        let named = AWSHeader("x-amz-bucket-region", "eu-west-1")
        let moved = FakeBucket { asked, _ in
            asked.path.hasPrefix("s3.us-east-1.")
                ? .refused(status: 301, code: "PermanentRedirect", headers: [named])
                : .answered
        }
        let run = try TestRun(moved)
        try await run.open()
        try await run.note("one")
        #expect(moved.object(databasePath.replacing("us-east-1", with: "eu-west-1")) != nil)
        #expect(moved.asked.count { $0.path.hasPrefix("s3.us-east-1.") } == 1)

        for region in ["evil.example.org/eu-west-1", "cn-north-1", ""] {
            let lured = FakeBucket { _, _ in
                .refused(
                    status: 301, code: "PermanentRedirect",
                    headers: [
                        AWSHeader("x-amz-bucket-region", region), AWSHeader("Location", "https://evil.example.org"),
                    ])
            }
            #expect(await code { try await TestRun(lured).open() } == .bucket)
            #expect(lured.asked.allSatisfy { $0.path.hasPrefix("s3.us-east-1.amazonaws.com/") })
        }
    }
}
