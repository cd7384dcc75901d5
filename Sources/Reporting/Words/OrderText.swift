// Persons' orders to stop a machine later, in words and as JSON; the mail that says that one came to nothing.

package import CostModel
import Foundation

/// Orders for people.
package enum OrderText {
    /// `at Tue 1 Dec 03:30`; `once it is idle for 30m`.
    static func when(_ order: StopOrder, _ context: TextContext) -> String {
        switch order.condition {
        case .at(let date): "at \(context.point(date))"
        case .whenIdle(let seconds): "once it is idle for \(TimeText.span(Double(seconds)))"
        }
    }

    /// What was just ordered, and how to take it back.
    package static func given(_ orders: [StopOrder], notes: [String], _ context: TextContext) -> String {
        var lines = TextLines(context)
        for order in orders {
            lines.add(
                "\(title(order)) will be stopped \(when(order, context)), by the first run of the guard after it.")
        }
        for note in notes { lines.add(note) }
        let names = orders.map { CommonText.argument($0.resource, $0.name) }
        let keeps = names.map { name in "'costguard keep \(name)'" }
        lines.add("\(keeps.joined(separator: ", ")) \(keeps.count == 1 ? "takes" : "take") it back too.")
        lines.next(names.map { name in "costguard stop \(name) --cancel" })
        return lines.text
    }

    /// One JSON object, schema version 1.
    package static func json(_ orders: [StopOrder]) -> String {
        JSONText.document(
            OrdersDocument(
                orders: orders.map { order in
                    OrdersDocument.Order(
                        resource: ResourceEntry(order.resource, name: order.name), at: order.at,
                        idleSeconds: order.idleSeconds, orderedAt: order.since, who: order.who)
                }))
    }

    /// For the status; nothing where nothing was ordered.
    static func section(_ context: TextContext, _ lines: inout TextLines) {
        guard !context.orders.isEmpty else { return }
        lines.section("ORDERED", "\(CountText.text(context.orders.count, "machine")) to be stopped later")
        for order in context.orders {
            lines.add("\(title(order)) \(when(order, context)), by \(order.who)", head: "  ")
        }
    }

    /// For a plan; nil where nothing was ordered.
    static func planSection(_ context: TextContext) -> TextSection? {
        guard !context.orders.isEmpty else { return nil }
        return TextSection(
            title: "ORDERED", text: "\(CountText.text(context.orders.count, "machine")) to be stopped later",
            entries: context.orders.map { order in
                let head = "  " + CommonText.title(order.resource, order.name).padded(to: TextLines.nameColumns)
                let text = "\(when(order, context)), by \(order.who)"
                return TextSection.Entry(head: head, words: [(text, 1)], whole: (head, text))
            })
    }

    static func title(_ order: StopOrder) -> String {
        let title = CommonText.title(order.resource, order.name)
        return title == order.resource.id ? title : "\(title) (\(order.resource.id))"
    }
}

/// `stop NAME --at … --format json`.
struct OrdersDocument: Codable {
    struct Order: Codable {
        let resource: ResourceEntry
        let at: Date?
        let idleSeconds: Int?
        let orderedAt: Date
        let who: String
    }

    var schemaVersion = SchemaVersion.one
    let orders: [Order]
}

extension MailText {
    /// That an order came to nothing.
    package static func orderEnded(
        _ order: StopOrder, outcome: String, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        lines.add("\(order.who) ordered that \(OrderText.title(order)) be stopped \(OrderText.when(order, context)).")
        lines.add("costguard did not stop it: \(outcome). The order has ended.")
        close(&lines, "Account \(order.resource.account). Mail \(mailID).", context)
        let title = CommonText.title(order.resource, order.name)
        return (Sanitizer.subject("costguard: the order to stop \(title) has ended"), lines.text)
    }
}
