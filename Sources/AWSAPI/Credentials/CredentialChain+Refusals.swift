// What the chain says when it has no keys: nothing configured, or half of something.
import Foundation

extension CredentialChain {
    /// A login alone gives no keys: the account and the role must be named.
    func refuseHalfOfSSO(_ settings: [String: INIFile.Setting], profile: String) throws {
        guard let setting = settings["sso_session"] ?? settings["sso_start_url"] else { return }
        throw CredentialError(
            "\(setting.place): profile '\(profile)' uses SSO, but 'sso_account_id' and 'sso_role_name' are missing\n"
                + "hint: run `aws configure sso --profile \(profile)`")
    }

    /// The places of keys that the AWS CLI still reads and this program does not, where somebody uses them.
    private var legacy: String {
        let named = [
            "AWS_CREDENTIAL_FILE": environment["AWS_CREDENTIAL_FILE"], "BOTO_CONFIG": environment["BOTO_CONFIG"],
        ]
        let variables = named.filter { $0.value?.isEmpty == false }.keys.sorted()
        let file = "\(home)/.boto"
        let places = variables + (FileManager.default.fileExists(atPath: file) ? ["'\(file)'"] : [])
        return places.isEmpty ? "" : ", \(places.joined(separator: " and ")) of the older tools is not read"
    }

    /// - Parameters:
    ///   - profile: nil where not even a default profile is there.
    ///   - instance: whether the metadata service was asked too.
    func nothingFound(profile: String? = nil, instance: Bool = false) -> CredentialError {
        let asked = instance ? ", and no EC2 instance role was given" : ""
        if let profile {
            return CredentialError(
                "AWS profile '\(profile)' holds no keys, role or credential_process\(asked)\n"
                    + "hint: run `aws configure --profile \(profile)`")
        }
        return CredentialError(
            "AWS keys were not found: the environment has none and there is no default profile "
                + "(\(configuration.whereabouts))\(legacy)\(asked)\n"
                + "hint: run `aws configure`, or name a profile with --profile")
    }
}

extension CredentialError {
    /// The same, with what another error got behind the first line.
    func because(_ other: CredentialError) -> CredentialError {
        guard let got = other.message.split(separator: "\n").first?.split(separator: ": got ", maxSplits: 1).last,
            let end = message.firstIndex(of: "\n")
        else { return self }
        return CredentialError("\(message[..<end]) (\(got))\(message[end...])")
    }
}
