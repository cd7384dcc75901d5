// What the image field of templates and launch configurations means.

import CostModel

enum ImageReference {
    /// `resolve:ssm:/path` names an image that only AWS can tell: then any image may be meant.
    static func of(_ text: String?) -> [Reference] {
        text.map { [Reference(.image, $0.hasPrefix("ami-") ? $0 : nil)] } ?? []
    }
}

extension Set<Reference> {
    /// In a fixed order, so that an unchanged resource compares equal in the next scan.
    func sorted() -> [Reference] {
        sorted { ($0.kind.rawValue, $0.id ?? "") < ($1.kind.rawValue, $1.id ?? "") }
    }
}
