// What people call a region: the names of AWS's console, and the nearest one to a mistyped name.

extension Region {
    /// A region's name in the console: `area (city)`, such as `US West (Oregon)`.
    private struct Name {
        let area: String
        let city: String

        init(_ area: String, _ city: String) {
            self.area = area
            self.city = city
        }

        var full: String { "\(area) (\(city))" }

        /// Short, and one region's alone.
        var place: String {
            city == "Central" || area.hasPrefix("AWS") ? "\(area.replacingPrefix("AWS ")) \(city)" : city
        }
    }

    /// The place as AWS's console names it, such as `Oregon`; the code where we know no name.
    package var place: String { Region.names[code]?.place ?? code }

    /// The region that a code or a name of the console stands for, such as `us-west-2`, `Oregon` or
    /// `US West (Oregon)`; case, accents and blanks do not matter. A code that is none we know is taken too: AWS
    /// opens new regions.
    package static func named(_ text: String) -> Region? {
        let wanted = plain(text)
        guard !wanted.isEmpty else { return nil }
        if let code = names.first(where: {
            plain($0.value.full) == wanted || plain($0.value.place) == wanted
        })?.key {
            return Region(code)
        }
        // "EU (Ireland)" is what price lists call "Europe (Ireland)".
        if text.hasSuffix(")"), let open = text.lastIndex(of: "("),
            text[..<open].contains(where: { $0 != " " })
        {
            let city = plain(String(text[text.index(after: open)...]))
            if let code = names.first(where: { plain($0.value.place) == city })?.key {
                return Region(code)
            }
        }
        return Region(text.lowercased())
    }

    /// A hint for a text that is no region, or not one of the account: the name that was meant, where one is near.
    package static func hint(for text: String) -> String? {
        let known = names.keys.sorted() + names.values.flatMap { [$0.place, $0.full] }.sorted()
        return NearestName.nearest(to: text, among: known).map { "did you mean '\($0)'?" }
    }

    /// Letters and digits alone, in lower case.
    private static func plain(_ text: String) -> String {
        String(text.lowercased().replacing("ã", with: "a").filter { $0.isLetter || $0.isNumber })
    }

    /// Sources: botocore 1.43.11, partitions.json, for codes and names; the console's region menu, as of 2026-11,
    /// for Sao Paulo's accent.
    private static let names: [String: Name] = [
        "us-east-1": Name("US East", "N. Virginia"), "us-east-2": Name("US East", "Ohio"),
        "us-west-1": Name("US West", "N. California"), "us-west-2": Name("US West", "Oregon"),
        "ca-central-1": Name("Canada", "Central"), "ca-west-1": Name("Canada West", "Calgary"),
        "mx-central-1": Name("Mexico", "Central"), "sa-east-1": Name("South America", "São Paulo"),
        "eu-west-1": Name("Europe", "Ireland"), "eu-west-2": Name("Europe", "London"),
        "eu-west-3": Name("Europe", "Paris"), "eu-central-1": Name("Europe", "Frankfurt"),
        "eu-central-2": Name("Europe", "Zurich"), "eu-north-1": Name("Europe", "Stockholm"),
        "eu-south-1": Name("Europe", "Milan"), "eu-south-2": Name("Europe", "Spain"),
        "ap-east-1": Name("Asia Pacific", "Hong Kong"), "ap-east-2": Name("Asia Pacific", "Taipei"),
        "ap-northeast-1": Name("Asia Pacific", "Tokyo"),
        "ap-northeast-2": Name("Asia Pacific", "Seoul"),
        "ap-northeast-3": Name("Asia Pacific", "Osaka"), "ap-south-1": Name("Asia Pacific", "Mumbai"),
        "ap-south-2": Name("Asia Pacific", "Hyderabad"),
        "ap-southeast-1": Name("Asia Pacific", "Singapore"),
        "ap-southeast-2": Name("Asia Pacific", "Sydney"),
        "ap-southeast-3": Name("Asia Pacific", "Jakarta"),
        "ap-southeast-4": Name("Asia Pacific", "Melbourne"),
        "ap-southeast-5": Name("Asia Pacific", "Malaysia"),
        "ap-southeast-6": Name("Asia Pacific", "New Zealand"),
        "ap-southeast-7": Name("Asia Pacific", "Thailand"),
        "af-south-1": Name("Africa", "Cape Town"), "il-central-1": Name("Israel", "Tel Aviv"),
        "me-central-1": Name("Middle East", "UAE"), "me-south-1": Name("Middle East", "Bahrain"),
        "cn-north-1": Name("China", "Beijing"), "cn-northwest-1": Name("China", "Ningxia"),
        "us-gov-east-1": Name("AWS GovCloud", "US-East"),
        "us-gov-west-1": Name("AWS GovCloud", "US-West"),
        "eusc-de-east-1": Name("AWS European Sovereign Cloud", "Germany"),
    ]
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
