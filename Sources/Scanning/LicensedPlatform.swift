// Whether AWS bills a licence or a product of its Marketplace with an instance, read off what it is billed as.

import AWSAPI

enum LicensedPlatform {
    /// What costs Linux's price: Linux itself, and systems whose owner brought a licence along.
    /// Source: EC2 User Guide, "AMI billing information fields", platform details.
    private static let plain: Set<String> = ["Linux/UNIX", "Windows BYOL", "Red Hat BYOL Linux"]

    /// Such as `Windows` or `Red Hat Enterprise Linux`; nil: none. Where AWS gives no details, `platform` says
    /// `windows` or nothing.
    ///
    /// A product of the Marketplace has a price of its seller's, by the hour or the month, which no list here has; of free
    /// ones AWS does not say that they are. Source: EC2 API reference, ProductCode: type `devpay` or `marketplace`.
    static func of(_ item: XMLNode) -> String? {
        let codes = item.optionalList("productCodes").filter { $0.text("type") != nil }.compactMap {
            $0.text("productCode")
        }
        let product = codes.first.map { "Marketplace product \($0.prefix(30))" }
        return [licence(item), product].compactMap(\.self).joined(separator: ", ").nonEmpty
    }

    private static func licence(_ item: XMLNode) -> String? {
        guard let details = item.text("platformDetails") else {
            return item.text("platform")?.lowercased() == "windows" ? "Windows" : nil
        }
        return plain.contains(details) ? nil : String(details.prefix(60))
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
