// Whether AWS bills a licence with an instance, read off what it is billed as.

import AWSAPI

enum LicensedPlatform {
    /// What costs Linux's price: Linux itself, and systems whose owner brought a licence along.
    /// Source: EC2 User Guide, "AMI billing information fields", platform details.
    private static let plain: Set<String> = ["Linux/UNIX", "Windows BYOL", "Red Hat BYOL Linux"]

    /// Such as `Windows` or `Red Hat Enterprise Linux`; nil: none. Where AWS gives no details, `platform` says
    /// `windows` or nothing.
    static func of(_ item: XMLNode) -> String? {
        guard let details = item.text("platformDetails") else {
            return item.text("platform")?.lowercased() == "windows" ? "Windows" : nil
        }
        return plain.contains(details) ? nil : String(details.prefix(60))
    }
}
