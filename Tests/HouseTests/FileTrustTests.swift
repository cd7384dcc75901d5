// Whose file it is, over facts as the system would give them: every owner, mode, group, list and mount that matters.

import Foundation
import Testing

@testable import costguard

@Suite struct FileTrustTests {
    /// Ada, 1000, among users that this machine alone knows; and a process in a container, whose user has no name.
    private static let ada = user(1000, "ada")
    private static let nameless = user(12_345, nil)

    private static func user(_ id: uid_t, _ name: String?, isLocal: Bool = true) -> FileUser {
        FileUser(id: id, name: name) { group in
            switch group {
            case 0: GroupMembers(name: "root", members: [0], isWhole: isLocal)
            case 1000: GroupMembers(name: "ada", members: [1000], isWhole: isLocal, isOurs: true)
            case 50: GroupMembers(name: "staff", members: [], isWhole: isLocal)
            case 100: GroupMembers(name: "lab", members: [1000, 1001], isWhole: isLocal, isOurs: true)
            case 101: GroupMembers(name: "old", members: [1000, nil], isWhole: isLocal, isOurs: true)
            case 2000: GroupMembers(name: nil, members: [], isWhole: isLocal, isOurs: true)
            case 2001: GroupMembers(name: nil, members: [1001], isWhole: isLocal, isOurs: true)
            default: GroupMembers(name: nil, members: [], isWhole: isLocal)
            }
        }
    }

    private static func directory(
        _ path: String, _ mode: mode_t = 0o755, by owner: uid_t = 0, group: gid_t = 0, isReadOnly: Bool = false
    ) -> FileFacts {
        FileFacts(path: path, kind: .directory, owner: owner, group: group, mode: mode, isReadOnly: isReadOnly)
    }

    private static func file(
        _ path: String, _ mode: mode_t = 0o600, by owner: uid_t = 1000, group: gid_t = 1000, isReadOnly: Bool = false
    ) -> FileFacts {
        FileFacts(path: path, kind: .file, owner: owner, group: group, mode: mode, isReadOnly: isReadOnly)
    }

    /// `/`, a directory, and a file in it.
    private static func way(_ directory: FileFacts, _ file: FileFacts?) -> [FileStep] {
        [FileStep(directory: Self.directory("/"), entry: directory), FileStep(directory: directory, entry: file)]
    }

    @Test(
        "a file is ours by its owner and its mode, and by the directory that it lies in",
        arguments: [
            // Who owns the file.
            (directory("/d"), file("/d/f"), nil), (directory("/d"), file("/d/f", by: 0), nil),
            (directory("/d"), file("/d/f", 0o644, by: 1001), "/d/f' belongs to"),
            (directory("/d"), file("/d/f", 0o444, by: 65_534), "/d/f' belongs to"),
            // Who may write to it.
            (directory("/d"), file("/d/f", 0o644), nil), (directory("/d"), file("/d/f", 0o664), nil),
            (directory("/d"), file("/d/f", 0o660, group: 50), nil),
            (directory("/d"), file("/d/f", 0o660, group: 100), "others may write '/d/f' (mode 660)"),
            (directory("/d"), file("/d/f", 0o660, group: 101), "others may write '/d/f'"),
            (directory("/d"), file("/d/f", 0o602), "others may write '/d/f' (mode 602)"),
            (directory("/d"), file("/d/f", 0o622, by: 0, group: 0), "others may write '/d/f' (mode 622)"),
            // Who may put another in its place.
            (directory("/d", 0o777), file("/d/f"), "others may write '/d' (mode 777)"),
            (directory("/d", 0o700, by: 1001), file("/d/f"), "/d' belongs to"),
            (directory("/d", 0o775, by: 1000, group: 1000), file("/d/f"), nil),
            (directory("/d", 0o2775, by: 0, group: 50), file("/d/f"), nil),
            (directory("/d", 0o2770, by: 1000, group: 100), file("/d/f"), "others may write '/d' (mode 2770)"),
            // The sticky bit keeps what is ours, and nothing else.
            (directory("/d", 0o1777), file("/d/f"), nil), (directory("/d", 0o1777), nil, nil),
            (directory("/d", 0o1777), file("/d/f", by: 0), nil),
            (directory("/d", 0o1777), file("/d/f", by: 1001), "/d/f' belongs to"),
            (directory("/d", 0o1777, by: 1001), file("/d/f"), "/d' belongs to"),
            (directory("/d", 0o1777), file("/d/f", 0o666), "others may write '/d/f'"),
            // On a mount that cannot be written to, what is open is not.
            (directory("/d", 0o777, isReadOnly: true), file("/d/f", 0o666, by: 0, isReadOnly: true), nil),
            (directory("/d", 0o755, by: 1001, isReadOnly: true), file("/d/f", by: 1000, isReadOnly: true), nil),
            (directory("/d", 0o777, isReadOnly: true), file("/d/f", by: 1001, isReadOnly: true), "/d/f' belongs to"),
            // What will be made there.
            (directory("/d", 0o700, by: 1000), nil, nil), (directory("/d", 0o777), nil, "others may write '/d'"),
        ] as [(FileFacts, FileFacts?, String?)])
    func judges(directory: FileFacts, file: FileFacts?, fault: String?) {
        let found = FileTrust.judge(Self.way(directory, file), by: Self.ada)?.fault
        #expect(found.map { text in fault.map { text.contains($0) } ?? false } ?? (fault == nil), "\(found ?? "none")")
    }

    @Test(
        "containers: a user without a name, volumes that an engine gave to our group, mounts of configuration",
        arguments: [
            (directory("/d", 0o755, by: 12_345, group: 12_345), file("/d/f", by: 12_345, group: 12_345), true),
            // emptyDir with fsGroup, and what it holds; a claim of a volume with it.
            (directory("/d", 0o2777, group: 2000), file("/d/f", by: 12_345, group: 2000), true),
            (directory("/d", 0o2777, group: 2000), file("/d/f", 0o660, by: 12_345, group: 2000), true),
            (directory("/d", 0o2775, group: 2000), nil, true),
            // The same without a group of ours, of somebody's, of root's, or with the bit alone.
            (directory("/d", 0o777), nil, false), (directory("/d", 0o2777), nil, false),
            (directory("/d", 0o2777, group: 3000), nil, false), (directory("/d", 0o2777, group: 2001), nil, false),
            (directory("/d", 0o777, group: 2000), nil, false), (directory("/d", 0o2775, group: 3000), nil, false),
            (directory("/d", 0o2777, by: 12_345, group: 2000), nil, false),
            (directory("/d", 0o2777, group: 2000), file("/d/f", 0o666, by: 12_345, group: 2000), false),
            // ConfigMap: root's, open, on a mount that is read only.
            (directory("/d", 0o777, isReadOnly: true), file("/d/f", 0o644, by: 0, group: 0, isReadOnly: true), true),
            (directory("/d", 0o777), file("/d/f", 0o644, by: 0, group: 0), false),
            // A bind mount of another user's file.
            (directory("/d", isReadOnly: true), file("/d/f", 0o600, by: 1000, isReadOnly: true), false),
        ] as [(FileFacts, FileFacts?, Bool)])
    func containers(directory: FileFacts, file: FileFacts?, isOurs: Bool) {
        let found = FileTrust.judge(Self.way(directory, file), by: Self.nameless)
        #expect((found == nil) == isOurs, "\(found?.fault ?? "none")")
    }

    @Test("where a directory service may know more members than it lists, only the group of our own name is ours alone")
    func services() {
        let here = Self.user(1000, "ada", isLocal: false)
        func fault(_ group: gid_t) -> String? {
            FileTrust.judge(Self.way(Self.directory("/d"), Self.file("/d/f", 0o660, group: group)), by: here)?.fault
        }
        #expect(fault(1000) == nil)
        #expect(fault(50) != nil && fault(2000) != nil)
        #expect(GroupMembers.isLocal("passwd: files systemd\ngroup: files [SUCCESS=merge] systemd # sss\nhosts: dns\n"))
        #expect(GroupMembers.isLocal(""))
        #expect(!GroupMembers.isLocal("passwd:\tfiles sss\n") && !GroupMembers.isLocal("group: files ldap"))
        #expect(!GroupMembers.isLocal("passwd: compat"))
    }

    @Test("a link counts in the directory that holds it, and so does what it leads to")
    func links() {
        func link(by owner: uid_t) -> FileFacts {
            FileFacts(path: "/tmp/l", kind: .link, owner: owner, group: 0, mode: 0o777)
        }
        let root = Self.directory("/")
        let open = Self.directory("/tmp", 0o1777)
        let home = Self.directory("/h", by: 1000)
        func fault(_ owner: uid_t, _ target: FileFacts, in directory: FileFacts) -> String? {
            FileTrust.judge(
                [
                    FileStep(directory: root, entry: open), FileStep(directory: open, entry: link(by: owner)),
                    FileStep(directory: root, entry: directory), FileStep(directory: directory, entry: target),
                ], by: Self.ada)?.fault
        }
        #expect(fault(1000, Self.file("/h/f"), in: home) == nil)
        #expect(fault(0, Self.file("/h/f"), in: home) == nil)
        #expect(fault(1001, Self.file("/h/f"), in: home)?.contains("/tmp/l' belongs to") == true)
        #expect(fault(1000, Self.file("/h/f", by: 1001), in: home)?.contains("/h/f' belongs to") == true)
        #expect(fault(1000, Self.file("/h/f"), in: Self.directory("/h", 0o777))?.contains("'/h'") == true)
    }

    @Test("an access list counts as what it lets write, within its mask")
    func lists() {
        func bytes(_ entries: [(UInt8, UInt8, UInt32)]) -> [UInt8] {
            entries.flatMap { tag, bits, id in
                [tag, 0, bits, 0] + (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) }
            }
        }
        func isOurs(_ entries: [(UInt8, UInt8, UInt32)]) -> Bool {
            var file = Self.file("/d/f", 0o660)
            file.list = FileFacts.AccessList(bytes(entries)[...], group: 1000)
            return FileTrust.judge(Self.way(Self.directory("/d"), file), by: Self.ada) == nil
        }
        let none = UInt32.max
        #expect(isOurs([(1, 6, none), (2, 4, 1001), (4, 6, none), (0x10, 6, none), (0x20, 0, none)]))
        #expect(!isOurs([(1, 6, none), (2, 6, 1001), (4, 4, none), (0x10, 6, none), (0x20, 0, none)]))
        #expect(isOurs([(1, 6, none), (2, 6, 1001), (4, 4, none), (0x10, 4, none), (0x20, 0, none)]))
        #expect(isOurs([(1, 6, none), (2, 6, 0), (4, 4, none), (0x10, 6, none), (0x20, 0, none)]))
        #expect(!isOurs([(1, 6, none), (4, 4, none), (8, 6, 100), (0x10, 6, none), (0x20, 0, none)]))
    }

    @Test("the command that mends it is told, as the one who can say it would type it")
    func commands() {
        func mend(_ directory: FileFacts, _ file: FileFacts?, by user: FileUser = Self.ada) -> String? {
            FileTrust.judge(Self.way(directory, file), by: user)?.mend
        }
        #expect(mend(Self.directory("/d"), Self.file("/d/f", 0o662, group: 100)) == "chmod go-w '/d/f'")
        #expect(mend(Self.directory("/d'", 0o777), nil) == #"sudo chmod o-w '/d'\'''"#)
        #expect(
            mend(Self.directory("/d", 0o777), nil, by: FileUser(id: 0, name: "root", group: Self.ada.group))
                == "chmod o-w '/d'")
        #expect(
            mend(Self.directory("/d"), Self.file("/d/f", by: 1001))?.hasSuffix("sudo chown ada '/d/f'") == true)
        #expect(
            mend(Self.directory("/d"), Self.file("/d/f", by: 1001), by: Self.nameless)?.hasSuffix("chown 12345 '/d/f'")
                == true)
    }

    @Test("this process is in the groups that the system says it is in, and in no other")
    func groups() throws {
        let listed = try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
            .first { $0.hasPrefix("Groups:") }?.split(whereSeparator: \.isWhitespace).compactMap { gid_t($0) }
        let user = FileUser.current()
        #expect(user.id == geteuid() && user.group(getegid()).isOurs)
        for group in try #require(listed) { #expect(user.group(group).isOurs) }
        #expect(!user.group(3_999_999).isOurs && user.group(3_999_999).name == nil)
        let isLocal = GroupMembers.isLocal(try switches())
        #expect(user.group(0).name == "root" && user.group(0).isWhole == isLocal)
    }

    private func switches() throws -> String { try String(contentsOfFile: "/etc/nsswitch.conf", encoding: .utf8) }

    @Test("the way to a file leads through its links, up and down, and ends where nothing is")
    func ways() throws {
        let files = FileManager.default
        let base = NSTemporaryDirectory() + "costguard-way-\(UUID().uuidString)"
        defer { try? files.removeItem(atPath: base) }
        try files.createDirectory(atPath: base + "/a/b", withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: base + "/a/f"))
        try files.createSymbolicLink(atPath: base + "/a/b/up", withDestinationPath: "../f")
        try files.createSymbolicLink(atPath: base + "/whole", withDestinationPath: base + "/a/b/up")
        try files.createSymbolicLink(atPath: base + "/round", withDestinationPath: "round")
        func end(_ path: String) -> FileFacts? { FileFacts.way(to: base + path).last?.entry }
        #expect(end("/a/f")?.kind == .file && end("/a/./b/../f")?.owner == geteuid())
        #expect(end("/whole") == end("/a/f") && end("//a//b/up") == end("/a/f"))
        #expect(end("/a/none") == nil && end("/none/f") == nil && end("/a/f/g")?.kind == .file)
        #expect(FileFacts.way(to: base + "/round").count < 100)
        #expect(FileFacts.way(to: base + "/whole").contains { $0.entry?.path.hasSuffix("/b/up") == true })
    }
}
