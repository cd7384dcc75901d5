// Places in S3 as people write them, and the packed file: what is no place or no packed database is refused in words.

import Foundation
import Testing

@testable import StateStore

struct StateFileTests {
    @Test(arguments: [
        "s3://abc/key", "s3://my.bucket-1/a/b/costguard.sqlite", "s3://abc/ключ и пробел", "s3://abc/.costguard",
    ])
    func `a place is read and said again as it was written`(text: String) throws {
        #expect(try StatePlace(text).description == text)
        #expect(StatePlace.isMeant(by: text))
    }

    @Test(arguments: [
        "s3://", "s3://abc", "s3://abc/", "s3:/abc/key", "S3://abc/key", "s3://ab/key", "s3://Abc/key", "s3://a_b/key",
        "s3://-abc/key", "s3://abc./key", "s3://a..b/key", "s3://abc//key", "s3://abc/a/../b", "s3://abc/./b",
        "s3://abc/a/",
        "s3://abc/a\nb", "s3://user:word@abc/key", "s3://abc/key.lock", "s3://abc--use1-az4--x-s3/key",
    ])
    func `what is no place is refused with what is wrong`(text: String) throws {
        #expect(StatePlace.isMeant(by: text))
        let error = #expect(throws: StateError.self) { try StatePlace(text) }
        #expect(error?.code == .place)
        #expect(error?.description.contains("\n") == true)
        #expect(error?.message.contains("\n") == false)
    }

    @Test(arguments: ["/var/costguard.sqlite", "costguard.sqlite", "./s3/costguard.sqlite", "s3", "s30://x"])
    func `a file is no place in S3`(text: String) {
        #expect(!StatePlace.isMeant(by: text))
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_000])
    func `what was packed comes out as it was`(size: Int) throws {
        try inDirectory { directory in
            let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 8)) })
            try bytes.write(to: URL(fileURLWithPath: directory + "/in"))
            try PackedFile.unpack(try PackedFile.pack(directory + "/in"), to: directory + "/out")
            #expect(try Data(contentsOf: URL(fileURLWithPath: directory + "/out")) == bytes)
            let mode = try FileManager.default.attributesOfItem(atPath: directory + "/out")[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func `what swells beyond the limit, breaks off or has more behind it is refused`() throws {
        try inDirectory { directory in
            try Data(count: 1 << 20).write(to: URL(fileURLWithPath: directory + "/in"))
            let packed = try PackedFile.pack(directory + "/in")
            #expect(throws: PackedFile.Failure.tooLarge) {
                try PackedFile.unpack(packed, to: directory + "/a", limit: 1 << 19)
            }
            for (name, bytes) in [
                ("b", packed.dropLast(9)), ("c", packed + packed), ("d", Data()), ("e", packed.prefix(4)),
            ] {
                #expect(throws: PackedFile.Failure.broken) {
                    try PackedFile.unpack(Data(bytes), to: directory + "/" + name)
                }
            }
        }
    }

    @Test func `a file that is there is not written over`() throws {
        try inDirectory { directory in
            try Data("mine".utf8).write(to: URL(fileURLWithPath: directory + "/in"))
            #expect(throws: PackedFile.Failure.disk(EEXIST)) {
                try PackedFile.unpack(try PackedFile.pack(directory + "/in"), to: directory + "/in")
            }
        }
    }

    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "costguard-packed-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }
}
