// The objects of a shared database: read, written and deleted by condition, where the bucket is and only if it is ours.
// What the objects mean is SharedState's.

import AWSAPI
import CostModel
import Foundation
import Synchronization

/// One object as S3 showed it.
struct StateObject {
    let tag: String
    let body: Data
    /// Who wrote it, by our own mark.
    let writer: String?
    let storedAt: Date?
    let shownAt: Date?
}

/// What became of a write that had a condition.
enum ConditionalWrite {
    case done(tag: String, at: Date?)
    /// The condition is not met, or another write came in between.
    case refused
    /// Nobody answered what became of it.
    case untold(AWSError)
}

/// What must hold for a write to be made.
enum WriteCondition {
    case isAbsent
    case isTagged(String)

    var header: AWSHeader {
        switch self {
        case .isAbsent: AWSHeader("If-None-Match", "*")
        case .isTagged(let tag): AWSHeader("If-Match", tag)
        }
    }
}

final class StateBucket: Sendable {
    let place: StatePlace
    private let client: AWSClient
    /// Whose the bucket must be; nil: anybody's.
    private let account: String?
    private let region: Mutex<String>

    init(_ place: StatePlace, client: AWSClient, region: String, account: String?) {
        self.place = place
        self.client = client
        self.account = account
        self.region = Mutex(region)
    }

    /// The object; nil where there is none.
    ///
    /// - Parameter onlyMarks: without its body, as far as S3 lets that be asked for.
    func read(_ key: String, onlyMarks: Bool = false) async throws -> StateObject? {
        do {
            let reply = try await ask(.get, key, onlyMarks ? [AWSHeader("Range", "bytes=0-0")] : [])
            guard let tag = reply.header("ETag") else { throw unreadable("S3's answer has no ETag") }
            return StateObject(
                tag: tag, body: reply.body, writer: reply.header(Self.writerHeader),
                storedAt: reply.header("Last-Modified").flatMap(UTCTime.http),
                shownAt: reply.header("Date").flatMap(UTCTime.http))
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return nil
        } catch let error as AWSError { throw stateError(error, reading: true) }
    }

    /// - Parameter writer: our mark, by which a write is known again whose answer was lost.
    func write(
        _ key: String, _ body: Data, type: String, writer: String, if condition: WriteCondition
    ) async throws -> ConditionalWrite {
        let headers = [
            condition.header, AWSHeader("Content-Type", type), AWSHeader(Self.writerHeader, writer),
        ]
        do {
            let reply = try await ask(.put, key, headers, body)
            guard let tag = reply.header("ETag") else { throw unreadable("S3's answer has no ETag") }
            return .done(tag: tag, at: reply.header("Date").flatMap(UTCTime.http))
        } catch let error as AWSError {
            // Of a condition on an object that is gone S3 says that there is none such.
            if ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"].contains(error.code) {
                return .refused
            }
            if error.mayPass { return .untold(error) }
            throw stateError(error, reading: false)
        }
    }

    /// Deletes what is as it was seen. What is gone or another's by now stays so.
    func delete(_ key: String, tagged tag: String) async throws {
        do {
            _ = try await ask(.delete, key, [AWSHeader("If-Match", tag)])
        } catch let error as AWSError {
            if ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"].contains(error.code) { return }
            throw stateError(error, reading: false)
        }
    }

    private static let writerHeader = "x-amz-meta-costguard-writer"

    /// S3 names the region of a bucket that is elsewhere; it is asked there, once. Where its answer points to is not read.
    private func ask(
        _ operation: ObjectRequest.Operation, _ key: String, _ headers: [AWSHeader], _ body: Data = Data()
    ) async throws -> AWSReply {
        let owned = headers + (account.map { [AWSHeader("x-amz-expected-bucket-owner", $0)] } ?? [])
        let request = ObjectRequest(operation, bucket: place.bucket, key: key, headers: owned, body: body)
        let here = region.withLock { $0 }
        do {
            return try await client.object(request, region: here)
        } catch let error as AWSError {
            guard [301, 307, 400].contains(error.httpStatus), let named = error.bucketRegion, named != here,
                let there = Partition.containing(named), there == Partition.containing(here)
            else { throw error }
            region.withLock { $0 = named }
            return try await client.object(request, region: named)
        }
    }

    private func unreadable(_ what: String) -> StateError {
        StateError(
            .unreachable, "'\(place)' could not be read or written: \(what)",
            hint: "see that nothing stands between this machine and S3 ('costguard doctor')")
    }

    /// What S3's refusal means for the database.
    func stateError(_ error: AWSError, reading: Bool) -> StateError {
        let doing = reading ? "read" : "written"
        if error.code == "NoSuchBucket" {
            return StateError(
                .bucket, "There is no bucket '\(place.bucket)'",
                hint: "make it, private and with versions: see docs/shared-database.md")
        }
        if error.bucketRegion != nil, [301, 307].contains(error.httpStatus) {
            return StateError(
                .bucket, "The bucket '\(place.bucket)' is not where these keys are of use (\(error.code))",
                hint: "set AWS_REGION to the bucket's region")
        }
        if error.isDenied {
            return StateError(
                .denied,
                "'\(place)' could not be \(doing): these keys may not, or the bucket is not of account \(account ?? "?") "
                    + "(\(error.code))",
                hint: reading
                    ? "allow s3:GetObject and s3:ListBucket; without the second, an object that is not there is refused "
                        + "like this too: 'costguard iam-policy' prints both"
                    : "allow s3:PutObject and s3:DeleteObject: 'costguard iam-policy' prints them")
        }
        return StateError(
            .unreachable, "'\(place)' could not be \(doing): \(error.cause)",
            hint: "nothing was changed; try again when S3 can be reached")
    }
}
