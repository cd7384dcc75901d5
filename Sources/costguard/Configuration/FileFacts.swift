// What the system says of a file and of everything on the way to it: owner, mode, lists of access, mount. Judging it is
// FileTrust's, groups are GroupMembers'.

import CProcess
import Foundation

/// A directory, a link or a file as it stands.
struct FileFacts: Hashable, Sendable {
    enum Kind: Sendable { case directory, link, file, other }
    /// Of a directory without links in it.
    var path: String
    var kind: Kind
    var owner: uid_t
    var group: gid_t
    /// The twelve bits of permission.
    var mode: mode_t
    /// Users and groups that an access list lets write besides; nil where there is no list.
    var list: AccessList?
    /// Whether it lies on a mount that nobody here can write to.
    var isReadOnly = false

    /// A POSIX access list, as far as it lets write. The group of the file is one of its entries.
    struct AccessList: Hashable, Sendable {
        var users: Set<uid_t> = []
        var groups: Set<gid_t> = []
    }
}

/// One name that is looked up on the way to a file.
struct FileStep: Hashable, Sendable {
    let directory: FileFacts
    /// Nil where the directory has no such name.
    let entry: FileFacts?
}

extension FileFacts {
    /// Every look-up that opening the path takes, links followed as the system does; ends at the first name that is not
    /// there. A path that does not begin at the root begins at the working directory.
    static func way(to path: String) -> [FileStep] {
        guard let root = FileFacts(at: "/") else { return [] }
        let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        var above = [root]
        var steps = [FileStep]()
        var links = 0
        var names = Array(whole.split(separator: "/").reversed())
        while let name = names.popLast(), let directory = above.last {
            if name == "." { continue }
            if name == ".." {
                if above.count > 1 { above.removeLast() }
                continue
            }
            let entry = FileFacts(at: (directory.path == "/" ? "" : directory.path) + "/" + name)
            steps.append(FileStep(directory: directory, entry: entry))
            switch entry?.kind {
            case .directory?: if let entry { above.append(entry) }
            case .link?:
                links += 1
                guard links <= 40, let target = entry.flatMap({ Self.target(of: $0.path) }) else { return steps }
                if target.hasPrefix("/") { above = [root] }
                names += target.split(separator: "/").reversed()
            default: return steps
            }
        }
        return steps
    }

    /// Nil where there is nothing, or where it may not be looked at.
    private init?(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        var mount = statvfs()
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        let isReadOnly = !isLink && statvfs(path, &mount) == 0 && mount.f_flag & UInt(ST_RDONLY) != 0
        self.init(
            path: path, kind: Self.kind(status.st_mode), owner: status.st_uid, group: status.st_gid,
            mode: status.st_mode & 0o7777, list: isLink ? nil : Self.accessList(of: path, group: status.st_gid),
            isReadOnly: isReadOnly)
    }

    private static func kind(_ mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFDIR: .directory
        case S_IFLNK: .link
        case S_IFREG: .file
        default: .other
        }
    }

    private static func target(of path: String) -> Substring? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)[...]
    }

    /// Reads `system.posix_acl_access`: a version, then entries of tag, permissions and id, little-endian.
    /// Source: linux/posix_acl_xattr.h.
    private static func accessList(of path: String, group: gid_t) -> AccessList? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = file_access_list(path, &bytes, UInt(bytes.count))
        guard count > 4 else { return nil }
        return AccessList(bytes[4..<count], group: group)
    }
}

extension FileFacts.AccessList {
    init(_ bytes: ArraySlice<UInt8>, group: gid_t) {
        func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
        var mask: UInt32 = 2
        var rest = bytes
        while rest.count >= 8 {
            let tag = number(rest.prefix(2))
            let permissions = number(rest.dropFirst(2).prefix(2))
            let id = number(rest.dropFirst(4).prefix(4))
            rest = rest.dropFirst(8)
            switch tag {
            case 0x10: mask = permissions
            case 0x02 where permissions & 2 != 0: users.insert(id)
            case 0x04 where permissions & 2 != 0: groups.insert(group)
            case 0x08 where permissions & 2 != 0: groups.insert(id)
            default: continue
            }
        }
        if mask & 2 == 0 {
            users = []
            groups = []
        }
    }
}
