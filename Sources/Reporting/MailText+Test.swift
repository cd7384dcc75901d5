// The mail that only shows that mail arrives.

import CostModel
import Foundation

extension MailText {
    /// What `alerts test` sends.
    package static func test(destination: String, mailID: String, _ context: TextContext) -> (
        subject: String, body: String
    ) {
        var lines = TextLines(context.plain)
        lines.add("This is a test. You asked costguard to send it, and it arrived: alarms will reach you here.")
        lines.blank()
        lines.add("An alarm says what happened, what is left, what burns it, and the one command that stops it.")
        lines.add("Which marks are armed:")
        lines.verbatim("  costguard alerts")
        lines.blank()
        lines.add("Sent \(context.point(context.now)) through \(destination). Mail \(mailID).")
        return (Sanitizer.subject("Test of costguard: mail reaches you"), lines.text)
    }
}
