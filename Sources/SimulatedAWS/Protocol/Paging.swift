// Pages of lists: a token is a position in the list, opaque to the client and bound to its action.

import Foundation

/// A part of a list.
package struct Page<Element> {
    /// What it shows.
    package var items: [Element]
    /// For the page after it; nil on the last.
    package var nextToken: String?
}

/// What a token says: whose list, where in it, and which page that is; opaque to the client.
struct PageToken {
    var service: String
    var action: String
    var region: String
    var position: Int
    var page: Int

    init(service: String, action: String, region: String, position: Int, page: Int) {
        self.service = service
        self.action = action
        self.region = region
        self.position = position
        self.page = page
    }

    /// nil for what is no token of ours.
    init?(_ text: String) {
        let words = Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
        guard words.count == 5, let position = Int(words[3]), position >= 0, let page = Int(words[4]) else {
            return nil
        }
        self.init(
            service: String(words[0]), action: String(words[1]), region: String(words[2]), position: position,
            page: page)
    }

    var text: String { Data("\(service) \(action) \(region) \(position) \(page)".utf8).base64EncodedString() }
}

extension Call {
    /// The page of a list that the request asks for; `unsized` where it names no MaxResults: everything, as a rule.
    /// A page may be empty and yet have a token, as on AWS.
    package func page<Element>(
        _ all: [Element], sizes: ClosedRange<Int> = 5...1_000, unsized: Int = .max,
        where isIncluded: (Element) throws -> Bool
    ) throws -> Page<Element> {
        var size = unsized
        if let text = form["MaxResults"] {
            guard let number = Int(text), sizes.contains(number) else {
                throw AWSFailure(
                    "InvalidParameterValue",
                    "Value ( \(text) ) for parameter maxResults is invalid. Expecting a value between "
                        + "\(sizes.lowerBound) and \(sizes.upperBound).")
            }
            size = number
        }
        size = min(size, largestPage)
        var position = try form["NextToken"].map(position) ?? 0
        var items: [Element] = []
        while position < all.count, items.count < size {
            if try isIncluded(all[position]) { items.append(all[position]) }
            position += 1
        }
        return Page(items: items, nextToken: position < all.count ? token(position) : nil)
    }

    /// The opaque token of a position, for the page after this one.
    package func token(_ position: Int) -> String {
        if let endlessToken { return endlessToken }
        return PageToken(service: service.rawValue, action: action, region: region, position: position, page: page + 1)
            .text
    }

    /// The position that a token stands for.
    package func position(_ token: String) throws -> Int {
        guard let read = PageToken(token), read.service == service.rawValue, read.action == action,
            read.region == region
        else { throw AWSFailure("InvalidParameterValue", "Unable to parse pagination token") }
        return endlessToken == nil ? read.position : 0
    }

    /// MaxResults beside ids is refused, as AWS does.
    package func refuseSizeWithIDs(_ ids: [String], _ parameter: String) throws {
        guard !ids.isEmpty, form["MaxResults"] != nil else { return }
        throw AWSFailure(
            "InvalidParameterCombination",
            "The parameter \(parameter) cannot be used with the parameter maxResults")
    }

    /// Whether all filters of the request hold; several values of one filter are alternatives.
    /// - Throws: `InvalidParameterValue` for a filter that `values` does not know.
    package func filtersHold(
        _ filters: [(name: String, values: [String])], tags: @autoclosure () -> [String: String],
        _ values: (String) -> [String]?
    ) throws -> Bool {
        for filter in filters {
            let found: [String]
            if filter.name.hasPrefix("tag:") {
                found = tags()[String(filter.name.dropFirst(4))].map { [$0] } ?? []
            } else if filter.name == "tag-key" {
                found = Array(tags().keys)
            } else if let known = values(filter.name) {
                found = known
            } else {
                throw AWSFailure("InvalidParameterValue", "The filter '\(filter.name)' is invalid")
            }
            guard filter.values.contains(where: found.contains) else { return false }
        }
        return true
    }
}
