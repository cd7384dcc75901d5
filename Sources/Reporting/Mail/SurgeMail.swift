// The mail on machines that nobody expected: read in a hurry, so what, where and how dear comes first, then whose key it
// was, then what to do in the order in which it helps. Who stops machines first is answered with new ones.

package import CostModel
import Foundation

/// A machine that a rule on surges found.
package struct SurgedMachine: Sendable {
    /// Which it is.
    package let key: ResourceKey
    let name: String?
    let type: String
    let since: Date?
    let perHour: Money?
    let why: String

    /// By a judgement of the view `starts`.
    package init(_ judgement: Judgement) {
        key = judgement.resource
        name = judgement.name
        why = judgement.reason
        type = Sanitizer.terminal(judgement.knownText("instance_type") ?? "instance").cut(to: 20)
        since = judgement.rowLaunchTime
        perHour = judgement.knownPerHour
    }

    /// A price that nobody knows is dearer than any.
    package static func isCheaper(_ left: SurgedMachine, _ right: SurgedMachine) -> Bool {
        switch (left.perHour, right.perHour) {
        case (let one?, let other?): (one, right.key) < (other, left.key)
        case (nil, .some): false
        case (.some, nil): true
        case (nil, nil): right.key < left.key
        }
    }
}

extension MailText {
    private static let mostRegions = 8
    /// Ids in one command; longer lines do not survive a mail.
    private static let mostIDs = 20

    /// Machines that started where the account had none, or many at once.
    ///
    /// - Parameter launcher: who started one of them, and which; nil: nobody was asked.
    package static func surge(
        _ machines: [SurgedMachine], launcher: (word: LauncherWord, of: SurgedMachine)?, account: AccountID,
        mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        let regions = Dictionary(grouping: machines, by: \.key.region).map { ($0.key, $0.value) }
            .sorted { (cost($1.1).sum, $0.0) < (cost($0.1).sum, $1.0) }
        let count = CountText.text(machines.count, "machine")
        let since = machines.compactMap(\.since).min().map { " since \(context.point($0))" } ?? ""
        var lines = TextLines(context.plain)
        lines.add("\(count) started\(since) that this account does not usually run: \(words(machines)).")
        for (region, here) in regions.prefix(mostRegions) { place(region, here, &lines, context) }
        if regions.count > mostRegions {
            lines.add("and \(CountText.text(regions.count - mostRegions, "more region"))", head: "  ")
        }
        if let first = machines.max(by: SurgedMachine.isCheaper) { lines.field("why", first.why) }
        lines.blank()
        if let launcher { whose(launcher.word, launcher.of, &lines, context) }
        lines.blank()
        lines.add(
            "If it is you or yours: nothing is to be done. The tag \(KeepTag.key) keeps a machine from this rule.")
        lines.add("If it is not, a key of your account is in other hands. In this order:")
        lines.add("1. Make the key inactive, or it starts new machines for each that you stop:")
        inactive(launcher?.word, &lines)
        lines.add("2. Stop the machines (or terminate them, if there is nothing on them that you want to look at):")
        for (region, here) in regions.prefix(mostRegions) { stop(region, here, &lines) }
        lines.add("3. Look at the other regions and services, change what the key could read, and tell AWS:")
        lines.verbatim(ConsoleLink.support(near: regions.first?.0))
        lines.blank()
        lines.add("costguard stops none of them by itself: they are busy, and it cannot know whose they are.")
        close(&lines, "Account \(account). One mail per surge. Mail \(mailID).", context)
        let places = regions.count == 1 ? regions[0].0.place : "\(regions.count) regions"
        return (Sanitizer.subject("\(count) in \(places), \(words(machines)): is it you?"), lines.text)
    }

    private static func cost(_ machines: [SurgedMachine]) -> (sum: Money, unknown: Int) {
        (machines.compactMap(\.perHour).reduce(.zero, +), machines.count { $0.perHour == nil })
    }

    /// `73.44 USD an hour`, `at least 12.00 USD an hour`, `at a price that is not known`.
    private static func words(_ machines: [SurgedMachine]) -> String {
        let (sum, unknown) = cost(machines)
        if unknown == machines.count { return "at a price that is not known" }
        return "\(unknown > 0 ? "at least " : "")\(CommonText.rate(sum)) USD an hour"
    }

    private static func place(
        _ region: Region, _ machines: [SurgedMachine], _ lines: inout TextLines, _ context: TextContext
    ) {
        let types = Dictionary(grouping: machines, by: \.type).sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }
        let listed = types.prefix(3).map { "\($0.value.count) x \($0.key)" }.joined(separator: ", ")
        let more = types.count > 3 ? " and others" : ""
        let since = machines.compactMap(\.since).min().map { ", since \(context.point($0))" } ?? ""
        lines.add("\(CommonText.place(region)): \(listed)\(more)\(since), \(words(machines))", head: "  ")
    }

    private static func whose(
        _ word: LauncherWord, _ machine: SurgedMachine, _ lines: inout TextLines, _ context: TextContext
    ) {
        let title = CommonText.title(machine.key, machine.name)
        switch word {
        case .told(let launcher):
            let name = launcher.arn ?? launcher.name
            let who = name.map { Sanitizer.terminal($0).cut(to: 100) } ?? "an unnamed caller"
            let key = plainKey(launcher).map { " with the key \($0)" } ?? ", without a key (the console, or a service)"
            let source = launcher.source.map { ", from \(Sanitizer.terminal($0).cut(to: 60))" } ?? ""
            let at = launcher.at.map { ", \(context.point($0))" } ?? ""
            lines.field("whose key", "\(title) was started by \(who)\(key)\(source)\(at) (CloudTrail)")
        case .notRecorded:
            lines.field(
                "whose key",
                "CloudTrail does not show the start of \(title) yet; it takes some minutes: Event history, "
                    + "event name RunInstances, in the console of CloudTrail in \(machine.key.region.code)")
        case .untold(let why):
            lines.field(
                "whose key",
                "not known: \(Sanitizer.terminal(why)); allow cloudtrail:LookupEvents, or look at the Event "
                    + "history of CloudTrail in \(machine.key.region.code)")
        }
    }

    /// The command that takes the key out of their hands, with what is known of it. Texts from outside enter it only
    /// as letters, digits and the marks that names of users have.
    private static func inactive(_ word: LauncherWord?, _ lines: inout TextLines) {
        var key: String? = nil
        var user: String? = nil
        if case .told(let launcher)? = word {
            key = plainKey(launcher)
            user = launcher.name.flatMap { name in
                let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+=,.@_-".contains($0)) }
                return name.isEmpty || !isPlain || name.hasPrefix("-") ? nil : name
            }
        }
        if let key, key.hasPrefix("ASIA") {
            lines.add("This one is a session's: in the console of IAM open the role (or user), Revoke active sessions;")
            lines.add("then make inactive the lasting key, or change the trust, that the session came from.")
            return
        }
        lines.verbatim(
            "  aws iam update-access-key --status Inactive --access-key-id \(key ?? "KEY")"
                + (key == nil ? "" : user.map { " --user-name \($0)" } ?? ""))
        if key == nil { lines.add("Which keys there are: the credential report in the console of IAM.") }
    }

    private static func plainKey(_ launcher: Launcher) -> String? {
        launcher.keyID.flatMap { id in
            (16...128).contains(id.utf8.count) && id.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
                ? id : nil
        }
    }

    private static func stop(_ region: Region, _ machines: [SurgedMachine], _ lines: inout TextLines) {
        let ids = machines.map(\.key).sorted().map(Commands.plainID)
        lines.verbatim(
            "  aws ec2 stop-instances --region \(region.code) --instance-ids "
                + ids.prefix(mostIDs).joined(separator: " "))
        if ids.count > mostIDs { lines.add("and \(ids.count - mostIDs) more there: costguard plan", head: "  ") }
    }
}
