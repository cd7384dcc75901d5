// What a person copies or follows: commands of a shell, pages of AWS's console. What comes from outside enters them only
// as letters, digits and hyphens, and where it is an id as AWS writes them.

package import CostModel

/// AWS's own commands.
enum Commands {
    static func stop(_ key: ResourceKey) -> String {
        "aws ec2 stop-instances --region \(key.region.code) --instance-ids \(plainID(key))"
    }

    /// AWS's command for a machine; ours for what AWS starts in as many ways as there are kinds.
    static func start(_ key: ResourceKey) -> String {
        guard key.kind == .instance else { return "costguard start \(named(key))" }
        return "aws ec2 start-instances --region \(key.region.code) --instance-ids \(plainID(key))"
    }

    /// What ends the bill of a machine that AWS cannot stop, or whose stop would not hold; nil: no single command does.
    static func instead(of refusal: Refusal, _ machine: Judgement) -> String? {
        let key = machine.resource
        switch refusal.guardrail {
        case "one-time-spot", "instance-store-root":
            return "aws ec2 terminate-instances --region \(key.region.code) --instance-ids \(plainID(key))"
        case "auto-scaling":
            guard let group = machine.knownText("autoscaling_group") else { return nil }
            return "aws autoscaling update-auto-scaling-group --region \(key.region.code) --min-size 0 "
                + "--desired-capacity 0 --auto-scaling-group-name \(ShellWord.quoted(Sanitizer.terminal(group)))"
        case KeepTag.sparing, Keep.sparing:
            return "costguard stop \(named(key)) --override-keep"
        default: return allowing(refusal, key)
        }
    }

    /// What takes a guardrail away, where one command does.
    static func allowing(_ refusal: Refusal, _ key: ResourceKey) -> String? {
        guard refusal.guardrail == "stop-protection" else { return nil }
        return "aws ec2 modify-instance-attribute --no-disable-api-stop --region \(key.region.code) "
            + "--instance-id \(plainID(key))"
    }

    /// An id as one word: those of EC2 are letters, digits and hyphens, others may be what their owners called them.
    private static func named(_ key: ResourceKey) -> String {
        CommonText.isNamedByID(key.kind) ? ShellWord.text(Sanitizer.terminal(key.id)) : plainID(key)
    }

    static func plainID(_ key: ResourceKey) -> String {
        key.id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}

/// Words of commands that a person copies into a shell (POSIX.1-2017, Shell Command Language, 2.2 Quoting).
package enum ShellWord {
    /// As it stands where the shell takes it so, else in quotes.
    package static func text(_ word: String) -> String { isPlain(word) ? word : quoted(word) }

    /// In single quotes, whatever it is.
    package static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: #"'\''"#) + "'" }

    /// Whether the shell takes it as one word, and no program for an option.
    static func isPlain(_ word: String) -> Bool {
        // zsh looks for a program behind an equals sign that begins a word.
        !word.isEmpty && !word.hasPrefix("-") && !word.hasPrefix("=")
            && word.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }
    }

    fileprivate static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 45...57, 95: true
        default: false
        }
    }
}

/// Links into the console of the partition in which a region lies.
package enum ConsoleLink {
    /// Where the rights of a user or role of IAM are granted; nil where its name is none that IAM takes, and where the
    /// console's host is not public.
    ///
    /// - Parameters:
    ///   - list: `users` or `roles`.
    ///   - region: any of the partition.
    package static func rights(of name: String, in list: String, near region: Region) -> String? {
        let allowed = name.utf8.allSatisfy { ShellWord.isPlain($0) || "+=,@".utf8.contains($0) }
        guard !name.isEmpty, allowed, let host = host(region.code) else { return nil }
        return "https://\(host)/iam/home#/\(list)/details/\(name)?section=permissions"
    }

    /// The page of a thing; nil where the console has none for it, where its host is not public (isolated partitions),
    /// and where the id is none of AWS's.
    ///
    /// Source: the addresses that the EC2 console itself shows, as of 2026-11.
    static func page(of key: ResourceKey) -> String? {
        let region = key.region.code
        guard let host = host(region), let place = place(key) else { return nil }
        return "https://\(region).\(host)/ec2/home?region=\(region)#\(place)"
    }

    /// Where a case is opened with AWS.
    static func support(near region: Region?) -> String {
        "https://\(host(near: region))/support/home#/case/create"
    }

    /// Where an account's credits are listed. An account of GovCloud is billed with the one that it belongs to, outside.
    static func credits(near region: Region?) -> String {
        let isGovernment = region?.code.hasPrefix("us-gov-") == true
        return "https://\(host(near: isGovernment ? nil : region))/billing/home#/credits"
    }

    private static func place(_ key: ResourceKey) -> String? {
        // An address of EC2-Classic or of a carrier has no id of its own: the list of addresses shows it.
        if key.kind == .address, !key.id.hasPrefix("eipalloc-") { return "Addresses:" }
        guard let name = pages[key.kind], !key.id.isEmpty, Commands.plainID(key) == key.id else { return nil }
        return name + key.id
    }

    private static let pages: [ResourceKind: String] = [
        .instance: "InstanceDetails:instanceId=", .volume: "VolumeDetails:volumeId=",
        .snapshot: "SnapshotDetails:snapshotId=", .image: "ImageDetails:imageId=",
        .address: "ElasticIpDetails:AllocationId=",
    ]

    private static func host(near region: Region?) -> String { region.flatMap { host($0.code) } ?? standard }

    private static let standard = "console.aws.amazon.com"

    /// By partition. Source: docs.aws.amazon.com/signin, "AWS sign-in endpoints"; docs.aws.eu for the sovereign cloud.
    private static func host(_ region: String) -> String? {
        if region.hasPrefix("cn-") { return "console.amazonaws.cn" }
        if region.hasPrefix("us-gov-") { return "console.amazonaws-us-gov.com" }
        if region.hasPrefix("eusc-") { return "console.amazonaws-eusc.eu" }
        let isIsolated = region.hasPrefix("us-iso") || region.hasPrefix("eu-iso")
        return isIsolated || region == Region.global.code ? nil : standard
    }
}
