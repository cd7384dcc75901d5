// The digest that a page's policy names, reckoned by OpenSSL and not by us.

import COpenSSL
import Foundation

enum SHA256 {
    static func base64(_ text: String) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        let bytes = Array(text.utf8)
        EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        return Data(digest).base64EncodedString()
    }
}
