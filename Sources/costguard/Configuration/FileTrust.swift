// Whose file it is: a configuration, a rule or a database that others may change could make us stop their enemies'
// machines. The judgement over what FileFacts read, and its words.

import Foundation
import Reporting

/// Why a file is not ours alone, and what mends that.
struct FileTrust: Hashable, Sendable {
    /// What is amiss, and where.
    let fault: String
    /// The command, or what to do where none does it.
    let mend: String

    /// What is amiss on the way to a file, the first found; nil where the file is ours or root's, and nobody else may write
    /// to it or put another in its place.
    ///
    /// Others may by mode or by access list: everybody, a stranger, a group in which there are strangers. On a mount that
    /// cannot be written to nobody may, and there it does not count whose a directory is. A sticky bit keeps what is ours.
    /// That everybody may write to a container engine's volume does not count: see `isVolume`.
    static func judge(_ way: [FileStep], by user: FileUser) -> FileTrust? {
        for step in way {
            if let found = judge(step.directory, holding: step.entry, by: user) { return found }
        }
        guard let file = way.last?.entry, file.kind != .link else { return nil }
        if !user.trusts(file.owner) { return foreign(file, user) }
        return file.isReadOnly ? nil : writable(file, user)
    }

    private static func judge(
        _ directory: FileFacts, holding entry: FileFacts?, by user: FileUser
    ) -> FileTrust? {
        if directory.isReadOnly { return nil }
        guard user.trusts(directory.owner) else { return foreign(directory, user) }
        guard directory.mode & S_ISVTX != 0 else { return writable(directory, user) }
        guard let entry, !user.trusts(entry.owner), writable(directory, user) != nil else { return nil }
        return foreign(entry, user)
    }

    /// Nil where none but this user and root may write to it, or it is a container engine's volume open to everybody.
    private static func writable(_ file: FileFacts, _ user: FileUser) -> FileTrust? {
        let groups = file.list?.groups ?? (file.mode & S_IWGRP != 0 ? [file.group] : [])
        let strangers = groups.filter { !user.isAlone(in: user.group($0)) }
        let isListed = !(file.list?.users.allSatisfy(user.trusts) ?? true) || !strangers.isSubset(of: [file.group])
        let isOpen = file.mode & S_IWOTH != 0 && !user.isVolume(file)
        guard isOpen || isListed || !strangers.isEmpty else { return nil }
        var commands = isListed ? ["setfacl -b \(ShellWord.quoted(file.path))"] : []
        let who = (strangers.isEmpty ? "" : "g") + (isOpen ? "o" : "")
        if !who.isEmpty { commands.append("chmod \(who)-w \(ShellWord.quoted(file.path))") }
        let sudo = file.owner == user.id || user.id == 0 ? "" : "sudo "
        let mode = "mode \(String(file.mode, radix: 8))" + (isListed ? " and an access list" : "")
        return FileTrust(
            fault: "others may write \(ShellWord.quoted(file.path)) (\(mode))",
            mend: commands.map { sudo + $0 }.joined(separator: " && "))
    }

    private static func foreign(_ file: FileFacts, _ user: FileUser) -> FileTrust {
        let sudo = user.id == 0 ? "" : "sudo "
        let options = file.kind == .link ? "-h " : ""
        return FileTrust(
            fault:
                "\(ShellWord.quoted(file.path)) belongs to \(FileUser.name(of: file.owner)), and neither to you nor to root",
            mend:
                "see what it holds; to make it yours: \(sudo)chown \(options)\(user.name ?? "\(user.id)") \(ShellWord.quoted(file.path))"
        )
    }
}

extension FileUser {
    /// Whether what belongs to that user is ours: root could change it anyway.
    func trusts(_ owner: uid_t) -> Bool { owner == id || owner == 0 }

    /// Whether a group lets nobody in but this user and root. Where other machines' users may be members unseen, only a
    /// group of the user's own name is known to be theirs alone; a number without a name only where it is given to us,
    /// as container engines do with the groups of volumes.
    func isAlone(in group: GroupMembers) -> Bool {
        guard group.members.allSatisfy({ $0.map(trusts) ?? false }) else { return false }
        guard group.name != nil else { return group.isOurs && group.isWhole }
        return group.isWhole || group.name == name
    }

    /// Whether a directory is a volume that a container engine gave to our group (Kubernetes: `emptyDir` with `fsGroup`,
    /// `drwxrwsrwx root`): such a group has no name, and is in nobody's user database.
    func isVolume(_ file: FileFacts) -> Bool {
        guard file.kind == .directory, file.owner == 0, file.mode & S_ISGID != 0, file.group != 0 else { return false }
        let group = group(file.group)
        return group.name == nil && group.isOurs && isAlone(in: group)
    }
}
