// The doctor's page: calls that are answered alike share a line, and it ends in one step. Here because this suite alone
// sees inside the program.

import Testing

@testable import costguard

@Suite struct DoctorReportTests {
    private func tried(
        _ operation: String, _ grade: DoctorFinding.Grade, cause: String? = nil, lost: String? = nil
    ) -> DoctorFinding {
        var finding = DoctorFinding(grade: grade, subject: "image", detail: "\(operation) \(cause ?? "allowed")")
        finding.trial = DoctorFinding.Trial(operation: operation, cause: cause, lost: lost)
        if cause != nil { (finding.hint, finding.command) = ("this prints what the keys need", "costguard iam-policy") }
        return finding
    }

    private var findings: [DoctorFinding] {
        [
            .fine("program", "costguard"),
            tried("DescribeImages", .fine), tried("DescribeVolumes", .fine), tried("DescribeInstances", .fine),
            tried(
                "DescribeKey", .worth, cause: "the lab does not allow it (AccessDeniedException)",
                lost: "keys are unknown"),
            tried(
                "LookupEvents", .worth, cause: "the lab does not allow it (UnauthorizedOperation)", lost: "names are"),
            tried("DescribeTags", .worth, cause: "the organization forbids it (AccessDenied)", lost: "tags are"),
        ]
    }

    @Test("what is answered alike is one line, under whatever code; what is refused by another stands alone")
    func groups() {
        let lines = DoctorReport(findings: findings, isWhole: false).text(width: 200).split(separator: "\n")
        #expect(lines.contains { $0.contains("3 reads allowed: DescribeImages, DescribeVolumes, …") })
        let denied = lines.filter { $0.contains("the lab does not allow it") }
        #expect(denied.count == 1, "\(lines)")
        #expect(denied.first?.contains("DescribeKey, so keys are unknown; LookupEvents, so names are") == true)
        #expect(lines.count { $0.contains("the organization forbids it") } == 1)
    }

    @Test("asked for all, each has a line of its own")
    func whole() {
        let text = DoctorReport(findings: findings, isWhole: true).text(width: 200)
        for finding in findings { #expect(text.contains(finding.detail), "\(finding.detail)") }
    }

    @Test("no line is wider than the terminal, but a command, which stands alone", arguments: [60, 80, 120])
    func width(columns: Int) {
        let long =
            findings + [
                .fails(
                    "last scan", "a very long story of what was seen, and when, and by whom, and what of it was true")
            ]
        for isWhole in [true, false] {
            let lines = DoctorReport(findings: long, isWhole: isWhole).text(width: columns).split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= columns || $0.contains("costguard ") }, "\(lines)")
            #expect(lines.contains { $0.trimmingPrefix(while: { $0 == " " }) == "costguard iam-policy" })
        }
    }

    @Test("it ends in the step that is needed most, with its command on a line of its own")
    func next() {
        func end(_ findings: [DoctorFinding]) -> [Substring] {
            DoctorReport(findings: findings, isWhole: false).text(width: 80).split(separator: "\n").suffix(2)
        }
        #expect(end([.fine("program", "x")]).last == "Next: costguard plan")
        #expect(end([.worth("last scan", "none", type: "costguard scan")]).last == "Next: costguard scan")
        let worse: [DoctorFinding] = [
            .worth("last scan", "none", type: "costguard scan"),
            .fails("images", "no", "do this", type: "costguard iam-policy"),
        ]
        #expect(end(worse) == ["Next: do this:", "      costguard iam-policy"])
        #expect(end([.fails("images", "the lab forbids it")]).last == "Next: costguard plan")
    }

    @Test("the next command speaks of the files that the doctor was called with; one that is not ours stays as it is")
    func options() {
        func last(_ findings: [DoctorFinding]) -> Substring? {
            DoctorReport(findings: findings, isWhole: false, commandOptions: " --database d.sqlite").text(width: 80)
                .split(separator: "\n").last
        }
        #expect(last([.fine("program", "x")]) == "Next: costguard plan --database d.sqlite")
        #expect(last([.fails("images", "the lab forbids it")]) == "Next: costguard plan --database d.sqlite")
        #expect(
            last([.worth("last scan", "none", "look", type: "costguard scan")])
                == "      costguard scan --database d.sqlite")
        #expect(last([.fails("keys", "none", "log in", type: "aws sso login")]) == "      aws sso login")
    }
}
