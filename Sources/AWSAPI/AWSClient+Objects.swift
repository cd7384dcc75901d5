// A request for an object of S3: a path, HTTP's own method, conditions in headers. What stands in the object, and what a
// condition that was not met means, is the caller's matter.

package import Foundation

/// One request for an object, before signing.
package struct ObjectRequest: Sendable {
    /// What is asked for, by the name that its permission has too.
    package enum Operation: String, Sendable {
        case get = "GetObject"
        case put = "PutObject"
        case delete = "DeleteObject"

        var method: String {
            switch self {
            case .get: "GET"
            case .put: "PUT"
            case .delete: "DELETE"
            }
        }
    }

    /// What is asked for.
    package let operation: Operation
    /// The bucket's name.
    package let bucket: String
    /// The object's key, not encoded; no part of it between slashes is empty, `.` or `..`, which clients take away.
    package let key: String
    /// Conditions, ranges and what else goes in headers.
    package let headers: [AWSHeader]
    /// The object, where it is put.
    package let body: Data

    /// A request, all its parts given.
    package init(
        _ operation: Operation, bucket: String, key: String, headers: [AWSHeader] = [], body: Data = Data()
    ) {
        self.operation = operation
        self.bucket = bucket
        self.key = key
        self.headers = headers
        self.body = body
    }

    var path: String { "/\(bucket)/\(PercentEncoding.encode(key.utf8, keepingSlash: true))" }
}

extension AWSClient {
    /// Asks S3 for one object, puts it or deletes it, and returns the answer with its headers.
    ///
    /// An attempt whose answer is lost is made again: where it had been done, a condition is then not met any more, and the
    /// caller finds that out by reading.
    ///
    /// - Parameter region: where the bucket is.
    /// - Throws: as `query`; where the bucket is elsewhere, an `AWSError` with `bucketRegion`. No redirect is followed.
    package func object(_ request: ObjectRequest, region: String) async throws -> AWSReply {
        var call = Call(
            service: .s3, operation: request.operation.rawValue, region: region, headers: request.headers,
            body: request.body)
        call.method = request.operation.method
        call.path = request.path
        return try await perform(call, retries: true) { $0 }
    }
}
