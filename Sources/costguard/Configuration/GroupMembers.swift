// Who this user is, and who else is in a group: by number, for in a container nobody has a name.

import Foundation

/// This user, with all groups that were asked about.
struct FileUser: Sendable {
    let id: uid_t
    /// Nil where nobody has given that number a name.
    let name: String?
    let group: @Sendable (gid_t) -> GroupMembers

    /// Who runs this program.
    static func current() -> FileUser {
        let name = getpwuid(geteuid()).flatMap { $0.pointee.pw_name }.map { String(cString: $0) }
        var groups = [gid_t](repeating: 0, count: max(0, Int(getgroups(0, nil))))
        let count = getgroups(Int32(groups.count), &groups)
        let ours = Set(groups.prefix(max(0, Int(count))) + [getegid()])
        return FileUser(id: geteuid(), name: name) { GroupMembers(of: $0, isOurs: ours.contains($0)) }
    }

    /// What the owner is called in a message: by name, where there is one.
    static func name(of user: uid_t) -> String {
        guard let entry = getpwuid(user), let name = entry.pointee.pw_name else { return "user \(user)" }
        return "'\(String(cString: name))'"
    }
}

/// The members of a group, as far as this system can tell.
struct GroupMembers: Hashable, Sendable {
    /// Nil where nobody has given that number a name.
    var name: String?
    /// Those that the group lists, and those whose own group it is; nil among them: one whom nobody knows.
    var members: Set<uid_t?>
    /// Whether all members can be told: no directory service of another machine may know more.
    var isWhole: Bool
    /// Whether this process is in it.
    var isOurs: Bool

    init(name: String?, members: Set<uid_t?>, isWhole: Bool = true, isOurs: Bool = false) {
        self.name = name
        self.members = members
        self.isWhole = isWhole
        self.isOurs = isOurs
    }

    fileprivate init(of group: gid_t, isOurs: Bool) {
        var members: Set<uid_t?> = []
        var name: String?
        if let entry = getgrgid(group)?.pointee {
            name = entry.gr_name.map { String(cString: $0) }
            var next = entry.gr_mem
            while let text = next?.pointee {
                members.insert(getpwnam(text).map { $0.pointee.pw_uid })
                next = next?.successor()
            }
        }
        setpwent()
        while let user = getpwent()?.pointee { if user.pw_gid == group { members.insert(user.pw_uid) } }
        endpwent()
        let switches = (try? String(contentsOfFile: "/etc/nsswitch.conf", encoding: .utf8)) ?? ""
        self.init(name: name, members: members, isWhole: GroupMembers.isLocal(switches), isOurs: isOurs)
    }

    /// Whether users and groups come from this machine's own files alone: other sources need not list who they know.
    static func isLocal(_ switches: String) -> Bool {
        let lines = switches.split(separator: "\n").map {
            $0.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
        }
        let sources = lines.filter { ["passwd:", "group:"].contains($0.first) }.flatMap { $0.dropFirst() }
        return sources.allSatisfy { ["files", "systemd", "altfiles"].contains($0) || $0.hasPrefix("[") }
    }
}
